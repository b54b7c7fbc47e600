#include "connectors/memory/memory_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {

class MemoryLog::Reader : public LogReader {
 public:
  Reader(MemoryLog& log, Stream stream, int32_t partition, int64_t offset)
      : log_(log), stream_(stream), partition_(partition), next_(offset) {}

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override {
    batch.clear();
    log_.Fill(stream_, partition_, next_, limit, batch);
    next_ += static_cast<int64_t>(batch.records.size());
    return absl::OkStatus();
  }
  int64_t next_offset() const override { return next_; }

 private:
  MemoryLog& log_;
  const Stream stream_;
  const int32_t partition_;
  int64_t next_;
};

class MemoryLog::Writer : public PartitionWriter {
 public:
  Writer(MemoryLog& log, int32_t partition, int64_t epoch)
      : log_(log), partition_(partition), epoch_(epoch) {}

  absl::Status Submit(Commit commit) override {
    if (failed_) {
      return absl::FailedPreconditionError(
          "a commit has failed: open the partition again");
    }
    if (done_.has_value()) {
      return absl::FailedPreconditionError("a commit is in flight");
    }
    absl::StatusOr<int64_t> end = log_.CommitAs(partition_, epoch_, commit);
    failed_ = !end.ok();
    commit.clear();
    done_ = Completion{end.status(), end.ok() ? *end : 0, std::move(commit)};
    return absl::OkStatus();
  }

  std::optional<Completion> Poll() override {
    return std::exchange(done_, std::nullopt);
  }

 private:
  MemoryLog& log_;
  const int32_t partition_;
  const int64_t epoch_;
  std::optional<Completion> done_;
  bool failed_ = false;
};

MemoryLog::MemoryLog(int32_t partitions, WallClock clock, std::string log_id)
    : identity_{std::move(log_id), "laurel.facts", partitions},
      clock_(std::move(clock)),
      partitions_(static_cast<size_t>(partitions)) {}

int64_t MemoryLog::Entries::Add(const Record& record, int64_t now_ms) {
  starts.push_back(bytes.size());
  times_ms.push_back(times_ms.empty() ? now_ms
                                      : std::max(now_ms, times_ms.back()));
  AppendEncoded(record, bytes);
  return end() - 1;
}

MemoryLog::Entries& MemoryLog::Of(Stream stream, int32_t partition) {
  return partitions_[static_cast<size_t>(partition)]
      .streams[static_cast<size_t>(stream)];
}

absl::Status MemoryLog::CheckRoutes(const RoutedRecords& facts) const {
  for (int32_t partition : facts.partitions()) {
    RETURN_IF_ERROR(CheckPartition(identity_, partition));
  }
  return absl::OkStatus();
}

absl::StatusOr<OffsetRange> MemoryLog::Range(Stream stream, int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  std::lock_guard lock(mutex_);
  return OffsetRange{0, Of(stream, partition).end()};
}

absl::StatusOr<std::unique_ptr<LogReader>> MemoryLog::OpenReader(
    Stream stream, int32_t partition, int64_t offset) {
  ASSIGN_OR_RETURN(OffsetRange range, Range(stream, partition));
  RETURN_IF_ERROR(CheckOffset(stream, partition, range, offset));
  return std::make_unique<Reader>(*this, stream, partition, offset);
}

absl::StatusOr<std::vector<LogPosition>> MemoryLog::Append(
    const RoutedRecords& facts) {
  RETURN_IF_ERROR(CheckRoutes(facts));
  std::lock_guard lock(mutex_);
  return AddRouted(facts);
}

std::vector<LogPosition> MemoryLog::AddRouted(const RoutedRecords& facts) {
  const int64_t now = clock_();
  std::vector<LogPosition> positions;
  for (const Record& record : facts.records()) {
    const int32_t partition = facts.partitions()[positions.size()];
    positions.push_back(
        {partition, Of(Stream::kFacts, partition).Add(record, now)});
  }
  return positions;
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> MemoryLog::OpenPartition(
    int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  std::lock_guard lock(mutex_);
  const int64_t epoch = ++partitions_[static_cast<size_t>(partition)].epoch;
  return std::make_unique<Writer>(*this, partition, epoch);
}

absl::StatusOr<int64_t> MemoryLog::CommitAs(int32_t owner, int64_t epoch,
                                            const Commit& commit) {
  RETURN_IF_ERROR(CheckRoutes(commit.facts));
  std::lock_guard lock(mutex_);
  if (partitions_[static_cast<size_t>(owner)].epoch != epoch) {
    return absl::AbortedError(
        absl::StrCat("partition ", owner, " has another owner"));
  }
  AddAll(Stream::kDecisions, owner, commit.decisions);
  AddAll(Stream::kEvents, owner, commit.events);
  AddAll(Stream::kParked, owner, commit.parked);
  for (const Record& record : commit.customers) {
    customers_.insert_or_assign(std::string(record.key),
                                std::string(record.value));
  }
  AddRouted(commit.facts);
  return Of(Stream::kDecisions, owner).end();
}

void MemoryLog::AddAll(Stream stream, int32_t partition,
                       const Records& records) {
  const int64_t now = clock_();
  Entries& entries = Of(stream, partition);
  for (const Record& record : records) entries.Add(record, now);
}

// A copy, since the log's own buffer moves as it grows.
void MemoryLog::Fill(Stream stream, int32_t partition, int64_t offset,
                     const ReadLimit& limit, LogBatch& batch) {
  std::lock_guard lock(mutex_);
  const Entries& entries = Of(stream, partition);
  auto at = static_cast<size_t>(offset);
  size_t end = at;
  const auto end_of = [&](size_t i) {
    return i + 1 < entries.starts.size() ? entries.starts[i + 1]
                                         : entries.bytes.size();
  };
  while (end < entries.starts.size() && end - at < limit.records &&
         (end == at || end_of(end) - entries.starts[at] <= limit.bytes)) {
    ++end;
  }
  if (end == at) return;
  auto copy = std::make_shared<std::vector<char>>(
      entries.bytes.begin() + static_cast<int64_t>(entries.starts[at]),
      entries.bytes.begin() + static_cast<int64_t>(end_of(end - 1)));
  std::string_view rest(copy->data(), copy->size());
  for (Record record; TakeRecord(rest, record); ++at) {
    batch.records.push_back({static_cast<int64_t>(at), entries.times_ms[at],
                             record.key, record.headers, record.value});
  }
  batch.held = std::move(copy);
}

}  // namespace laurel
