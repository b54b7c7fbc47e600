// The civil calendar (proleptic Gregorian), by Howard Hinnant's
// days_from_civil algorithms.
#pragma once

#include "engine/base/time.h"

namespace laurel {

struct Date {
  int32_t year = 1970;
  int32_t month = 1;  // 1 to 12
  int32_t day = 1;    // 1 to 31
  auto operator<=>(const Date&) const = default;
};

Date DateOf(Day day);
Day DayOf(const Date& date);
bool IsValid(const Date& date);
bool IsLeapYear(int32_t year);
int32_t DaysInMonth(int32_t year, int32_t month);

// 0 is Monday, 6 is Sunday.
int WeekdayOf(Day day);

// Keeps the day of the month, or takes the last one where there is none:
// 31 January + 1 = the end of February. `months` may be negative.
Day AddMonths(Day day, int32_t months);

// The first day after the month, quarter or year that `day` is in.
Day NextMonth(Day day);
Day NextQuarter(Day day);
Day NextYear(Day day);

}  // namespace laurel
