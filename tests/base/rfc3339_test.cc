#include "engine/base/rfc3339.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Rfc3339, ReadsAnyOffset) {
  constexpr Instant kTime{1'738'566'000'000};
  for (const char* text :
       {"2025-02-03T07:00:00Z", "2025-02-03T15:00:00+08:00",
        "2025-02-03t07:00:00.000z", "2025-02-02T19:00:00-12:00",
        "2025-02-03 07:00:00+00:00", "2025-02-03T12:45:00+05:45"}) {
    EXPECT_EQ(ParseInstant(text), kTime) << text;
  }
  EXPECT_EQ(ParseInstant("2025-02-03T07:00:00.2509Z"), kTime + 250);
  EXPECT_EQ(ParseRfc3339("1970-01-01T00:00:00.000000001Z"),
            (SecondsAndNanos{0, 1}));
  EXPECT_EQ(ParseInstant("1969-12-31T23:59:59.5Z"), Instant{-500});
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2025-02-03", "2025-02-03T07:00:00", "2025-02-03T07:00Z",
        "2025-02-30T07:00:00Z", "2025-13-01T07:00:00Z", "2025-02-03T24:00:00Z",
        "2025-02-03T07:60:00Z", "2025-02-03T07:00:60Z", "2025-02-03T07:00:00.Z",
        "2025-02-03T07:00:00.1234567890Z", "2025-02-03T07:00:00+8:00",
        "2025-02-03T07:00:00+08", "2025-02-03T07:00:00+24:00",
        "2025-02-03T07:00:00ZZ", "0000-02-03T07:00:00Z", "25-02-03T07:00:00Z",
        "+025-02-03T07:00:00Z"}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
}

TEST(Rfc3339, WritesUtc) {
  EXPECT_EQ(FormatInstant({1'738'566'000'000}), "2025-02-03T07:00:00Z");
  EXPECT_EQ(FormatInstant({1'738'566'000'007}), "2025-02-03T07:00:00.007Z");
  EXPECT_EQ(FormatInstant({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatInstant({253'402'300'799'999}), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatInstant(kNever), "never");
  EXPECT_EQ(FormatInstant(kEarliest), "ever");
}

}  // namespace
}  // namespace laurel
