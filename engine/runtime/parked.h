// A fact set aside, as it stands in the parked stream: the original key and
// bytes, and headers that say why, named as Kafka Connect names them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct ParkedCopy {
  std::string_view topic;  // where the fact stands
  int32_t partition = 0;
  int64_t offset = 0;
  std::string_view reason;   // one word: "wrong_partition"
  std::string_view message;  // one plain sentence
  std::string_view key;
  std::string_view value;  // the fact's bytes, as they came
};

void AddParked(const ParkedCopy& copy, Records& parked);

// Views into `record`. INVALID_ARGUMENT, naming the header, if one is absent
// or not a number.
absl::StatusOr<ParkedCopy> ParseParked(const LogRecord& record);

}  // namespace laurel
