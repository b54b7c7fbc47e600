// The words of the scenario language: fields, times, amounts, names of enums.
//
// A line is fields with two or more spaces between them, a field is words
// with one:   2025-02-03 15:00  ada  payment_captured p-1  service 128.50
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/base/zone.h"
#include "engine/domain/words.h"

namespace laurel {

// The strings point into `line`.
std::vector<std::string_view> Fields(std::string_view line);
std::vector<std::string_view> Words(std::string_view field);

// Joins with `separator`.
std::string Join(const std::vector<std::string>& parts,
                 std::string_view separator);

// "2025-02-03", "2025-02-03 15:00", "... 15:00:30", "... 15:00:30.250" as the
// clocks of `zone` show it. None if it is not a time.
std::optional<Instant> ReadTime(std::string_view text, const Zone& zone);

// The shortest text that ReadTime reads back; midnight is the day alone.
std::string TimeText(Instant at, const Zone& zone);
// With the hour always: the first column.
std::string FullTimeText(Instant at, const Zone& zone);

// "128.50" in `currency`, or "128.50USD". None if it is not an amount.
std::optional<Money> ReadMoney(std::string_view text, Currency currency);
std::string MoneyText(const Money& money);

// "450", "+100", "-30".
std::optional<int64_t> ReadInteger(std::string_view text);

// The name of an enumeration's value, as scenarios write it.
std::string_view WordOf(Channel value);
std::string_view WordOf(Purpose value);
std::string_view WordOf(AssignmentMode value);
std::string_view WordOf(LineKind value);
std::string_view WordOf(TenderKind value);
std::string_view WordOf(FeedbackKind value);
std::string_view WordOf(Severity value);
std::string_view WordOf(SubBalance value);
std::string_view WordOf(Stage value);
std::string_view WordOf(Theme value);
std::string_view WordOf(Refusal value);
std::string_view WordOf(GrantReason value);
std::string_view WordOf(TierReason value);
std::string_view WordOf(StageReason value);
std::string_view WordOf(SuppressedReason value);
std::string_view WordOf(ComplaintDeadline value);
std::string_view WordOf(ReferralRole value);
std::string_view WordOf(RejectReason value);
std::string_view WordOf(ParkReason value);

// The value of that name, or none: ReadWord<Channel>("wechat").
template <typename Enum>
std::optional<Enum> ReadWord(std::string_view word) {
  for (int i = 0; i < 64; ++i) {
    const auto value = static_cast<Enum>(i);
    if (WordOf(value) == word && !word.empty()) return value;
  }
  return std::nullopt;
}

}  // namespace laurel
