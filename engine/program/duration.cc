#include "engine/program/duration.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "engine/base/civil.h"
#include "engine/base/zone.h"
#include "engine/program/text.h"

namespace laurel {
namespace {

constexpr int64_t kMaxMs = int64_t{kMaxPeriodYears} * 366 * kDayMs;

struct Designator {
  char letter;
  int32_t months;
  int32_t days;
  int64_t ms;
};
constexpr Designator kDatePart[] = {
    {'Y', 12, 0, 0}, {'M', 1, 0, 0}, {'W', 0, 7, 0}, {'D', 0, 1, 0}};
constexpr Designator kTimePart[] = {
    {'H', 0, 0, kHourMs}, {'M', 0, 0, kMinuteMs}, {'S', 0, 0, kSecondMs}};

absl::Status Fault(std::string message) {
  return absl::InvalidArgumentError(message);
}

absl::Status NotADuration(std::string_view text) {
  return Fault(Cat(Quoted(text),
                   " is no duration; write it like P12M, P7D, P2W or PT2H"));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes digits from the front; nothing if there are none or too many.
std::optional<int64_t> TakeNumber(std::string_view& rest) {
  int64_t value = 0;
  size_t n = 0;
  while (n < rest.size() && IsDigit(rest[n])) {
    if (n == 12) return std::nullopt;
    value = value * 10 + (rest[n++] - '0');
  }
  if (n == 0) return std::nullopt;
  rest.remove_prefix(n);
  return value;
}

// ".5" is 500 ms; up to three digits.
std::optional<int64_t> TakeMilliseconds(std::string_view& rest) {
  if (rest.empty() || rest[0] != '.') return 0;
  rest.remove_prefix(1);
  const size_t before = rest.size();
  std::optional<int64_t> value = TakeNumber(rest);
  const size_t digits = before - rest.size();
  if (!value || digits > 3) return std::nullopt;
  for (size_t i = digits; i < 3; ++i) *value *= 10;
  return value;
}

bool AddPart(const Designator& unit, int64_t value, Period* out) {
  const int64_t limit = kMaxMs / kDayMs;
  if (unit.ms == 0 && value > limit) return false;
  if (unit.ms > 0 && value > kMaxMs / unit.ms) return false;
  out->months += static_cast<int32_t>(unit.months * value);
  out->days += static_cast<int32_t>(unit.days * value);
  out->ms += unit.ms * value;
  return true;
}

// Reads "12M10D" with designators in their order, each at most once. False:
// not of that form.
template <size_t N>
bool TakeParts(const Designator (&order)[N], std::string_view& rest,
               Period* out, bool* too_long) {
  const Designator* next = order;
  while (!rest.empty() && rest[0] != 'T') {
    const std::optional<int64_t> value = TakeNumber(rest);
    if (!value) return false;
    const std::optional<int64_t> ms = TakeMilliseconds(rest);
    if (!ms || rest.empty()) return false;
    const Designator* unit =
        std::find_if(next, std::end(order),
                     [&](const Designator& d) { return d.letter == rest[0]; });
    if (unit == std::end(order)) return false;
    if (*ms > 0 && unit->letter != 'S') return false;
    *too_long = !AddPart(*unit, *value, out) || *too_long;
    out->ms += *ms;
    next = unit + 1;
    rest.remove_prefix(1);
  }
  return true;
}

bool IsTooLong(const Period& period) {
  // 4800 months of the Gregorian calendar are 146097 days.
  const int64_t days = int64_t{period.months} * 146097 / 4800 + period.days;
  return period.months > 12 * kMaxPeriodYears || days > kMaxMs / kDayMs ||
         period.ms > kMaxMs;
}

void AppendPart(std::string& out, int64_t value, char letter) {
  if (value != 0) out += Cat(value, std::string_view(&letter, 1));
}

// Where it ends if it starts at midnight of `start`.
int64_t EndMs(Day start, const Period& period) {
  const Day end = AddMonths(start, period.months) + period.days;
  return end.n * kDayMs + period.ms;
}

// Thousandths of a day.
int64_t AverageLength(const Period& period) {
  return period.months * int64_t{30437} + period.days * int64_t{1000} +
         period.ms / (kDayMs / 1000);
}

}  // namespace

absl::StatusOr<Period> ParsePeriod(std::string_view text) {
  if (!text.empty() && text[0] == '-') {
    return Fault(Cat(Quoted(text), " is negative; durations are not"));
  }
  Period period;
  bool too_long = false;
  std::string_view rest = text;
  if (rest.size() < 2 || rest[0] != 'P') return NotADuration(text);
  rest.remove_prefix(1);
  if (!TakeParts(kDatePart, rest, &period, &too_long)) {
    return NotADuration(text);
  }
  if (!rest.empty()) {
    rest.remove_prefix(1);
    if (rest.empty() || rest[0] == 'T' ||
        !TakeParts(kTimePart, rest, &period, &too_long) || !rest.empty()) {
      return NotADuration(text);
    }
  }
  if (too_long || IsTooLong(period)) {
    return Fault(
        Cat(Quoted(text), " is too long; at most ", kMaxPeriodYears, " years"));
  }
  return period;
}

std::string FormatPeriod(const Period& period) {
  if (period.empty()) return "P0D";
  std::string out = "P";
  AppendPart(out, period.months / 12, 'Y');
  AppendPart(out, period.months % 12, 'M');
  AppendPart(out, period.days, 'D');
  if (period.ms == 0) return out;
  out += 'T';
  AppendPart(out, period.ms / kHourMs, 'H');
  AppendPart(out, period.ms % kHourMs / kMinuteMs, 'M');
  const int64_t ms = period.ms % kMinuteMs;
  if (ms % kSecondMs == 0) {
    AppendPart(out, ms / kSecondMs, 'S');
  } else {
    std::string fraction = std::to_string(ms % kSecondMs + kSecondMs).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += Cat(ms / kSecondMs, ".", fraction, "S");
  }
  return out;
}

bool IsAlwaysLonger(const Period& a, const Period& b) {
  const Day first = DayOf(Date{2000, 1, 1});
  const Day last = a.months == b.months ? first : DayOf(Date{2003, 12, 31});
  for (Day day = first; day <= last; day = day + 1) {
    if (EndMs(day, a) <= EndMs(day, b)) return false;
  }
  return true;
}

bool IsShorterOnAverage(const Period& a, const Period& b) {
  return std::tuple(AverageLength(a), a) < std::tuple(AverageLength(b), b);
}

}  // namespace laurel
