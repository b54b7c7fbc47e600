#include "engine/base/zone.h"

#include <gtest/gtest.h>

#include "engine/base/civil.h"

namespace laurel {
namespace {

constexpr int64_t kHourS = 3600;

Day On(int32_t year, int32_t month, int32_t day) {
  return DayOf(Date{year, month, day});
}

Instant Utc(Day day, int64_t ms = 0) { return {day.n * kDayMs + ms}; }

Zone Shanghai() { return {"Asia/Shanghai", 8 * 3600, {}}; }

// Clocks of Berlin in 2025: summer time from 30 March 01:00 UTC to 26 October.
Zone Berlin() {
  const int64_t spring = Utc(On(2025, 3, 30)).ms / 1000 + kHourS;
  const int64_t autumn = Utc(On(2025, 10, 26)).ms / 1000 + kHourS;
  return {"Europe/Berlin", 3600, {{spring, 7200}, {autumn, 3600}}};
}

TEST(ZoneTest, ADayBeginsAtLocalMidnight) {
  const Day day = On(2025, 2, 3);
  EXPECT_EQ(StartOfDay(day, Shanghai()), Utc(day, -8 * kHourMs));
  EXPECT_EQ(DayOf(Utc(day, -8 * kHourMs), Shanghai()), day);
  EXPECT_EQ(DayOf(Utc(day, -8 * kHourMs - 1), Shanghai()), day - 1);
  EXPECT_EQ(TimeOfDayMs(Utc(day), Shanghai()), 8 * kHourMs);
}

TEST(ZoneTest, DaysBefore1970) {
  const Day day = On(1969, 12, 31);
  EXPECT_EQ(DayOf(Utc(day, 1), Zone{}), day);
  EXPECT_EQ(TimeOfDayMs(Utc(day, 1), Zone{}), 1);
}

TEST(ZoneTest, ASkippedTimeMovesOnByTheGap) {
  const Day day = On(2025, 3, 30);  // 02:00 to 03:00 does not exist
  const Instant skipped = AtLocal(day, 2 * kHourMs + 30 * kMinuteMs, Berlin());
  EXPECT_EQ(TimeOfDayMs(skipped, Berlin()), 3 * kHourMs + 30 * kMinuteMs);
  EXPECT_EQ(AtLocal(day, 2 * kHourMs, Berlin()), Utc(day, kHourMs));
}

TEST(ZoneTest, ATimeShownTwiceIsTheFirst) {
  const Day day = On(2025, 10, 26);  // 02:00 to 03:00 comes twice
  EXPECT_EQ(AtLocal(day, 2 * kHourMs + kMinuteMs, Berlin()),
            Utc(day, kMinuteMs));
}

TEST(ZoneTest, DaysKeepTheTimeOfDayAndMillisecondsDoNot) {
  const Instant noon = AtLocal(On(2025, 3, 29), 12 * kHourMs, Berlin());
  const Instant day_later = Add(noon, {0, 1, 0}, Berlin());
  EXPECT_EQ(day_later, AtLocal(On(2025, 3, 30), 12 * kHourMs, Berlin()));
  EXPECT_EQ(day_later, noon + 23 * kHourMs);
  EXPECT_EQ(Add(noon, {0, 0, kDayMs}, Berlin()), noon + 24 * kHourMs);
  EXPECT_EQ(Subtract(day_later, {0, 1, 0}, Berlin()), noon);
}

TEST(ZoneTest, EveryHourOfAYearComesBackFromItsLocalTime) {
  const Zone zone = Berlin();
  const Instant twice = Utc(On(2025, 10, 26), kHourMs);  // the second 02:00
  for (Instant at = Utc(On(2025, 1, 1)); at < Utc(On(2026, 1, 1));
       at = at + kHourMs) {
    const Instant back = AtLocal(DayOf(at, zone), TimeOfDayMs(at, zone), zone);
    ASSERT_EQ(back, at == twice ? at - kHourMs : at) << at.ms;
  }
}

TEST(PeriodTest, MonthsComeBeforeDaysAndTimeRoundsUpToDays) {
  EXPECT_EQ(Add(On(2025, 1, 31), Period{1, 1, 0}), On(2025, 3, 1));
  EXPECT_EQ(Subtract(On(2025, 3, 31), Period{1, 0, 0}), On(2025, 2, 28));
  EXPECT_EQ(Add(On(2025, 1, 1), Period{0, 0, 1}), On(2025, 1, 2));
  EXPECT_EQ(Add(On(2025, 1, 1), Period{0, 0, kDayMs}), On(2025, 1, 2));
}

}  // namespace
}  // namespace laurel
