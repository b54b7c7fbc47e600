// The budget of a fact on the live path, part by part, each alone. The budget
// is of the log with a broker; here the log is on the disk of this machine.
//
//   consume and decode 0.6   step 0.8 to 1.0   encode and produce 1.3 to 1.7
//   view 1.0 to 1.5          seen 0.2          microseconds
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/macro/glow.h"
#include "bench/macro/memory_fold.h"
#include "bench/macro/settings.h"
#include "bench/macro/stopwatch.h"
#include "bench/macro/workload.h"
#include "connectors/embedded/embedded_log.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"
#include "engine/domain/seen.h"

namespace laurel {
namespace {

// Few enough that a batch stays in the cache, as one fact does live.
inline constexpr size_t kBatch = 128;
inline constexpr size_t kCommit = 10'000;

struct Parts {
  Stopwatch append, read, decode, step, encode, commit, seen;
  int64_t facts = 0;
  int64_t decision_bytes = 0;
  int64_t maybe = 0;
};

class Budget {
 public:
  Budget(EventLog& log, const Glow& glow) : log_(log), fold_(glow) {}

  absl::Status Append(Workload workload);
  absl::Status FoldAll();
  absl::Status CheckSeen();
  const Parts& parts() const { return parts_; }

 private:
  absl::Status FoldBatch(const LogRecord* records, size_t count);
  absl::Status Submit(PartitionWriter& writer);

  EventLog& log_;
  MemoryFold fold_;
  Parts parts_;
  std::vector<RecordedFact> facts_{kBatch};
  std::vector<Decision> decisions_{kBatch};
  Commit commit_;
  std::string encoded_;
};

absl::Status Budget::Append(Workload workload) {
  RoutedRecords facts;
  std::string customer, bytes;
  for (bool more = true; more;) {
    facts.clear();
    while (facts.size() < kCommit &&
           (more = workload.Next(&customer, &bytes))) {
      facts.Add(0, customer, bytes);
    }
    parts_.append.Start();
    RETURN_IF_ERROR(log_.Append(facts).status());
    parts_.append.Stop();
    parts_.facts += static_cast<int64_t>(facts.size());
  }
  return absl::OkStatus();
}

absl::Status Budget::FoldAll() {
  ASSIGN_OR_RETURN(auto writer, log_.OpenPartition(0));
  ASSIGN_OR_RETURN(auto reader, log_.OpenReader(Stream::kFacts, 0, 0));
  LogBatch batch;
  for (;;) {
    parts_.read.Start();
    RETURN_IF_ERROR(reader->Read({kCommit, 4 << 20}, batch));
    parts_.read.Stop();
    if (batch.empty()) return absl::OkStatus();
    const size_t size = batch.records.size();
    for (size_t i = 0; i < size; i += kBatch) {
      RETURN_IF_ERROR(FoldBatch(&batch.records[i], std::min(kBatch, size - i)));
    }
    RETURN_IF_ERROR(Submit(*writer));
  }
}

absl::Status Budget::FoldBatch(const LogRecord* records, size_t count) {
  parts_.decode.Start();
  for (size_t i = 0; i < count; ++i) {
    RETURN_IF_ERROR(fold_.Read(records[i], &facts_[i]));
  }
  parts_.decode.Stop();
  parts_.step.Start();
  for (size_t i = 0; i < count; ++i) {
    RETURN_IF_ERROR(fold_.Decide(facts_[i], &decisions_[i]));
  }
  parts_.step.Stop();
  parts_.encode.Start();
  for (size_t i = 0; i < count; ++i) {
    EncodeDecision(decisions_[i], &encoded_);
    commit_.decisions.Add(decisions_[i].customer_id, encoded_);
    parts_.decision_bytes += static_cast<int64_t>(encoded_.size());
  }
  parts_.encode.Stop();
  return absl::OkStatus();
}

absl::Status Budget::Submit(PartitionWriter& writer) {
  parts_.commit.Start();
  RETURN_IF_ERROR(writer.Submit(std::move(commit_)));
  std::optional<Completion> done;
  while (!(done = writer.Poll())) {
    usleep(50);
  }
  parts_.commit.Stop();
  commit_ = std::move(done->spent);
  commit_.clear();
  return done->status;
}

// Two ids a fact, of customers as they are in the end.
absl::Status Budget::CheckSeen() {
  ASSIGN_OR_RETURN(auto reader, log_.OpenReader(Stream::kFacts, 0, 0));
  LogBatch batch;
  RETURN_IF_ERROR(reader->Read({100'000, 64 << 20}, batch));
  std::vector<std::string> ids;
  for (const LogRecord& record : batch.records) {
    ids.push_back("pos/8\x1f" + std::string(record.key));
  }
  auto customer = fold_.begin();
  parts_.seen.Start();
  for (const std::string& id : ids) {
    const Customer& asked = customer->second->customer;
    parts_.maybe += MayHave(asked, DocumentKind::kSeen, id);
    parts_.maybe += MayHave(asked, DocumentKind::kPayment, id);
    if (++customer == fold_.end()) customer = fold_.begin();
  }
  parts_.seen.Stop();
  return absl::OkStatus();
}

void Tell(const Parts& parts, Report& report) {
  const double facts = static_cast<double>(parts.facts);
  const auto ns = [&](double seconds) { return seconds * 1e9 / facts; };
  const double read = ns(parts.read.wall()), decode = ns(parts.decode.cpu());
  report.AtMost("read from the log, and decode", read + decode, 600, "ns");
  report.Row("- of that, decode", Readable(decode) + " ns");
  report.AtMost("step: decide and evolve", ns(parts.step.cpu()), 1'000, "ns");
  const double encode = ns(parts.encode.cpu()),
               commit = ns(parts.commit.wall());
  report.AtMost("encode and commit a decision, durable", encode + commit, 1'700,
                "ns");
  report.Row("- of that, encode", Readable(encode) + " ns");
  report.Row("- bytes of a decision",
             Readable(static_cast<double>(parts.decision_bytes) / facts) + " B",
             "60 to 110");
  report.AtMost("seen: two ids asked of the filter",
                parts.seen.cpu() * 1e9 / std::min(facts, 100'000.0), 200, "ns");
  report.Row("append a fact, durable",
             Readable(ns(parts.append.wall())) + " ns");
}

}  // namespace

absl::Status BenchBudget(const BenchSettings& settings, Report& report) {
  report.Section("The budget of a fact");
  WorkloadOptions options;
  options.customers = std::max(settings.customers / 10, 1u);
  options.visits = settings.visits;
  const Instant since{options.first.n * kDayMs};
  ASSIGN_OR_RETURN(const Glow glow, LoadGlow(settings.program, since));
  const std::string directory = settings.directory + "/budget";
  std::filesystem::remove_all(directory);
  ASSIGN_OR_RETURN(auto log,
                   EmbeddedLog::Open(directory, {.access = Access::kServe,
                                                 .create_partitions = 1}));
  Budget budget(*log, glow);
  RETURN_IF_ERROR(budget.Append(Workload(options)));
  RETURN_IF_ERROR(budget.FoldAll());
  RETURN_IF_ERROR(budget.CheckSeen());
  Tell(budget.parts(), report);
  report.Digest("sizes of decisions",
                static_cast<uint64_t>(budget.parts().decision_bytes));
  log.reset();
  std::filesystem::remove_all(directory);
  return absl::OkStatus();
}

}  // namespace laurel
