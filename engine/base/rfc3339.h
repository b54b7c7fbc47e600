// Instants as RFC 3339 writes them: "2025-02-03T15:00:00.250+08:00".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"

namespace laurel {

struct SecondsAndNanos {
  int64_t seconds = 0;  // since 1970 UTC
  int32_t nanos = 0;    // 0 to 999,999,999
  bool operator==(const SecondsAndNanos&) const = default;
};

// Years 0001 to 9999 with any offset; up to nine digits of a second. The
// offset must be there ("Z", "+08:00"). Nothing if it is not of that form or
// no such day or time of day exists.
std::optional<SecondsAndNanos> ParseRfc3339(std::string_view text);

// The same, cut to milliseconds.
std::optional<Instant> ParseInstant(std::string_view text);

// In UTC, with milliseconds where there are any: "2025-02-03T07:00:00Z". Years
// beyond 9999, and kNever, are "never"; before 0001, and kEarliest, "ever".
std::string FormatInstant(Instant at);

}  // namespace laurel
