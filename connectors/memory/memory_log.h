// The log port in memory: for laws, the simulator and `laurel decide`. A real
// log that lasts as long as its process.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/runtime/clock.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Commits are complete when they are submitted. Never fails but by wrong calls
// and fencing.
class MemoryLog : public EventLog {
 public:
  // `clock` stamps what is appended.
  MemoryLog(int32_t partitions, WallClock clock, std::string log_id = "memory");

  const LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t partition) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) override;
  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t partition) override;

  // The last snapshot of each customer. While nobody writes.
  const std::map<std::string, std::string>& customers() const {
    return customers_;
  }

 private:
  class Reader;
  class Writer;

  struct Entries {
    std::vector<char> bytes;     // encoded records
    std::vector<size_t> starts;  // of each record in `bytes`
    std::vector<int64_t> times_ms;

    int64_t end() const { return static_cast<int64_t>(starts.size()); }
    int64_t Add(const Record& record, int64_t now_ms);
  };
  struct Partition {
    std::array<Entries, 4> streams;  // by Stream
    int64_t epoch = 0;               // of the owner
  };

  Entries& Of(Stream stream, int32_t partition);
  absl::Status CheckRoutes(const RoutedRecords& facts) const;
  void AddAll(Stream stream, int32_t partition, const Records& records);
  std::vector<LogPosition> AddRouted(const RoutedRecords& facts);
  absl::StatusOr<int64_t> CommitAs(int32_t owner, int64_t epoch,
                                   const Commit& commit);
  void Fill(Stream stream, int32_t partition, int64_t offset,
            const ReadLimit& limit, LogBatch& batch);

  const LogIdentity identity_;
  const WallClock clock_;
  std::mutex mutex_;  // of what follows
  std::vector<Partition> partitions_;
  std::map<std::string, std::string> customers_;
};

}  // namespace laurel
