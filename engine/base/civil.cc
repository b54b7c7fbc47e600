#include "engine/base/civil.h"

#include <algorithm>

namespace laurel {

bool IsLeapYear(int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int32_t DaysInMonth(int32_t year, int32_t month) {
  constexpr int32_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

bool IsValid(const Date& date) {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
         date.day <= DaysInMonth(date.year, date.month);
}

Day DayOf(const Date& date) {
  const int32_t y = date.year - (date.month <= 2);
  const int32_t era = (y >= 0 ? y : y - 399) / 400;
  const int32_t year_of_era = y - era * 400;
  const int32_t shifted_month = (date.month + 9) % 12;  // March is 0
  const int32_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
  const int32_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return {era * 146097 + day_of_era - 719468};
}

Date DateOf(Day day) {
  const int32_t z = day.n + 719468;
  const int32_t era = (z >= 0 ? z : z - 146096) / 146097;
  const int32_t day_of_era = z - era * 146097;
  const int32_t year_of_era = (day_of_era - day_of_era / 1460 +
                               day_of_era / 36524 - day_of_era / 146096) /
                              365;
  const int32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int32_t shifted_month = (5 * day_of_year + 2) / 153;
  const int32_t month =
      shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era * 400 + (month <= 2), month,
          day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

int WeekdayOf(Day day) {
  const int32_t since_monday = (day.n + 3) % 7;  // 1970-01-01 was a Thursday
  return since_monday < 0 ? since_monday + 7 : since_monday;
}

Day AddMonths(Day day, int32_t months) {
  if (months == 0) return day;
  const Date date = DateOf(day);
  const int32_t month0 = date.year * 12 + date.month - 1 + months;
  const int32_t year = (month0 >= 0 ? month0 : month0 - 11) / 12;
  const int32_t month = month0 - year * 12 + 1;
  return DayOf(Date{year, month, std::min(date.day, DaysInMonth(year, month))});
}

Day NextMonth(Day day) {
  const Date date = DateOf(day);
  const bool last = date.month == 12;
  return DayOf(Date{date.year + last, last ? 1 : date.month + 1, 1});
}

Day NextQuarter(Day day) {
  const Date date = DateOf(day);
  const int32_t first_month = (date.month - 1) / 3 * 3 + 1;
  return AddMonths(DayOf(Date{date.year, first_month, 1}), 3);
}

Day NextYear(Day day) { return DayOf(Date{DateOf(day).year + 1, 1, 1}); }

}  // namespace laurel
