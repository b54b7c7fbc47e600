#include "connectors/csv/pattern.h"

#include <gtest/gtest.h>

#include <regex>

#include "engine/base/hash.h"

namespace laurel {
namespace {

bool Matches(std::string_view pattern, std::string_view value) {
  const auto compiled = Pattern::Compile(pattern);
  EXPECT_TRUE(compiled.ok()) << pattern << ": " << compiled.status();
  return compiled.ok() && compiled->Matches(value);
}

TEST(Pattern, MatchesWhatItSays) {
  const struct {
    std::string_view pattern;
    std::vector<std::string_view> yes;
    std::vector<std::string_view> no;
  } cases[] = {
      {"^[CA]", {"C1", "A"}, {"", "1C", "c1"}},
      {"^-", {"-5", "-"}, {"5", "5-"}},
      {"", {"", "x"}, {}},
      {"b", {"b", "abc"}, {"", "ac"}},
      {"^ab*c$", {"ac", "abbbc"}, {"ab", "xac", "acx"}},
      {"^(ab|cd)+$", {"ab", "abcd"}, {"", "abc"}},
      {"^a|b$", {"ax", "xb"}, {"xa", "bx"}},
      {"^\\d{5}(-\\d{4})?$", {"12345", "12345-6789"}, {"1234", "12345-"}},
      {"^a{2,}$", {"aa", "aaaaa"}, {"a"}},
      {"^a{1,2}$", {"a", "aa"}, {"", "aaa"}},
      {"^a{0}$", {""}, {"a"}},
      {"^[^0-9]+$", {"abc"}, {"", "a1"}},
      {"^[]x]$", {"]", "x"}, {"y"}},
      {"^[a-]$", {"a", "-"}, {"b"}},
      {"^[\\d.]+$", {"1.2"}, {"1,2"}},
      {"\\.", {"1.2"}, {"12"}},
      {"^\\w+\\s\\w+$", {"a_1 b", "a\tb"}, {"a-b"}},
      {"^.$", {"x", "\n"}, {"", "xx"}},
      {"(a*)*b", {"b", "aab"}, {"", "aa"}},
      {"(|a)+$", {"", "aaa", "b"}, {}},
      {"\xC3\xA9", {"caf\xC3\xA9"}, {"cafe"}},
  };
  for (const auto& c : cases) {
    for (auto value : c.yes)
      EXPECT_TRUE(Matches(c.pattern, value)) << c.pattern << " in " << value;
    for (auto value : c.no)
      EXPECT_FALSE(Matches(c.pattern, value)) << c.pattern << " in " << value;
  }
}

TEST(Pattern, SaysWhatIsWrong) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"(a", "a ( without its )"},
      {"a)", "a ) without its ("},
      {"[a", "a [ without its ]"},
      {"[]", "a [ without its ]"},
      {"x[0-9z-a]", "the range z-a runs backwards"},
      {"*a", "nothing stands before *"},
      {"a|+", "nothing stands before +"},
      {"a+?", "two repetitions in a row; group the first by ( )"},
      {"a\\", "nothing stands after \\"},
      {"a{x}", "a number is expected after {"},
      {"a{2", "a } is missing"},
      {"a{3,2}", "the first number of { } is the smaller one"},
      {"a{99999999999}", "at most 1000 repetitions are possible"},
      {"((a{1000}){1000}){1000}", "the pattern is too large"},
  };
  for (const auto& [pattern, message] : cases) {
    EXPECT_EQ(std::string(Pattern::Compile(pattern).status().message()),
              message)
        << pattern;
  }
  EXPECT_EQ(
      std::string(Pattern::Compile(std::string(1000, '(')).status().message()),
      "groups nest too deep");
}

TEST(Pattern, TakesTimeInProportionToTheValue) {
  const std::string value(30'000, 'x');
  for (std::string_view pattern :
       {"(x+x+)+y", "(x|xx)*y$", "(x*)*y", "x{1,50}x{1,50}y"}) {
    EXPECT_FALSE(Matches(pattern, value)) << pattern;
  }
}

// Against std::regex, on small patterns made by chance.
TEST(Pattern, AgreesWithStdRegex) {
  constexpr std::string_view kParts[] = {"a", "b",  ".",  "[ab]", "[^a]",
                                         "(", ")",  "|",  "*",    "+",
                                         "?", "^a", "b$", "{2}",  "a"};
  int compared = 0;
  for (uint64_t i = 0; i < 20'000; ++i) {
    std::string text;
    const uint64_t length = 1 + Fmix64(3 * i + 1) % 7;
    for (uint64_t k = 0; k < length; ++k) {
      text += kParts[Fmix64(i * 31 + k + 1) % std::size(kParts)];
    }
    const auto ours = Pattern::Compile(text);
    if (!ours.ok()) continue;
    std::optional<std::regex> theirs;
    try {
      theirs.emplace(text);
    } catch (const std::regex_error&) {
      continue;
    }
    for (const char* value : {"", "a", "b", "ab", "ba", "aab", "bbab", "cab"}) {
      ++compared;
      EXPECT_EQ(ours->Matches(value), std::regex_search(value, *theirs))
          << text << " in " << value;
    }
  }
  EXPECT_GT(compared, 10'000);
}

}  // namespace
}  // namespace laurel
