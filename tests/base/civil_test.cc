#include "engine/base/civil.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

Day On(int32_t year, int32_t month, int32_t day) {
  return DayOf(Date{year, month, day});
}

// Walks 800 years day by day with a calendar of its own.
TEST(CivilTest, EveryDayFollowsTheOneBefore) {
  Date date{1600, 1, 1};
  Day day = DayOf(date);
  ASSERT_EQ(On(1970, 1, 1), Day{0});
  while (date.year < 2400) {
    ASSERT_EQ(DateOf(day), date);
    ASSERT_EQ(DayOf(date), day);
    ASSERT_TRUE(IsValid(date));
    day = day + 1;
    ++date.day;
    if (!IsValid(date)) date = {date.year, date.month + 1, 1};
    if (!IsValid(date)) date = {date.year + 1, 1, 1};
  }
}

TEST(CivilTest, LeapYears) {
  EXPECT_TRUE(IsLeapYear(2000));
  EXPECT_TRUE(IsLeapYear(2024));
  EXPECT_FALSE(IsLeapYear(1900));
  EXPECT_FALSE(IsLeapYear(2025));
}

TEST(CivilTest, RefusesDatesThatAreNone) {
  EXPECT_FALSE(IsValid({2025, 2, 29}));
  EXPECT_FALSE(IsValid({2025, 13, 1}));
  EXPECT_FALSE(IsValid({2025, 0, 1}));
  EXPECT_FALSE(IsValid({2025, 1, 0}));
  EXPECT_TRUE(IsValid({2024, 2, 29}));
}

TEST(CivilTest, Weekdays) {
  EXPECT_EQ(WeekdayOf(On(1970, 1, 1)), 3);   // a Thursday
  EXPECT_EQ(WeekdayOf(On(2025, 2, 3)), 0);   // a Monday
  EXPECT_EQ(WeekdayOf(On(1969, 12, 28)), 6);  // a Sunday
}

TEST(AddMonthsTest, KeepsTheDayOrTakesTheLastOne) {
  EXPECT_EQ(AddMonths(On(2025, 1, 31), 1), On(2025, 2, 28));
  EXPECT_EQ(AddMonths(On(2024, 1, 31), 1), On(2024, 2, 29));
  EXPECT_EQ(AddMonths(On(2024, 2, 29), 12), On(2025, 2, 28));
  EXPECT_EQ(AddMonths(On(2025, 3, 31), -1), On(2025, 2, 28));
  EXPECT_EQ(AddMonths(On(2025, 1, 15), -13), On(2023, 12, 15));
  EXPECT_EQ(AddMonths(On(2025, 12, 1), 1), On(2026, 1, 1));
}

TEST(NextTest, BeginsTheNextMonthQuarterAndYear) {
  EXPECT_EQ(NextMonth(On(2025, 1, 31)), On(2025, 2, 1));
  EXPECT_EQ(NextMonth(On(2025, 12, 1)), On(2026, 1, 1));
  EXPECT_EQ(NextQuarter(On(2025, 3, 31)), On(2025, 4, 1));
  EXPECT_EQ(NextQuarter(On(2025, 10, 1)), On(2026, 1, 1));
  EXPECT_EQ(NextYear(On(2025, 1, 1)), On(2026, 1, 1));
}

}  // namespace
}  // namespace laurel
