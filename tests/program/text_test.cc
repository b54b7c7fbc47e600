#include "engine/program/text.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(Quoted, IsOneShortLine) {
  EXPECT_EQ(Quoted("a"), "\"a\"");
  EXPECT_EQ(Quoted("a\nb\x01"), "\"a?b?\"");
  EXPECT_EQ(Quoted("\xe9\x87\x91"), "\"\xe9\x87\x91\"");
  EXPECT_EQ(Quoted("\xff"), "\"?\"");
  EXPECT_EQ(Quoted(std::string(50, 'x')),
            "\"" + std::string(40, 'x') + "...\"");
  std::string gold;
  for (int i = 0; i < 20; ++i) gold += "\xe9\x87\x91";
  EXPECT_EQ(FirstNonUtf8(Quoted(gold)), std::string_view::npos)
      << "cut between letters";
}

TEST(EditDistance, CountsSlips) {
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("abc", "abc"), 0u);
  EXPECT_EQ(EditDistance("tires", "tiers"), 1u) << "swapped";
  EXPECT_EQ(EditDistance("expires", "expiry"), 2u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

TEST(Suggestion, NamesTheNearestOrAll) {
  const std::vector<std::string_view> known = {"points", "growth"};
  EXPECT_EQ(Suggestion("poinst", known), "did you mean \"points\"?");
  EXPECT_EQ(Suggestion("wallet", known), "it can be points or growth");
  EXPECT_EQ(Suggestion("wallet", {}), "the program has none");
  EXPECT_EQ(Nearest(std::string(100000, 'p'), known), "");
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
