#include "connectors/csv/instant_rule.h"

#include "connectors/csv/decimal.h"
#include "connectors/csv/text.h"
#include "engine/base/civil.h"

namespace laurel {
namespace {

constexpr std::string_view kKnownLetters = "YymdbHIMSpzs%";
constexpr std::string_view kMonths[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr Instant kEndOf9999{253402300799999};

struct Parts {
  int64_t year = 1970, month = 1, day = 1;
  int64_t hour = 0, minute = 0, second = 0;
  bool has_time = false, twelve_hours = false;
  std::optional<bool> afternoon;
  std::optional<int64_t> offset_s;
  std::optional<int64_t> epoch_s;
};

// Reads `text` from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return text_.empty(); }
  void SkipBlanks() {
    while (!text_.empty() && text_[0] == ' ') text_.remove_prefix(1);
  }
  bool Accept(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool Number(size_t most_digits, int64_t& out) {
    size_t n = 0;
    out = 0;
    while (n < most_digits && n < text_.size() && IsDigit(text_[n])) {
      out = out * 10 + (text_[n++] - '0');
    }
    text_.remove_prefix(n);
    return n > 0;
  }
  bool AcceptWord(std::string_view lower) {
    if (text_.size() < lower.size()) return false;
    for (size_t i = 0; i < lower.size(); ++i) {
      if ((text_[i] | 0x20) != lower[i]) return false;
    }
    text_.remove_prefix(lower.size());
    return true;
  }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
};

bool ScanMonthName(Scanner& scanner, Parts& parts) {
  for (int m = 0; m < 12; ++m) {
    if (scanner.AcceptWord(kMonths[m]) ||
        scanner.AcceptWord(kMonths[m].substr(0, 3))) {
      parts.month = m + 1;
      return true;
    }
  }
  return false;
}

// "Z", "+0800", "+08:00".
bool ScanOffset(Scanner& scanner, Parts& parts) {
  if (scanner.Accept('Z')) {
    parts.offset_s = 0;
    return true;
  }
  const bool plus = scanner.Accept('+');
  if (!plus && !scanner.Accept('-')) return false;
  int64_t hours = 0, minutes = 0;
  if (!scanner.Number(2, hours)) return false;
  scanner.Accept(':');
  if (!scanner.Number(2, minutes) || hours > 18 || minutes > 59) return false;
  parts.offset_s = (plus ? 1 : -1) * (hours * 3600 + minutes * 60);
  return true;
}

bool ScanTwoDigitYear(Scanner& scanner, Parts& parts) {
  if (!scanner.Number(2, parts.year)) return false;
  parts.year += parts.year < 69 ? 2000 : 1900;
  return true;
}

bool ScanHalfOfDay(Scanner& scanner, Parts& parts) {
  if (scanner.AcceptWord("am")) {
    parts.afternoon = false;
  } else if (scanner.AcceptWord("pm")) {
    parts.afternoon = true;
  }
  return parts.afternoon.has_value();
}

bool ScanLetter(char letter, Scanner& scanner, Parts& parts) {
  int64_t number = 0;
  switch (letter) {
    case 'Y':
      return scanner.Number(4, parts.year);
    case 'y':
      return ScanTwoDigitYear(scanner, parts);
    case 'm':
      return scanner.Number(2, parts.month);
    case 'd':
      return scanner.Number(2, parts.day);
    case 'b':
      return ScanMonthName(scanner, parts);
    case 'I':
      parts.twelve_hours = true;
      [[fallthrough]];
    case 'H':
      parts.has_time = true;
      return scanner.Number(2, parts.hour);
    case 'M':
      return scanner.Number(2, parts.minute);
    case 'S':
      return scanner.Number(2, parts.second);
    case 'p':
      return ScanHalfOfDay(scanner, parts);
    case 'z':
      return ScanOffset(scanner, parts);
    case 's':
      if (!scanner.Number(12, number)) return false;
      parts.epoch_s = number;
      return true;
    default:
      return scanner.Accept('%');
  }
}

bool ScanAll(std::string_view format, Scanner& scanner, Parts& parts) {
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] == ' ') {
      scanner.SkipBlanks();
    } else if (format[i] == '%' && i + 1 < format.size()) {
      if (!ScanLetter(format[++i], scanner, parts)) return false;
    } else if (!scanner.Accept(format[i])) {
      return false;
    }
  }
  scanner.SkipBlanks();
  return scanner.done();
}

std::optional<std::string> FindImpossible(const Parts& parts) {
  if (parts.month < 1 || parts.month > 12) return "there is no such month";
  const Date date{static_cast<int32_t>(parts.year),
                  static_cast<int32_t>(parts.month),
                  static_cast<int32_t>(parts.day)};
  if (!IsValid(date)) return "that month has no such day";
  if (parts.twelve_hours && (parts.hour < 1 || parts.hour > 12)) {
    return "hours before noon or after it are 1 to 12";
  }
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 59) {
    return "there is no such time of day";
  }
  return std::nullopt;
}

Instant InstantOf(const Parts& parts, int64_t time_of_day_ms,
                  const absl::TimeZone& zone) {
  if (parts.epoch_s) return {*parts.epoch_s * kSecondMs};
  int64_t hour = parts.hour;
  if (parts.twelve_hours) {
    hour = hour % 12 + (parts.afternoon.value_or(false) ? 12 : 0);
  }
  int64_t second = parts.second;
  if (!parts.has_time) second += time_of_day_ms / kSecondMs;
  const absl::CivilSecond civil(parts.year, parts.month, parts.day, hour,
                                parts.minute, second);
  if (parts.offset_s) {
    return {(civil - absl::CivilSecond() - *parts.offset_s) * kSecondMs};
  }
  return {absl::ToUnixMillis(zone.At(civil).pre)};
}

// Nothing where it fits; else what is wrong.
std::optional<std::string> Place(const Parts& parts, int64_t time_of_day_ms,
                                 const absl::TimeZone& zone, Instant& out) {
  if (auto impossible = FindImpossible(parts)) return impossible;
  out = InstantOf(parts, time_of_day_ms, zone);
  if (out < Instant{0}) return "it lies before 1970";
  if (out > kEndOf9999) return "it lies after the year 9999";
  return std::nullopt;
}

MaybeReject NotATime(std::string_view names, std::string_view text,
                     std::string_view expected) {
  return Reject{"not a date",
                Concat({names, " is ", Shown(text), ": ", expected})};
}

// The columns' values and names, each joined by a blank.
MaybeReject Join(const InstantRule& rule, const RowFields& fields,
                 std::string& text, std::string& names) {
  std::string value;
  for (const Placeholder& column : rule.columns) {
    if (auto refusal = Render(column, fields, value)) return refusal;
    text += (text.empty() ? "" : " ") + value;
    names += (names.empty() ? "" : " ") + column.name;
  }
  return std::nullopt;
}

MaybeReject FromOrigin(const InstantRule& rule, std::string_view names,
                       std::string_view text, Instant& out) {
  const auto count = ParseDecimal(text);
  const auto ms =
      count ? Multiply(*count, ExactDecimal{rule.unit_ms, 0}) : std::nullopt;
  const auto whole =
      ms ? ToScaled(*ms, 0, AmountRounding::kHalfEven) : std::nullopt;
  if (!whole || *whole > kEndOf9999.ms || *whole < -kEndOf9999.ms) {
    return NotATime(names, text, "a number counted from origin is expected");
  }
  out = *rule.origin + *whole;
  return std::nullopt;
}

}  // namespace

absl::Status CheckTimeFormat(std::string_view format) {
  std::string seen;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const char letter = ++i < format.size() ? format[i] : ' ';
    if (kKnownLetters.find(letter) == kKnownLetters.npos) {
      return absl::InvalidArgumentError(
          Concat({"%", std::string_view(&letter, 1),
                  " is not known in a time format (known: %Y %y %m %d %b %H "
                  "%I %M %S %p %z %s %%)"}));
    }
    seen.push_back(letter);
  }
  const auto has = [&](std::string_view any) {
    return seen.find_first_of(any) != seen.npos;
  };
  if (!has("s") && !(has("Yy") && has("mb") && has("d"))) {
    return absl::InvalidArgumentError(
        "a time format needs a year (%Y), a month (%m) and a day (%d)");
  }
  if (has("I") != has("p")) {
    return absl::InvalidArgumentError("%I and %p go together");
  }
  return absl::OkStatus();
}

std::optional<std::string> ParseTime(std::string_view text,
                                     std::string_view format,
                                     int64_t time_of_day_ms,
                                     const absl::TimeZone& zone, Instant& out) {
  Scanner scanner(text);
  Parts parts;
  if (!ScanAll(format, scanner, parts)) {
    return Concat({"the format ", Shown(format), " is expected"});
  }
  return Place(parts, time_of_day_ms, zone, out);
}

std::optional<int64_t> ParseTimeOfDay(std::string_view text) {
  Scanner scanner(text);
  int64_t hour = 0, minute = 0, second = 0;
  if (!scanner.Number(2, hour) || !scanner.Accept(':') ||
      !scanner.Number(2, minute)) {
    return std::nullopt;
  }
  if (scanner.Accept(':') && !scanner.Number(2, second)) return std::nullopt;
  if (!scanner.done() || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  return hour * kHourMs + minute * kMinuteMs + second * kSecondMs;
}

std::optional<std::string> ParseLocal(std::string_view text,
                                      const absl::TimeZone& zone,
                                      Instant& out) {
  for (std::string_view format :
       {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    Scanner scanner(text);
    Parts parts;
    if (ScanAll(format, scanner, parts)) return Place(parts, 0, zone, out);
  }
  return "a local time such as \"2018-08-01 00:00\" is expected";
}

MaybeReject Evaluate(const InstantRule& rule, const RowFields& fields,
                     Instant& out) {
  std::string text, names;
  if (auto refusal = Join(rule, fields, text, names)) return refusal;
  if (text.find_first_not_of(' ') == text.npos) {
    return Reject{"no date", Concat({names, " is empty, a date is expected"})};
  }
  if (rule.origin) {
    if (auto refusal = FromOrigin(rule, names, text, out)) return refusal;
  } else if (auto wrong = ParseTime(text, rule.format, rule.time_of_day_ms,
                                    rule.zone, out)) {
    return NotATime(names, text, *wrong);
  }
  if (rule.not_after && out > *rule.not_after) out = *rule.not_after;
  if (out < Instant{0} || out > kEndOf9999) {
    return NotATime(names, text, "it lies before 1970 or after 9999");
  }
  return std::nullopt;
}

}  // namespace laurel
