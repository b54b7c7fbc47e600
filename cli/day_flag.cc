#include "cli/day_flag.h"

#include <charconv>

#include "absl/strings/str_format.h"

namespace laurel {
namespace {

std::string WhyNoDay(std::string& text) {
  if (ParseDay(text)) return "";
  return "\"" + text + "\" is no day; write it as 2025-03-01";
}

}  // namespace

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  Date date;
  const auto number = [&](size_t from, size_t digits, int32_t* out) {
    const char* end = text.data() + from + digits;
    const auto read = std::from_chars(text.data() + from, end, *out);
    return read.ec == std::errc() && read.ptr == end && *out >= 0;
  };
  if (!number(0, 4, &date.year) || !number(5, 2, &date.month) ||
      !number(8, 2, &date.day) || !IsValid(date)) {
    return std::nullopt;
  }
  return DayOf(date);
}

std::string DayText(Day day) {
  const Date date = DateOf(day);
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

CLI::Option* AddDay(CLI::App& command, const std::string& name,
                    std::optional<Day>& out, const std::string& does) {
  const auto take = [&out](const std::string& text) { out = ParseDay(text); };
  return command.add_option_function<std::string>(name, take, does)
      ->check(CLI::Validator(WhyNoDay, "DAY"));
}

}  // namespace laurel
