#include "engine/base/rfc3339.h"

#include <cstdio>

#include "engine/base/checked.h"
#include "engine/base/civil.h"

namespace laurel {
namespace {

constexpr int64_t kDaySeconds = kDayMs / kSecondMs;

// Takes what it reads off the front.
struct Reader {
  std::string_view rest;

  bool Take(std::string_view any_of) {
    if (rest.empty() || any_of.find(rest[0]) == rest.npos) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool Number(size_t digits, int32_t* out) {
    if (rest.size() < digits) return false;
    *out = 0;
    for (char c : rest.substr(0, digits)) {
      if (c < '0' || c > '9') return false;
      *out = 10 * *out + (c - '0');
    }
    rest.remove_prefix(digits);
    return true;
  }
  // ".25", or nothing.
  bool Fraction(int32_t* nanos) {
    *nanos = 0;
    if (!Take(".")) return true;
    int32_t unit = 100'000'000, digit;
    const size_t before = rest.size();
    for (; unit > 0 && Number(1, &digit); unit /= 10) *nanos += digit * unit;
    return rest.size() < before;
  }
  // "Z" or "+08:00".
  bool Offset(int32_t* seconds) {
    *seconds = 0;
    if (Take("Zz")) return true;
    const int sign = rest.substr(0, 1) == "-" ? -1 : 1;
    int32_t hours, minutes;
    if (!Take("+-") || !Number(2, &hours) || !Take(":") ||
        !Number(2, &minutes) || hours > 23 || minutes > 59) {
      return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60);
    return true;
  }
};

}  // namespace

std::optional<SecondsAndNanos> ParseRfc3339(std::string_view text) {
  Reader in{text};
  Date date;
  int32_t hours, minutes, seconds, nanos, offset;
  const bool formed =
      in.Number(4, &date.year) && in.Take("-") && in.Number(2, &date.month) &&
      in.Take("-") && in.Number(2, &date.day) && in.Take("Tt ") &&
      in.Number(2, &hours) && in.Take(":") && in.Number(2, &minutes) &&
      in.Take(":") && in.Number(2, &seconds) && in.Fraction(&nanos) &&
      in.Offset(&offset) && in.rest.empty();
  if (!formed || date.year < 1 || !IsValid(date) || hours > 23 ||
      minutes > 59 || seconds > 59) {
    return std::nullopt;
  }
  const int64_t local =
      DayOf(date).n * kDaySeconds + hours * 3600 + minutes * 60 + seconds;
  return SecondsAndNanos{local - offset, nanos};
}

std::optional<Instant> ParseInstant(std::string_view text) {
  const auto parsed = ParseRfc3339(text);
  if (!parsed) return std::nullopt;
  return Instant{parsed->seconds * kSecondMs + parsed->nanos / 1'000'000};
}

std::string FormatInstant(Instant at) {
  const auto days = static_cast<int64_t>(FloorDiv(at.ms, kDayMs));
  const int64_t first = DayOf({1, 1, 1}).n, last = DayOf({9999, 12, 31}).n;
  if (days > last) return "never";
  if (days < first) return "ever";
  const Date date = DateOf(Day{static_cast<int32_t>(days)});
  const auto ms = static_cast<int>(at.ms - days * kDayMs);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", date.year,
                date.month, date.day, ms / 3'600'000, ms / 60'000 % 60,
                ms / 1000 % 60);
  std::string result = text;
  if (ms % 1000 != 0) {
    std::snprintf(text, sizeof text, ".%03d", ms % 1000);
    result += text;
  }
  return result + "Z";
}

}  // namespace laurel
