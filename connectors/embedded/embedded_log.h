// The log port on local disk: for one machine and no broker. README.md tells
// the format of the files and who may do what.
//
//   auto log = EmbeddedLog::Open("data", {.access = Access::kServe,
//                                         .create_partitions = 4});
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "connectors/embedded/fact_frames.h"
#include "connectors/embedded/file.h"
#include "connectors/embedded/file_lock.h"
#include "connectors/embedded/log_meta.h"
#include "connectors/embedded/partition_log.h"
#include "engine/runtime/event_log.h"

namespace laurel {

enum class Access {
  kServe,   // everything; one process at a time
  kAppend,  // reads, and appends facts; beside others and a serving process
  kRead,    // reads only; writes nothing, not even repairs
};

struct EmbeddedOptions {
  Access access = Access::kRead;
  // If the directory holds no log, make one with so many partitions. 0: fail.
  // A log that is there keeps the number it has.
  int32_t create_partitions = 0;
  int64_t segment_bytes = 128 << 20;
  WallClock clock = {};  // the system's, if empty
  DiskCalls disk = RealDisk();
  // One sentence about each torn tail that was cut off; to standard error, if
  // empty.
  std::function<void(const std::string&)> notice = {};
};

class EmbeddedLog : public EventLog {
 public:
  // kServe also recovers the facts of all partitions. Errors name the
  // directory or file and what to do:
  //   NOT_FOUND             no log there, and none to be made
  //   FAILED_PRECONDITION   another program's or format's directory; or, with
  //                         kServe, in use by another process, whose id is told
  //   DATA_LOSS             damage that recovery may not mend
  static absl::StatusOr<std::unique_ptr<EmbeddedLog>> Open(
      const std::string& directory, EmbeddedOptions options);

  const LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t partition) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) override;
  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t partition) override;

 private:
  struct Partition {
    Partition(const EmbeddedLog& log, int32_t number);

    PartitionLog facts;
    PartitionLog commits;
    std::mutex owner_mutex;  // held while committing
    int64_t epoch = 0;       // of the owner; raised by each OpenPartition
  };

  EmbeddedLog(std::string directory, const LogMeta& meta,
              EmbeddedOptions options, std::optional<FileLock> lock);

  absl::StatusOr<Partition*> Find(int32_t partition);
  absl::Status CheckRoutes(const RoutedRecords& facts) const;
  absl::StatusOr<int64_t> CommitAs(int32_t owner, int64_t epoch,
                                   const Commit& commit);
  absl::Status WriteCommit(PartitionLog::Locked& log, const Commit& commit);
  absl::StatusOr<std::string> EncodeRoutes(const RoutedRecords& facts);

  // The facts that the commit with this sequence forwards.
  absl::Status Forward(int32_t owner, int64_t sequence,
                       const RoutedRecords& facts);
  absl::Status ForwardTo(const PartitionFacts& group, int32_t owner,
                         int64_t sequence);
  absl::Status FinishLastCommit(int32_t owner, int64_t end_sequence);

  const std::string directory_;
  const LogIdentity identity_;
  const Access access_;
  const std::optional<FileLock> serve_lock_;
  const TailOptions options_;
  std::vector<std::unique_ptr<Partition>> partitions_;
};

}  // namespace laurel
