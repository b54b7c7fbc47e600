// The log that laurel lives on: the port that the embedded log, Kafka and the
// memory log of laws and simulations implement. Bytes only; what they mean is
// the codec's business.
//
// A log has N partitions, and each partition four streams: facts (anyone
// appends), and decisions, public events and parked copies, which only the
// owner of the partition writes, all of a batch at once or none.
//
//   ASSIGN_OR_RETURN(auto writer, log.OpenPartition(3));  // fences others
//   ASSIGN_OR_RETURN(auto reader, log.OpenReader(Stream::kFacts, 3, offset));
//   RETURN_IF_ERROR(reader->Read(ReadLimit(), batch));
//   ... decide ...
//   RETURN_IF_ERROR(writer->Submit(std::move(commit)));
//   while (!(done = writer->Poll())) ...                   // do other things
//   RETURN_IF_ERROR(done->status);
//
// Offsets start at 0 and rise along a stream; they need not be dense (Kafka's
// are not). Times are milliseconds since 1970; the append time of a partition
// of a stream never goes back.
//
// Status codes of every call, and what the caller does (see `FailureOf`):
//   UNAVAILABLE, DEADLINE_EXCEEDED   the log is away: try again later
//   RESOURCE_EXHAUSTED               no room: try again when there is space
//   ABORTED                          another owner has taken the partition:
//                                    stop working on it
//   DATA_LOSS                        what was acknowledged is damaged or gone:
//                                    stop; the message says where
//   OUT_OF_RANGE                     an offset the stream does not have: the
//                                    log is not the one the caller knew
//   INVALID_ARGUMENT,
//   FAILED_PRECONDITION              the call is wrong, or the log is another
//                                    program's or version's
//   INTERNAL                         the disk may have lost writes (fsync):
//                                    end the process, start again
// After a failed commit the writer is spent, whatever the code: open the
// partition again, which finds out whether the commit happened.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/runtime/records.h"

namespace laurel {

enum class Stream { kFacts, kDecisions, kEvents, kParked };

// "facts", "decisions", "events", "parked".
std::string_view Name(Stream stream);

enum class LogFailure {
  kRetry,   // open the partition again, after a pause
  kFenced,  // somebody else owns the partition
  kStop,    // say so and stop
};

// What a failure of this port asks of the caller. `status` is not OK.
LogFailure FailureOf(const absl::Status& status);

// What must be equal for two logs to be the same one.
struct LogIdentity {
  std::string log_id;       // of the cluster, or of the data directory
  std::string facts_topic;  // "laurel.facts"
  int32_t partitions = 0;   // fixed for the life of the log
  bool operator==(const LogIdentity&) const = default;
};

struct LogPosition {
  int32_t partition = 0;
  int64_t offset = 0;
  auto operator<=>(const LogPosition&) const = default;
};

// Offsets begin <= x < end can be read; begin == end is an empty stream.
struct OffsetRange {
  int64_t begin = 0;
  int64_t end = 0;
  bool operator==(const OffsetRange&) const = default;
};

struct LogRecord {
  int64_t offset = 0;
  int64_t append_time_ms = 0;
  std::string_view key;
  std::string_view headers;  // encoded; ParseHeaders in records.h
  std::string_view value;
};

// What one read brought. The views live as long as `held`: until the batch is
// read into again, cleared or destroyed; moving it keeps them.
struct LogBatch {
  std::vector<LogRecord> records;
  std::shared_ptr<const void> held;

  bool empty() const { return records.empty(); }
  void clear() {
    records.clear();
    held.reset();
  }
};

// Bounds of one read. At least one record is returned if one is at hand, even
// when it alone is larger than `bytes`.
struct ReadLimit {
  size_t records = 10'000;
  size_t bytes = 4 << 20;  // keys, headers and values together
};

// Reads one stream of one partition, forwards. One thread at a time; readers
// are independent of each other and must not outlive their log.
class LogReader {
 public:
  virtual ~LogReader() = default;

  // Replaces `batch` by the next records. Never waits for new ones: an empty
  // batch means that nothing is at hand now; the stream's end is reached when
  // next_offset() equals the end of its range. Only what is durable, and of
  // the owner's streams only what is committed, is ever returned.
  // On failure `batch` is empty and the position unchanged.
  virtual absl::Status Read(const ReadLimit& limit, LogBatch& batch) = 0;

  // The offset from which the next read goes on. May pass over offsets that
  // hold no record.
  virtual int64_t next_offset() const = 0;
};

// What is written of one batch of facts: all of it or nothing. `facts` are
// those that the engine itself reports: forwarded to other partitions, and
// ticks of its own. `customers` are snapshots, of which only the last one of a
// key counts; no value: the customer is erased. A log without a place for them
// passes them over.
struct Commit {
  Records decisions;
  Records events;
  Records parked;  // made by AddParked of parked.h
  Records customers;
  RoutedRecords facts;

  bool empty() const {
    return decisions.empty() && events.empty() && parked.empty() &&
           customers.empty() && facts.empty();
  }
  // Keeps the memory.
  void clear() {
    decisions.clear();
    events.clear();
    parked.clear();
    customers.clear();
    facts.clear();
  }
};

// The end of a submitted commit.
struct Completion {
  absl::Status status;        // OK: durable and visible
  int64_t decisions_end = 0;  // if OK: the offset of the next decision
  Commit spent;               // what was submitted, for its memory
};

// The right to write one partition. One thread at a time. Destroying it waits
// for a commit in flight and drops its outcome.
class PartitionWriter {
 public:
  virtual ~PartitionWriter() = default;

  // Starts a commit and returns. FAILED_PRECONDITION while another is in
  // flight or after one has failed. An empty commit is allowed: it proves that
  // the partition is still ours.
  virtual absl::Status Submit(Commit commit) = 0;

  // The completion of the submitted commit, once; nothing while it is under
  // way or when there is none. Never waits.
  virtual std::optional<Completion> Poll() = 0;
};

// Safe to call from any thread. Must outlive its readers and writers.
class EventLog {
 public:
  virtual ~EventLog() = default;

  virtual const LogIdentity& identity() const = 0;

  // The range that readers can read now. Of a partition just opened for
  // writing it covers all that any earlier owner has committed.
  virtual absl::StatusOr<OffsetRange> Range(Stream stream,
                                            int32_t partition) = 0;

  // Behind the last record appended, which a transaction that is open may hide
  // from readers: then it is beyond Range.
  virtual absl::StatusOr<int64_t> AppendedEnd(Stream stream, int32_t partition);

  // A reader whose first record is the first one at or after `offset`.
  // OUT_OF_RANGE, naming both, if `offset` is not within Range or its end.
  virtual absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) = 0;

  // Appends facts and waits until they are durable. Returns the position of
  // each, in the order of `facts`. Facts of one partition keep their order.
  // Not atomic: after a failure some may have been appended; repeat the call,
  // for facts are idempotent by their identity.
  virtual absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) = 0;

  // Takes the partition over: finishes or discards the unfinished commit of
  // the owner before, and makes every later commit of theirs fail (ABORTED).
  // May wait for the log.
  virtual absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t partition) = 0;
};

// For implementations. INVALID_ARGUMENT: "partition 7 of a log with 4 (0 to
// 3)".
absl::Status CheckPartition(const LogIdentity& log, int32_t partition);

// For implementations. OUT_OF_RANGE unless begin <= offset <= end.
absl::Status CheckOffset(Stream stream, int32_t partition,
                         const OffsetRange& range, int64_t offset);

}  // namespace laurel
