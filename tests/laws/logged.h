// A story as records of a facts stream, and what a runner left on the log.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/domain/decision.h"
#include "engine/runtime/event_log.h"
#include "tests/laws/story.h"

namespace laurel {

struct KeyedBytes {
  std::string key;
  std::string bytes;
};

// In the order of the entries; what the record at that offset is.
std::vector<KeyedBytes> RecordsOf(const Story& story);

// All decisions of partition 0, as their bytes.
absl::StatusOr<std::vector<std::string>> DecisionsOn(EventLog& log);

// All facts of partition 0, as they stand on the log.
absl::StatusOr<std::vector<KeyedBytes>> FactsOn(EventLog& log);

// OK if both are the same; otherwise the first that differs.
absl::Status SameBytes(const std::vector<std::string>& here,
                       const std::vector<std::string>& there);

}  // namespace laurel
