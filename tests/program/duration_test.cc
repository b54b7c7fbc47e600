#include "engine/program/duration.h"

#include <gtest/gtest.h>

#include <random>

namespace laurel {
namespace {

struct Case {
  std::string_view text;
  Period period;
  std::string_view printed;
};

TEST(Duration, ParsesAndPrints) {
  constexpr int64_t kH = kHourMs, kM = kMinuteMs, kS = kSecondMs;
  const Case cases[] = {
      {"P12M", {12, 0, 0}, "P1Y"},
      {"P18M", {18, 0, 0}, "P1Y6M"},
      {"P7D", {0, 7, 0}, "P7D"},
      {"P2W", {0, 14, 0}, "P14D"},
      {"P365D", {0, 365, 0}, "P365D"},
      {"PT2H", {0, 0, 2 * kH}, "PT2H"},
      {"PT24H", {0, 0, 24 * kH}, "PT24H"},
      {"PT90M", {0, 0, 90 * kM}, "PT1H30M"},
      {"P0D", {}, "P0D"},
      {"PT0S", {}, "P0D"},
      {"P1Y2M10DT2H30M", {14, 10, 2 * kH + 30 * kM}, "P1Y2M10DT2H30M"},
      {"P1Y1M1W1DT1H1M1S", {13, 8, kH + kM + kS}, "P1Y1M8DT1H1M1S"},
      {"PT1.5S", {0, 0, 1500}, "PT1.5S"},
      {"PT0.005S", {0, 0, 5}, "PT0.005S"},
      {"P200Y", {2400, 0, 0}, "P200Y"}};
  for (const Case& c : cases) {
    const absl::StatusOr<Period> period = ParsePeriod(c.text);
    ASSERT_TRUE(period.ok()) << c.text << ": " << period.status();
    EXPECT_EQ(*period, c.period) << c.text;
    EXPECT_EQ(FormatPeriod(*period), c.printed);
  }
}

TEST(Duration, RefusesWhatIsNone) {
  for (std::string_view text :
       {"",          "P",         "PT",    "P1",
        "1D",        "P1DT",      "p1d",   "P1d",
        "P-1D",      "P+1D",      "P1.5D", "PT1.5H",
        "P1D1D",     "P1D1M",     "P1H",   "PT1D",
        "P 1D",      " P1D",      "P1D ",  "P1DT1H1D",
        "PTT1H",     "P1DT1HT1M", "PT.5S", "PT1.S",
        "PT1.0005S", "7D",        "P1W2X", "P99999999999999999999D",
        "P1Y1Y",     "seven days"}) {
    const absl::StatusOr<Period> period = ParsePeriod(text);
    ASSERT_FALSE(period.ok()) << text;
    EXPECT_NE(period.status().message().find("is no duration; write it like"),
              std::string::npos)
        << text << ": " << period.status();
  }
}

TEST(Duration, RefusesNegativeAndTooLong) {
  EXPECT_EQ(ParsePeriod("-P1D").status().message(),
            "\"-P1D\" is negative; durations are not");
  for (std::string_view text : {"P201Y", "P2401M", "P73201D", "PT1756801H",
                                "P200Y2M", "P999999999999D"}) {
    EXPECT_EQ(ParsePeriod(text).status().message(),
              "\"" + std::string(text) + "\" is too long; at most 200 years");
  }
}

TEST(Duration, WhatIsPrintedIsReadAgain) {
  std::mt19937 random(7);
  for (int i = 0; i < 20000; ++i) {
    Period period{static_cast<int32_t>(random() % 500),
                  static_cast<int32_t>(random() % 5000),
                  static_cast<int64_t>(random() % 400'000'000)};
    if (i % 3 == 0) period.ms -= period.ms % 1000;
    if (i % 5 == 0) period.months = 0;
    if (i % 7 == 0) period.days = 0;
    const std::string text = FormatPeriod(period);
    ASSERT_EQ(*ParsePeriod(text), period) << text;
  }
}

TEST(Duration, MonthsAreNotDays) {
  const auto period = [](std::string_view text) { return *ParsePeriod(text); };
  EXPECT_FALSE(IsAlwaysLonger(period("P1M"), period("P30D")));
  EXPECT_FALSE(IsAlwaysLonger(period("P30D"), period("P1M")));
  EXPECT_FALSE(IsAlwaysLonger(period("P31D"), period("P1M")));
  EXPECT_TRUE(IsAlwaysLonger(period("P32D"), period("P1M")));
  EXPECT_TRUE(IsAlwaysLonger(period("P1M"), period("P27D")));
  EXPECT_FALSE(IsAlwaysLonger(period("P1M"), period("P28D")));
  EXPECT_TRUE(IsAlwaysLonger(period("P367D"), period("P1Y")));
  EXPECT_FALSE(IsAlwaysLonger(period("P1D"), period("PT24H")));
  EXPECT_TRUE(IsAlwaysLonger(period("PT25H"), period("P1D")));
  EXPECT_FALSE(IsAlwaysLonger(period("P7D"), period("P1W")));
  EXPECT_TRUE(IsShorterOnAverage(period("P30D"), period("P1M")));
  EXPECT_TRUE(IsShorterOnAverage(period("P1M"), period("P31D")));
}

}  // namespace
}  // namespace laurel
