#include "engine/program/text.h"

#include <gtest/gtest.h>

#include "engine/base/utf8.h"

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

TEST(Suggestion, NamesTheNearestOrAll) {
  const std::vector<std::string_view> known = {"points", "growth"};
  EXPECT_EQ(Suggestion("poinst", known), "did you mean \"points\"?");
  EXPECT_EQ(Suggestion("wallet", known), "it can be points or growth");
  EXPECT_EQ(Suggestion("wallet", {}), "the program has none");
  EXPECT_EQ(Nearest(std::string(100000, 'p'), known), "");
}

}  // namespace
}  // namespace laurel
