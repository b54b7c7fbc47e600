// ISO 8601 durations as the program file writes them: P12M, P7D, P2W, PT2H,
// P1Y2M10DT2H30M. Never negative; no fractions but of a second.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/time.h"

namespace laurel {

// Longer ones are refused: instants must not overflow, in years.
inline constexpr int32_t kMaxPeriodYears = 200;

// InvalidArgument with a sentence that says what would be right.
absl::StatusOr<Period> ParsePeriod(std::string_view text);

// The shortest that parses to the same value: {14, 10, 7200000} is
// "P1Y2M10DT2H", {0, 14, 0} is "P14D", nothing is "P0D".
std::string FormatPeriod(const Period& period);

// Whether `a` ends later than `b` whatever day they start on. P1M and P30D are
// neither longer nor shorter than the other.
bool IsAlwaysLonger(const Period& a, const Period& b);

// An order for lists: by average length, then by value.
bool IsShorterOnAverage(const Period& a, const Period& b);

}  // namespace laurel
