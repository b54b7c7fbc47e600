#include "engine/runtime/event_log.h"

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

}  // namespace laurel
