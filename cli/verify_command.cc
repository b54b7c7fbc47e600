#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "cli/partition_work.h"
#include "cli/progress_line.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"
#include "engine/domain/decision.h"
#include "engine/runtime/history.h"

namespace laurel {
namespace {

struct VerifyOptions {
  LogAddress place;
  int threads = Cores();
};

// The reports of all partitions as one.
struct Sum {
  VerifyReport report;
  int views = 0;
  bool ok = true;

  void Add(int32_t partition, const VerifyReport& part, bool view) {
    report.facts += part.facts;
    report.decisions += part.decisions;
    report.customers += part.customers;
    report.documents += part.documents;
    report.view_differs += part.view_differs;
    report.digest ^= part.digest;
    for (const auto& [version, count] : part.different) {
      report.different[version] += count;
    }
    for (const std::string& sentence : part.first_differences) {
      report.first_differences.push_back(
          absl::StrCat("partition ", partition, ": ", sentence));
    }
    views += view ? 1 : 0;
    ok = ok && part.ok();
  }
};

std::string Json(const Sum& sum) {
  JsonObject different;
  for (const auto& [version, count] : sum.report.different) {
    different.Set(std::to_string(version), count);
  }
  JsonArray first;
  for (const std::string& sentence : sum.report.first_differences) {
    first.Add(sentence);
  }
  JsonObject json;
  json.SetFlag("ok", sum.ok)
      .Set("facts", sum.report.facts)
      .Set("decisions", sum.report.decisions)
      .Set("customers", sum.report.customers)
      .Set("documents", sum.report.documents)
      .Set("views", int64_t{sum.views})
      .Set("view_differs", sum.report.view_differs)
      .SetRaw("different_by_engine_version", different.Text())
      .Set("digest", absl::StrFormat("%016x", sum.report.digest))
      .SetRaw("first_differences", first.Text());
  return json.Text();
}

std::string Text(const Sum& sum) {
  const VerifyReport& report = sum.report;
  std::string text =
      absl::StrCat(Grouped(report.facts), " facts, ", Grouped(report.decisions),
                   " decisions, ", Grouped(report.customers), " customers, ",
                   Grouped(report.documents), " documents\n");
  for (const auto& [version, count] : report.different) {
    absl::StrAppend(&text, Grouped(count), " decisions of engine version ",
                    version,
                    version == kEngineVersion
                        ? " would be made otherwise: a fault\n"
                        : " would be made otherwise by this version\n");
  }
  if (sum.views == 0) {
    absl::StrAppend(&text, "no view to compare with\n");
  } else if (report.view_differs > 0) {
    absl::StrAppend(&text, Grouped(report.view_differs),
                    " rows of the view are not what the log says; "
                    "`laurel rebuild` folds them again\n");
  }
  for (const std::string& sentence : report.first_differences) {
    absl::StrAppend(&text, "  ", sentence, "\n");
  }
  absl::StrAppend(
      &text, absl::StrFormat("digest %016x\n", report.digest),
      sum.ok ? "all as it was decided\n" : "NOT as it was decided\n");
  return text;
}

absl::Status Verify(const VerifyOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kRead));
  Sum sum;
  std::mutex mutex;
  const auto verify = [&](int32_t partition,
                          const FoldProgress& progress) -> absl::Status {
    const RocksMemory memory(kDefaultViewBytes /
                             static_cast<size_t>(options.threads));
    ASSIGN_OR_RETURN(auto view,
                     OpenViewToRead(options.place.data, partition, memory));
    ASSIGN_OR_RETURN(const VerifyReport part,
                     VerifyPartition(*log, partition, view.get(), progress));
    const std::lock_guard lock(mutex);
    sum.Add(partition, part, view != nullptr);
    return absl::OkStatus();
  };
  PartitionWork work(*log, Stream::kFacts, options.threads);
  RETURN_IF_ERROR(work.Run("verifying", session.quiet, verify).status());
  Print(session.json ? Json(sum) + "\n" : Text(sum));
  if (sum.ok) return absl::OkStatus();
  return absl::DataLossError("the log and what this engine makes of it differ");
}

}  // namespace

void AddVerify(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verify = AddCommand(
      laurel, session,
      {"verify",
       "Decides the log again and compares, folds it again and compares with "
       "the view",
       "verify --data data\nverify --data data --log kafka:localhost:9092"},
      [options, &session] { return Verify(*options, session); });
  AddLogAddress(*verify, options->place);
  verify->add_option("--threads", options->threads, "that fold")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

}  // namespace laurel
