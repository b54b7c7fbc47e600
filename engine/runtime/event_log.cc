#include "engine/runtime/event_log.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {

std::string_view Name(Stream stream) {
  switch (stream) {
    case Stream::kFacts:
      return "facts";
    case Stream::kDecisions:
      return "decisions";
    case Stream::kEvents:
      return "events";
    case Stream::kParked:
      return "parked";
  }
  return "?";
}

LogFailure FailureOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return LogFailure::kRetry;
    case absl::StatusCode::kAborted:
      return LogFailure::kFenced;
    default:
      return LogFailure::kStop;
  }
}

absl::StatusOr<int64_t> EventLog::AppendedEnd(Stream stream,
                                              int32_t partition) {
  ASSIGN_OR_RETURN(const OffsetRange range, Range(stream, partition));
  return range.end;
}

absl::Status CheckPartition(const LogIdentity& log, int32_t partition) {
  if (partition >= 0 && partition < log.partitions) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("partition ", partition, " of a log with ", log.partitions,
                   " (0 to ", log.partitions - 1, ")"));
}

absl::Status CheckOffset(Stream stream, int32_t partition,
                         const OffsetRange& range, int64_t offset) {
  if (offset >= range.begin && offset <= range.end) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat(
      std::string(Name(stream)), " of partition ", partition, ": offset ",
      offset, " is asked for, the log has ", range.begin, " to ", range.end,
      "; it is not the log that it was"));
}

}  // namespace laurel
