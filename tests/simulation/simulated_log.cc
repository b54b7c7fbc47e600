#include "tests/simulation/simulated_log.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "tests/simulation/producer.h"

namespace laurel {

class SimulatedLog::Reader : public LogReader {
 public:
  Reader(SimulatedLog& log, LogName name, int64_t offset)
      : log_(log), name_(name), next_(offset) {}

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override {
    batch.clear();
    RETURN_IF_ERROR(log_.Weather("a read"));
    const Client& client = log_.client_;
    const bool nothing =
        client.network->Happens(client.faults->nothing_at_hand);
    if (!nothing) log_.Fill(name_, &next_, limit, batch);
    return absl::OkStatus();
  }
  int64_t next_offset() const override { return next_; }

 private:
  SimulatedLog& log_;
  const LogName name_;
  int64_t next_;
};

class SimulatedLog::Writer : public PartitionWriter {
 public:
  explicit Writer(std::shared_ptr<Producer> producer)
      : producer_(std::move(producer)) {}
  ~Writer() override { producer_->Abandon(); }

  absl::Status Submit(Commit commit) override {
    return producer_->Submit(std::move(commit));
  }
  std::optional<Completion> Poll() override { return producer_->Poll(); }

 private:
  const std::shared_ptr<Producer> producer_;
};

SimulatedLog::SimulatedLog(Client client)
    : client_(std::move(client)),
      identity_{"simulated", "laurel.facts", client_.broker->partitions()} {}

// A call that waits for the broker: others go on meanwhile, and it may fail.
absl::Status SimulatedLog::Weather(std::string_view what) {
  const bool others = client_.network->Happens(client_.faults->interrupted);
  if (client_.wait && others) client_.wait();
  if (!client_.network->Happens(client_.faults->failing)) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat(std::string(what), ": the broker is away"));
}

int64_t SimulatedLog::EndOf(const LogName& name) const {
  const bool all = client_.flaws.reads_uncommitted || client_.flaws.passes_open;
  const BrokerLog& log = client_.broker->log(name);
  return all ? log.replicated : log.stable();
}

absl::StatusOr<OffsetRange> SimulatedLog::Range(Stream stream,
                                                int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  RETURN_IF_ERROR(Weather("a range"));
  return OffsetRange{0, EndOf({stream, partition})};
}

absl::StatusOr<int64_t> SimulatedLog::AppendedEnd(Stream stream,
                                                  int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  return client_.broker->log({stream, partition}).replicated;
}

absl::StatusOr<std::unique_ptr<LogReader>> SimulatedLog::OpenReader(
    Stream stream, int32_t partition, int64_t offset) {
  ASSIGN_OR_RETURN(const OffsetRange range, Range(stream, partition));
  RETURN_IF_ERROR(CheckOffset(stream, partition, range, offset));
  return std::make_unique<Reader>(*this, LogName{stream, partition}, offset);
}

// Copies, since the broker's log moves as it grows and a new leader cuts it.
void SimulatedLog::Fill(const LogName& name, int64_t* next,
                        const ReadLimit& limit, LogBatch& batch) const {
  const BrokerLog& log = client_.broker->log(name);
  auto copies = std::make_shared<std::deque<BrokerEntry>>();
  const int64_t end = EndOf(name);
  size_t bytes = 0;
  int64_t at = *next;
  for (; at < end && copies->size() < limit.records; ++at) {
    const BrokerEntry& entry = log.entries[static_cast<size_t>(at)];
    const bool open = entry.fate == BrokerEntry::Fate::kOpen ||
                      entry.fate == BrokerEntry::Fate::kAborted;
    const bool dirty = client_.flaws.reads_uncommitted && open &&
                       entry.kind == BrokerEntry::Kind::kData;
    if (!entry.Readable() && !dirty) continue;
    const size_t size =
        entry.key.size() + entry.headers.size() + entry.value.size();
    if (!copies->empty() && bytes + size > limit.bytes) break;
    bytes += size;
    const BrokerEntry& copy = copies->emplace_back(entry);
    batch.records.push_back(
        {at, copy.time_ms, copy.key, copy.headers, copy.value});
  }
  *next = at;
  batch.held = std::move(copies);
}

absl::StatusOr<std::vector<LogPosition>> SimulatedLog::Append(
    const RoutedRecords& facts) {
  for (int32_t partition : facts.partitions()) {
    RETURN_IF_ERROR(CheckPartition(identity_, partition));
  }
  RETURN_IF_ERROR(Weather("an append"));
  std::vector<LogPosition> positions;
  for (const Record& record : facts.records()) {
    const int32_t partition = facts.partitions()[positions.size()];
    const LogName name{Stream::kFacts, partition};
    positions.push_back({partition, client_.broker->Append(name, record)});
  }
  RETURN_IF_ERROR(Weather("the answer to an append"));
  return positions;
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> SimulatedLog::OpenPartition(
    int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  RETURN_IF_ERROR(Weather("opening a partition"));
  int64_t transactional_id = partition;
  if (client_.flaws.own_transactional_id) {
    static int64_t used = 1'000;
    transactional_id = ++used;
  }
  ProducerId id;
  const auto kept = kept_.find(partition);
  if (client_.flaws.same_producer && kept != kept_.end()) {
    id = kept->second;
  } else {
    id = client_.broker->Init(transactional_id);
    kept_[partition] = id;
  }
  RETURN_IF_ERROR(Weather("the answer to an opening"));
  return std::make_unique<Writer>(
      std::make_shared<Producer>(client_, partition, transactional_id, id));
}

}  // namespace laurel
