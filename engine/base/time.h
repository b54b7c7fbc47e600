// Instants, civil days and periods. Plain values; nothing here reads a clock.
#pragma once

#include <compare>
#include <cstdint>

namespace laurel {

// Milliseconds since 1970-01-01T00:00:00Z.
struct Instant {
  int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

// Later than every instant: "never expires", "until further notice".
inline constexpr Instant kNever{INT64_MAX};
inline constexpr Instant kEarliest{INT64_MIN};

constexpr Instant operator+(Instant at, int64_t ms) { return {at.ms + ms}; }
constexpr Instant operator-(Instant at, int64_t ms) { return {at.ms - ms}; }

inline constexpr int64_t kSecondMs = 1000;
inline constexpr int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr int64_t kHourMs = 60 * kMinuteMs;
inline constexpr int64_t kDayMs = 24 * kHourMs;

// A civil day: days since 1970-01-01, whatever the zone.
struct Day {
  int32_t n = 0;
  auto operator<=>(const Day&) const = default;
};

inline constexpr Day kNoDay{INT32_MIN};

constexpr Day operator+(Day day, int32_t days) { return {day.n + days}; }
constexpr Day operator-(Day day, int32_t days) { return {day.n - days}; }
constexpr int32_t operator-(Day a, Day b) { return a.n - b.n; }

// An ISO 8601 duration: months and days are civil, `ms` is exact time.
// P1Y2M10DT2H = {14, 10, 7200000}. Never negative.
struct Period {
  int32_t months = 0;
  int32_t days = 0;
  int64_t ms = 0;
  auto operator<=>(const Period&) const = default;
  bool empty() const { return months == 0 && days == 0 && ms == 0; }
};

}  // namespace laurel
