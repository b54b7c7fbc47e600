// A fact as it stands on the log: read from its record and checked as far as
// that needs no customer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/domain/fact.h"
#include "engine/domain/program.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// The bytes of a record and what they say. The fact's strings point into
// `value`, which whoever made it keeps alive, or, if that is JSON, into
// `from_json`.
struct LoggedFact {
  RecordedFact recorded;
  std::string_view key;
  std::string_view value;
  std::shared_ptr<std::string> from_json;  // the same in protobuf; or null
  ParkReason parked = ParkReason::kNone;   // it cannot be decided, because ...
  std::string message;                     // ... one plain sentence
};

// Reads a record of the facts stream; checks all that needs no customer. The
// value is protobuf or, if it begins with a brace, JSON: no laurel.v1.Event
// begins so. `out` is used again for its memory.
void ReadFact(int32_t partition, const LogRecord& record, LoggedFact* out);

// Tells a record of the facts stream from another; never 0.
uint64_t HashOf(std::string_view key, std::string_view value);

// The same in protobuf, whatever it was written in.
std::string_view BytesOf(const LoggedFact& fact);

// Whether the fact stands on the partition its key belongs on, of so many;
// elsewhere a customer would be split in two. kNone, or why it is parked, with
// a plain sentence in *message.
ParkReason CheckPlace(const LoggedFact& fact, int32_t partitions,
                      std::string* message);

// Compiles a published program with the zones it carries.
absl::StatusOr<std::shared_ptr<const Program>> LoadProgram(
    std::string_view fact_bytes, const ProgramPublished& body);

}  // namespace laurel
