#include "connectors/embedded/embedded_log.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "connectors/clock/system_clock.h"
#include "connectors/embedded/commit_thread.h"
#include "connectors/embedded/fact_frames.h"
#include "connectors/embedded/forwards.h"
#include "connectors/embedded/stream_reader.h"

namespace laurel {
namespace {

absl::StatusOr<LogMeta> FindOrCreate(const std::string& directory,
                                     const EmbeddedOptions& options) {
  auto meta = ReadLogMeta(directory);
  if (!absl::IsNotFound(meta.status())) return meta;
  if (options.create_partitions > 0) {
    return CreateLogMeta(options.disk, directory, options.create_partitions);
  }
  return absl::NotFoundError(absl::StrCat(
      "there is no log in ", directory, "; `laurel import --to embedded:",
      directory, "` or `laurel publish` makes one"));
}

absl::StatusOr<std::optional<FileLock>> TakeServeLock(
    const std::string& directory, Access access) {
  if (access != Access::kServe) return std::nullopt;
  auto lock = FileLock::Take(directory + "/serve.lock");
  if (lock.ok()) return std::optional<FileLock>(*std::move(lock));
  return Annotate(lock.status(), absl::StrCat("data directory ", directory));
}

TailOptions TailOptionsOf(EmbeddedOptions options) {
  if (!options.clock) options.clock = SystemClock();
  if (!options.notice) {
    options.notice = [](const std::string& text) {
      std::fprintf(stderr, "laurel: %s\n", text.c_str());
    };
  }
  return {options.segment_bytes, std::move(options.disk),
          std::move(options.clock), std::move(options.notice)};
}

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedLog>> EmbeddedLog::Open(
    const std::string& directory, EmbeddedOptions options) {
  if (directory.empty()) {
    return absl::InvalidArgumentError("the data directory has no name");
  }
  ASSIGN_OR_RETURN(LogMeta meta, FindOrCreate(directory, options));
  ASSIGN_OR_RETURN(std::optional<FileLock> lock,
                   TakeServeLock(directory, options.access));
  const bool serve = options.access == Access::kServe;
  std::unique_ptr<EmbeddedLog> log(
      new EmbeddedLog(directory, meta, std::move(options), std::move(lock)));
  if (!serve) return log;
  for (const auto& partition : log->partitions_) {
    RETURN_IF_ERROR(partition->facts.Lock().status());
  }
  return log;
}

EmbeddedLog::EmbeddedLog(std::string directory, const LogMeta& meta,
                         EmbeddedOptions options, std::optional<FileLock> lock)
    : directory_(std::move(directory)),
      identity_{meta.log_id, "laurel.facts", meta.partitions},
      access_(options.access),
      serve_lock_(std::move(lock)),
      options_(TailOptionsOf(std::move(options))) {
  for (int32_t p = 0; p < meta.partitions; ++p) {
    partitions_.push_back(std::make_unique<Partition>(*this, p));
  }
}

EmbeddedLog::Partition::Partition(const EmbeddedLog& log, int32_t number)
    : facts({absl::StrCat(log.directory_, "/", number, "/facts"),
             log.identity_.log_id, number, LogKind::kFacts},
            log.options_, log.access_ != Access::kRead),
      commits({absl::StrCat(log.directory_, "/", number, "/commits"),
               log.identity_.log_id, number, LogKind::kCommits},
              log.options_, log.access_ == Access::kServe) {}

absl::StatusOr<EmbeddedLog::Partition*> EmbeddedLog::Find(int32_t partition) {
  RETURN_IF_ERROR(CheckPartition(identity_, partition));
  return partitions_[static_cast<size_t>(partition)].get();
}

absl::Status EmbeddedLog::CheckRoutes(const RoutedRecords& facts) const {
  for (int32_t partition : facts.partitions()) {
    RETURN_IF_ERROR(CheckPartition(identity_, partition));
  }
  return absl::OkStatus();
}

absl::StatusOr<OffsetRange> EmbeddedLog::Range(Stream stream,
                                               int32_t partition) {
  ASSIGN_OR_RETURN(Partition * found, Find(partition));
  PartitionLog& log =
      KindOf(stream) == LogKind::kFacts ? found->facts : found->commits;
  ASSIGN_OR_RETURN(const DurableEnd* durable, log.Durable());
  if (durable == nullptr) return OffsetRange{};
  return OffsetRange{0, durable->Load().*CounterOf(stream)};
}

absl::StatusOr<std::unique_ptr<LogReader>> EmbeddedLog::OpenReader(
    Stream stream, int32_t partition, int64_t offset) {
  ASSIGN_OR_RETURN(Partition * found, Find(partition));
  ASSIGN_OR_RETURN(OffsetRange range, Range(stream, partition));
  RETURN_IF_ERROR(CheckOffset(stream, partition, range, offset));
  PartitionLog& log =
      KindOf(stream) == LogKind::kFacts ? found->facts : found->commits;
  return std::make_unique<StreamReader>(log, stream, offset);
}

absl::StatusOr<std::vector<LogPosition>> EmbeddedLog::Append(
    const RoutedRecords& facts) {
  if (access_ == Access::kRead) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory_, " is open for reading only"));
  }
  RETURN_IF_ERROR(CheckRoutes(facts));
  std::vector<LogPosition> positions(facts.size());
  for (PartitionFacts& group : GroupByPartition(facts)) {
    ASSIGN_OR_RETURN(Partition * partition, Find(group.partition));
    ASSIGN_OR_RETURN(PartitionLog::Locked log, partition->facts.Lock());
    int64_t offset = log.tail().end().records;
    std::vector<OutFrame> frames = CutIntoFrames(group);
    RETURN_IF_ERROR(log.tail().Append(frames));
    for (size_t index : group.indices) {
      positions[index] = {group.partition, offset++};
    }
  }
  return positions;
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> EmbeddedLog::OpenPartition(
    int32_t partition) {
  if (access_ != Access::kServe) {
    return absl::FailedPreconditionError(
        absl::StrCat(directory_,
                     " is not open for serving: only the process that serves a "
                     "data directory may write decisions"));
  }
  ASSIGN_OR_RETURN(Partition * found, Find(partition));
  std::lock_guard owner(found->owner_mutex);
  const int64_t epoch = ++found->epoch;
  int64_t end_sequence;
  {
    ASSIGN_OR_RETURN(PartitionLog::Locked log, found->commits.Lock());
    end_sequence = log.tail().end().sequence;
  }
  RETURN_IF_ERROR(FinishLastCommit(partition, end_sequence));
  return std::make_unique<CommitThread>(
      [this, partition, epoch](const Commit& commit) {
        return CommitAs(partition, epoch, commit);
      });
}

absl::StatusOr<int64_t> EmbeddedLog::CommitAs(int32_t owner, int64_t epoch,
                                              const Commit& commit) {
  RETURN_IF_ERROR(CheckRoutes(commit.facts));
  ASSIGN_OR_RETURN(Partition * partition, Find(owner));
  std::lock_guard owner_lock(partition->owner_mutex);
  if (partition->epoch != epoch) {
    return absl::AbortedError(absl::StrCat("partition ", owner, " of ",
                                           directory_, " has another owner"));
  }
  int64_t sequence;
  int64_t decisions_end;
  {
    ASSIGN_OR_RETURN(PartitionLog::Locked log, partition->commits.Lock());
    sequence = log.tail().end().sequence;
    if (!commit.empty()) RETURN_IF_ERROR(WriteCommit(log, commit));
    decisions_end = log.tail().end().records;
  }
  RETURN_IF_ERROR(Forward(owner, sequence, commit.facts));
  return decisions_end;
}

absl::Status EmbeddedLog::WriteCommit(PartitionLog::Locked& log,
                                      const Commit& commit) {
  ASSIGN_OR_RETURN(std::string routes, EncodeRoutes(commit.facts));
  OutFrame frame;
  frame.head.header.count = static_cast<uint32_t>(commit.decisions.size());
  frame.payload = {commit.decisions.bytes(), commit.events.bytes(),
                   commit.parked.bytes(), routes,
                   commit.facts.records().bytes()};
  CommitTable& table = frame.head.table;
  table.decisions_size = static_cast<uint32_t>(frame.payload[0].size());
  table.events_size = static_cast<uint32_t>(frame.payload[1].size());
  table.parked_size = static_cast<uint32_t>(frame.payload[2].size());
  table.facts_size = static_cast<uint32_t>(frame.payload[4].size());
  table.events_count = static_cast<uint32_t>(commit.events.size());
  table.parked_count = static_cast<uint32_t>(commit.parked.size());
  table.facts_count = static_cast<uint32_t>(commit.facts.size());
  return log.tail().Append({&frame, 1});
}

absl::StatusOr<std::string> EmbeddedLog::EncodeRoutes(
    const RoutedRecords& facts) {
  std::string routes;
  for (int32_t target : facts.partitions()) {
    ASSIGN_OR_RETURN(OffsetRange range, Range(Stream::kFacts, target));
    routes += BytesOf(Route{.partition = target, .facts_end = range.end});
  }
  return routes;
}

// The commit is durable by now; what is not forwarded here is forwarded when
// the partition is opened again.
absl::Status EmbeddedLog::Forward(int32_t owner, int64_t sequence,
                                  const RoutedRecords& facts) {
  for (const PartitionFacts& group : GroupByPartition(facts)) {
    RETURN_IF_ERROR(Annotate(ForwardTo(group, owner, sequence),
                             "committed, but not yet forwarded"));
  }
  return absl::OkStatus();
}

absl::Status EmbeddedLog::ForwardTo(const PartitionFacts& group, int32_t owner,
                                    int64_t sequence) {
  ASSIGN_OR_RETURN(Partition * target, Find(group.partition));
  ASSIGN_OR_RETURN(PartitionLog::Locked log, target->facts.Lock());
  OutFrame frame = WholeFrame(group);
  frame.head.header.origin_partition = owner;
  frame.head.header.origin_sequence = sequence;
  return log.tail().Append({&frame, 1});
}

// Only the last commit can have facts that did not arrive: a commit is not
// complete before they have.
absl::Status EmbeddedLog::FinishLastCommit(int32_t owner,
                                           int64_t end_sequence) {
  if (end_sequence == 0) return absl::OkStatus();
  PartitionLog& commits = partitions_[static_cast<size_t>(owner)]->commits;
  ASSIGN_OR_RETURN(ForwardedFacts last,
                   ReadForwardedFacts(commits, end_sequence - 1));
  for (const auto& [group, facts_end] : last.groups) {
    ASSIGN_OR_RETURN(Partition * target, Find(group.partition));
    // Recovers it: a forward that was written but not acknowledged counts.
    RETURN_IF_ERROR(target->facts.Lock().status());
    ASSIGN_OR_RETURN(bool arrived, HasArrived(target->facts, facts_end, owner,
                                              end_sequence - 1));
    if (!arrived) RETURN_IF_ERROR(ForwardTo(group, owner, end_sequence - 1));
  }
  return absl::OkStatus();
}

}  // namespace laurel
