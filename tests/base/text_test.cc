#include <gtest/gtest.h>

#include "engine/base/nearest.h"
#include "engine/base/utf8.h"

namespace laurel {
namespace {

TEST(EditDistance, CountsSlips) {
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("abc", "abc"), 0u);
  EXPECT_EQ(EditDistance("tires", "tiers"), 1u) << "swapped";
  EXPECT_EQ(EditDistance("expires", "expiry"), 2u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

TEST(Utf8, FindsTheFirstByteThatIsNot) {
  EXPECT_EQ(FirstNonUtf8("abc \xe9\x87\x91 \xf0\x9f\x98\x80"),
            std::string_view::npos);
  EXPECT_EQ(FirstNonUtf8("ab\xff"), 2u);
  EXPECT_EQ(FirstNonUtf8("\xc0\xaf"), 0u) << "overlong";
  EXPECT_EQ(FirstNonUtf8("\xe0\x80\xaf"), 0u) << "overlong";
  EXPECT_EQ(FirstNonUtf8("\xed\xa0\x80"), 0u) << "surrogate";
  EXPECT_EQ(FirstNonUtf8("\xf4\x90\x80\x80"), 0u) << "beyond Unicode";
  EXPECT_EQ(FirstNonUtf8("a\xe9\x87"), 1u) << "cut off";
  EXPECT_EQ(FirstNonUtf8("\x80"), 0u);
}

}  // namespace
}  // namespace laurel
