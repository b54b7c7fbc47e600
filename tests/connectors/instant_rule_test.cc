#include "connectors/csv/instant_rule.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr std::string_view kSeconds = "%Y-%m-%d %H:%M:%S";

absl::TimeZone ZoneNamed(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

// In UTC, or what is wrong.
std::string Parse(std::string_view text, std::string_view format,
                  const char* zone = "UTC", int64_t time_of_day_ms = 0) {
  Instant at;
  const auto wrong =
      ParseTime(text, format, time_of_day_ms, ZoneNamed(zone), at);
  if (wrong) return *wrong;
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixMillis(at.ms),
                          absl::UTCTimeZone());
}

TEST(InstantRule, ReadsDatesAsTheyAreWritten) {
  EXPECT_EQ(Parse("2010-12-01 08:26:00", kSeconds), "2010-12-01T08:26:00Z");
  EXPECT_EQ(Parse("12/1/2010 8:26", "%m/%d/%Y %H:%M"), "2010-12-01T08:26:00Z");
  EXPECT_EQ(Parse("03/14/2018 3:50:00 PM", "%m/%d/%Y %I:%M:%S %p"),
            "2018-03-14T15:50:00Z");
  EXPECT_EQ(Parse("03/14/2018 12:00:00 AM", "%m/%d/%Y %I:%M:%S %p"),
            "2018-03-14T00:00:00Z");
  EXPECT_EQ(Parse("03/14/2018 12:00:00 pm", "%m/%d/%Y %I:%M:%S %p"),
            "2018-03-14T12:00:00Z");
  EXPECT_EQ(Parse("19970101", "%Y%m%d"), "1997-01-01T00:00:00Z");
  EXPECT_EQ(Parse("1 Feb 97", "%d %b %y"), "1997-02-01T00:00:00Z");
  EXPECT_EQ(Parse("1 september 05", "%d %b %y"), "2005-09-01T00:00:00Z");
  EXPECT_EQ(Parse("2018-01-01T00:30:00+08:00", "%Y-%m-%dT%H:%M:%S%z"),
            "2017-12-31T16:30:00Z");
  EXPECT_EQ(
      Parse("2018-01-01T00:30:00Z", "%Y-%m-%dT%H:%M:%S%z", "Asia/Shanghai"),
      "2018-01-01T00:30:00Z");
  EXPECT_EQ(Parse("1500000000", "%s"), "2017-07-14T02:40:00Z");
  EXPECT_EQ(Parse("2018-07-01", "%Y-%m-%d", "America/Winnipeg", 20 * kHourMs),
            "2018-07-02T01:00:00Z");
}

TEST(InstantRule, IsLocalTimeAndClocksChange) {
  EXPECT_EQ(Parse("2011-07-01 12:00:00", kSeconds, "Europe/London"),
            "2011-07-01T11:00:00Z");
  EXPECT_EQ(Parse("2011-01-01 12:00:00", kSeconds, "Europe/London"),
            "2011-01-01T12:00:00Z");
  // 01:30 was skipped: clocks showed 02:30 then.
  EXPECT_EQ(Parse("2011-03-27 01:30:00", kSeconds, "Europe/London"),
            "2011-03-27T01:30:00Z");
  EXPECT_EQ(Parse("2011-03-27 02:30:00", kSeconds, "Europe/London"),
            "2011-03-27T01:30:00Z");
  // 01:30 was shown twice: the first.
  EXPECT_EQ(Parse("2011-10-30 01:30:00", kSeconds, "Europe/London"),
            "2011-10-30T00:30:00Z");
}

TEST(InstantRule, RefusesWhatIsNoDate) {
  EXPECT_EQ(Parse("2011-02-31 00:00:00", kSeconds),
            "that month has no such day");
  EXPECT_EQ(Parse("31.02.2011", "%d.%m.%Y"), "that month has no such day");
  EXPECT_EQ(Parse("29.02.2012", "%d.%m.%Y"), "2012-02-29T00:00:00Z");
  EXPECT_EQ(Parse("29.02.2011", "%d.%m.%Y"), "that month has no such day");
  EXPECT_EQ(Parse("2011-13-01 00:00:00", kSeconds), "there is no such month");
  EXPECT_EQ(Parse("2011-00-01 00:00:00", kSeconds), "there is no such month");
  EXPECT_EQ(Parse("2011-01-01 24:00:00", kSeconds),
            "there is no such time of day");
  EXPECT_EQ(Parse("01/01/2011 13:00:00 PM", "%m/%d/%Y %I:%M:%S %p"),
            "hours before noon or after it are 1 to 12");
  EXPECT_EQ(Parse("1969-12-31 23:59:59", kSeconds), "it lies before 1970");
  const std::string expected = "the format \"%Y-%m-%d %H:%M:%S\" is expected";
  for (std::string_view text :
       {"", "x", "2011-01-01", "2011-01-01 00:00:00 and more",
        "01/01/2011 00:00:00", "-2011-01-01 00:00:00"}) {
    EXPECT_EQ(Parse(text, kSeconds), expected) << text;
  }
}

TEST(InstantRule, ChecksFormats) {
  EXPECT_TRUE(CheckTimeFormat("%Y-%m-%d").ok());
  EXPECT_TRUE(CheckTimeFormat("%s").ok());
  EXPECT_EQ(CheckTimeFormat("%Y-%m").message(),
            "a time format needs a year (%Y), a month (%m) and a day (%d)");
  EXPECT_EQ(CheckTimeFormat("%Y%m%d %I").message(), "%I and %p go together");
  EXPECT_FALSE(CheckTimeFormat("%Y%m%d %Q").ok());
  EXPECT_FALSE(CheckTimeFormat("%Y%m%d %").ok());
}

std::string Evaluated(InstantRule moment, std::string_view value) {
  ColumnNames names;
  moment.columns.push_back(*ParsePlaceholder("t", names));
  Instant at;
  const std::string_view values[] = {value};
  const auto refusal = Evaluate(moment, {values, 1, ""}, at);
  return refusal ? refusal->sentence : std::to_string(at.ms);
}

TEST(InstantRule, CountsFromAnOrigin) {
  InstantRule moment;
  moment.origin = Instant{1'000'000};
  moment.unit_ms = kHourMs;
  EXPECT_EQ(Evaluated(moment, "0"), "1000000");
  EXPECT_EQ(Evaluated(moment, "2"), "8200000");
  EXPECT_EQ(Evaluated(moment, "0.5"), "2800000");
  const std::string no_number = ": a number counted from origin is expected";
  EXPECT_EQ(Evaluated(moment, "x"), "t is \"x\"" + no_number);
  EXPECT_EQ(Evaluated(moment, "1e30"), "t is \"1e30\"" + no_number);
  EXPECT_EQ(Evaluated(moment, "-1"),
            "t is \"-1\": it lies before 1970 or after 9999");
  EXPECT_EQ(Evaluated(moment, ""), "t is empty, a date is expected");
}

TEST(InstantRule, IsNotAfterALimit) {
  InstantRule moment;
  moment.format = "%s";
  moment.not_after = Instant{5000};
  EXPECT_EQ(Evaluated(moment, "4"), "4000");
  EXPECT_EQ(Evaluated(moment, "6"), "5000");
}

}  // namespace
}  // namespace laurel
