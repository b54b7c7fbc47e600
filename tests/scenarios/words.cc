#include "tests/scenarios/words.h"

#include <charconv>
#include <cstdio>

#include "engine/base/civil.h"

namespace laurel {
namespace {

std::vector<std::string_view> Split(std::string_view text, size_t spaces) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t first = text.find_first_not_of(' ', begin);
    if (first == text.npos) break;
    size_t end = text.find(std::string(spaces, ' '), first);
    if (end == text.npos) end = text.find_last_not_of(' ') + 1;
    parts.push_back(text.substr(first, end - first));
    begin = end;
  }
  return parts;
}

// Takes digits off the front; none unless there are `least` to `most`.
std::optional<int64_t> TakeDigits(std::string_view& text, size_t least,
                                  size_t most) {
  size_t n = 0;
  int64_t value = 0;
  while (n < text.size() && n < most && text[n] >= '0' && text[n] <= '9') {
    value = value * 10 + (text[n++] - '0');
  }
  if (n < least) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Day> TakeDay(std::string_view& text) {
  const auto year = TakeDigits(text, 4, 4);
  if (!year || !TakeChar(text, '-')) return std::nullopt;
  const auto month = TakeDigits(text, 2, 2);
  if (!month || !TakeChar(text, '-')) return std::nullopt;
  const auto day = TakeDigits(text, 2, 2);
  if (!day) return std::nullopt;
  const Date date{static_cast<int32_t>(*year), static_cast<int32_t>(*month),
                  static_cast<int32_t>(*day)};
  if (!IsValid(date)) return std::nullopt;
  return DayOf(date);
}

// "15:00", "15:00:30", "15:00:30.250" to milliseconds of the day.
std::optional<int64_t> TakeTimeOfDay(std::string_view& text) {
  const auto hour = TakeDigits(text, 2, 2);
  if (!hour || *hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const auto minute = TakeDigits(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int64_t ms = *hour * kHourMs + *minute * kMinuteMs;
  if (!TakeChar(text, ':')) return ms;
  const auto second = TakeDigits(text, 2, 2);
  if (!second || *second > 59) return std::nullopt;
  ms += *second * kSecondMs;
  if (!TakeChar(text, '.')) return ms;
  const auto fraction = TakeDigits(text, 3, 3);
  if (!fraction) return std::nullopt;
  return ms + *fraction;
}

std::string Digits(int64_t value, int width) {
  char out[32];
  std::snprintf(out, sizeof out, "%0*lld", width,
                static_cast<long long>(value));
  return out;
}

std::string DayText(Instant at, const Zone& zone) {
  const Date date = DateOf(DayOf(at, zone));
  return Digits(date.year, 4) + "-" + Digits(date.month, 2) + "-" +
         Digits(date.day, 2);
}

std::string HourText(int64_t ms) {
  std::string text =
      Digits(ms / kHourMs, 2) + ":" + Digits(ms / kMinuteMs % 60, 2);
  if (ms % kMinuteMs != 0) text += ":" + Digits(ms / kSecondMs % 60, 2);
  if (ms % kSecondMs != 0) text += "." + Digits(ms % kSecondMs, 3);
  return text;
}

}  // namespace

std::vector<std::string_view> Fields(std::string_view line) {
  return Split(line, 2);
}

std::vector<std::string_view> Words(std::string_view field) {
  return Split(field, 1);
}

std::string Join(const std::vector<std::string>& parts,
                 std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::optional<Instant> ReadTime(std::string_view text, const Zone& zone) {
  const auto day = TakeDay(text);
  if (!day) return std::nullopt;
  if (text.empty()) return StartOfDay(*day, zone);
  if (!TakeChar(text, ' ')) return std::nullopt;
  const auto ms = TakeTimeOfDay(text);
  if (!ms || !text.empty()) return std::nullopt;
  return AtLocal(*day, *ms, zone);
}

std::string TimeText(Instant at, const Zone& zone) {
  if (at == kNever) return "never";
  const int64_t ms = TimeOfDayMs(at, zone);
  return ms == 0 ? DayText(at, zone) : DayText(at, zone) + " " + HourText(ms);
}

std::string FullTimeText(Instant at, const Zone& zone) {
  return DayText(at, zone) + " " + HourText(TimeOfDayMs(at, zone));
}

std::optional<Money> ReadMoney(std::string_view text, Currency currency) {
  const size_t letters = text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (letters != text.npos) {
    currency = Currency::Of(text.substr(letters));
    if (currency.empty()) return std::nullopt;
    text = text.substr(0, letters);
  }
  const bool negative = TakeChar(text, '-');
  const auto whole = TakeDigits(text, 1, 16);
  if (!whole) return std::nullopt;
  int64_t minor = *whole;
  const int digits = MinorDigits(currency);
  for (int i = 0; i < digits; ++i) minor *= 10;
  if (TakeChar(text, '.')) {
    const auto fraction = TakeDigits(text, digits, digits);
    if (!fraction) return std::nullopt;
    minor += *fraction;
  }
  if (!text.empty()) return std::nullopt;
  return Money{currency, negative ? -minor : minor};
}

std::string MoneyText(const Money& money) {
  int64_t scale = 1;
  for (int i = 0; i < MinorDigits(money.currency); ++i) scale *= 10;
  const int64_t minor = money.minor < 0 ? -money.minor : money.minor;
  std::string text = (money.minor < 0 ? "-" : "") + Digits(minor / scale, 1);
  if (scale > 1) {
    text += "." + Digits(minor % scale, MinorDigits(money.currency));
  }
  return text;
}

std::optional<int64_t> ReadInteger(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace laurel
