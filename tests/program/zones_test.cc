#include "engine/program/zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/time/time.h"
#include "engine/base/civil.h"

namespace laurel {
namespace {

constexpr int64_t kYear2100 = 4102444800;

absl::TimeZone Known(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

Day DayOf(absl::CivilSecond civil) {
  return laurel::DayOf(
      Date{static_cast<int32_t>(civil.year()), civil.month(), civil.day()});
}

int64_t TimeOfDayMs(absl::CivilSecond civil) {
  return civil.hour() * kHourMs + civil.minute() * kMinuteMs +
         civil.second() * kSecondMs;
}

class Zones : public testing::TestWithParam<const char*> {};

// Local days and times of random instants from 1850 to 2100.
TEST_P(Zones, ShowWhatAbslShows) {
  const Zone zone = *LoadZone(GetParam());
  const absl::TimeZone known = Known(GetParam());
  std::mt19937_64 random(42);
  std::uniform_int_distribution<int64_t> seconds(-3786912000, kYear2100 - 1);
  for (int i = 0; i < 50000; ++i) {
    const int64_t at_s = seconds(random);
    const auto shown = known.At(absl::FromUnixSeconds(at_s)).cs;
    const Instant at{at_s * kSecondMs};
    ASSERT_EQ(laurel::DayOf(at, zone), DayOf(shown)) << at_s;
    ASSERT_EQ(laurel::TimeOfDayMs(at, zone), TimeOfDayMs(shown)) << at_s;
  }
}

// Around every change of offset, both ways: what is skipped moves on by the
// gap, what is shown twice is the first.
TEST_P(Zones, FindWhatAbslFindsAroundTransitions) {
  const Zone zone = *LoadZone(GetParam());
  const absl::TimeZone known = Known(GetParam());
  for (const Zone::Transition& change : zone.transitions) {
    for (int64_t minutes = -240; minutes <= 240; minutes += 7) {
      const auto civil =
          absl::ToCivilSecond(absl::FromUnixSeconds(change.at_s), known) +
          60 * minutes;
      const absl::Time expected = known.At(civil).pre;
      ASSERT_EQ(AtLocal(DayOf(civil), TimeOfDayMs(civil), zone).ms,
                absl::ToUnixMillis(expected))
          << change.at_s << " " << minutes;
    }
  }
}

TEST_P(Zones, AreSound) {
  const Zone zone = *LoadZone(GetParam());
  EXPECT_EQ(zone.name, GetParam());
  EXPECT_TRUE(CheckZone(zone).ok()) << CheckZone(zone);
  int32_t offset = zone.initial_offset_s;
  for (const Zone::Transition& change : zone.transitions) {
    EXPECT_NE(change.offset_s, offset) << "not a change: " << change.at_s;
    offset = change.offset_s;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Zones,
                         testing::Values("Asia/Shanghai", "Europe/London",
                                         "America/Winnipeg",
                                         "Africa/Casablanca",
                                         "Australia/Lord_Howe", "UTC"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

TEST(LoadZone, KnowsSummerTimesToTheEndOfTheCentury) {
  const Zone london = *LoadZone("Europe/London");
  EXPECT_EQ(london.initial_offset_s, -75) << "local mean time";
  const Zone::Transition& last = london.transitions.back();
  EXPECT_EQ(
      absl::FormatTime(absl::FromUnixSeconds(last.at_s), absl::UTCTimeZone()),
      "2099-10-25T01:00:00+00:00");
  EXPECT_TRUE(LoadZone("UTC")->transitions.empty());
}

TEST(LoadZone, RefusesWhatIsNoName) {
  for (std::string_view name :
       {"", "Mars/Olympus", "localtime", "/etc/localtime", "../Europe/London",
        "Europe//London", "Europe/", "file:Europe/London", ":Europe/London",
        "Fixed/UTC+08:00:00", "+08:00", "Europe/London ",
        "Europe/London/../Paris"}) {
    const absl::Status status = LoadZone(name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << name;
    EXPECT_NE(status.message().find("no time zone is called"),
              std::string::npos);
  }
}

TEST(CheckZone, RefusesWhatCannotBe) {
  const auto fault = [](Zone zone) {
    zone.name = "Test/Zone";
    return std::string(CheckZone(zone).message());
  };
  Zone zone;
  EXPECT_EQ(fault(zone), "");
  zone.initial_offset_s = 27 * 3600;
  EXPECT_NE(fault(zone).find("offset of over 26 hours"), std::string::npos);
  zone.initial_offset_s = 0;
  zone.transitions = {{5, 3600}, {5, 0}};
  EXPECT_NE(fault(zone).find("do not rise"), std::string::npos);
  zone.transitions = {{5, -27 * 3600}};
  EXPECT_NE(fault(zone).find("offset of over 26 hours"), std::string::npos);
  zone.transitions = {{kYear2100, 0}};
  EXPECT_NE(fault(zone).find("after 2100"), std::string::npos);
  zone.transitions = {{INT64_MIN, 0}};
  EXPECT_NE(fault(zone).find("do not rise"), std::string::npos);
  zone = Zone{};
  zone.name = "../x";
  EXPECT_FALSE(CheckZone(zone).ok());
}

TEST(ZonesOf, NamesEachOnce) {
  Program program;
  program.zone.name = "A";
  Zone other;
  other.name = "B";
  program.stores = {{"s-1", other}, {"s-2", program.zone}, {"s-3", other}};
  const std::vector<Zone> zones = ZonesOf(program);
  ASSERT_EQ(zones.size(), 2u);
  EXPECT_EQ(zones[0].name, "A");
  EXPECT_EQ(zones[1].name, "B");
}

}  // namespace
}  // namespace laurel
