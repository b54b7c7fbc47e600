// Files that nobody's shop wrote: a clear answer, soon, and no crash.
#include <gtest/gtest.h>

#include <ctime>
#include <random>

#include "engine/base/utf8.h"
#include "engine/program/program_file.h"
#include "engine/program/text.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr char kHead[] =
    "program: p\ncurrency: CNY\ntimezone: UTC\n"
    "units: [{name: points, kind: points}]\n";

std::string Repeated(std::string_view part, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += part;
  return out;
}

// What is said of a file that must be refused.
std::vector<ProgramError> Refused(std::string_view yaml) {
  Program out;
  std::vector<ProgramError> errors;
  const std::clock_t start = std::clock();  // of this process alone
  EXPECT_FALSE(CompileProgram(yaml, MachineZones(), &out, &errors));
  EXPECT_LT(std::clock() - start, 60 * CLOCKS_PER_SEC);
  EXPECT_FALSE(errors.empty());
  for (const ProgramError& error : errors) {
    EXPECT_FALSE(error.message.empty());
    EXPECT_EQ(FirstNonUtf8(FormatError("f", error)), std::string_view::npos);
    EXPECT_LT(FormatError("f", error).size(), 2000u);
  }
  return errors;
}

std::string First(std::string_view yaml) {
  return FormatError("f", Refused(yaml).front());
}

TEST(Hostile, TooLarge) {
  EXPECT_EQ(First(std::string(10 << 20, '#')),
            "f: the file has 10485760 bytes; a program has at most 1048576");
}

TEST(Hostile, AliasBomb) {
  std::string yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    yaml += Cat(std::string(1, c), ": &", std::string(1, c), " [",
                Repeated(Cat("*", std::string(1, c - 1), ", "), 9), "]\n");
  }
  EXPECT_EQ(First(yaml), "f:1: anchors (&name) are not used here");
}

TEST(Hostile, DeepNesting) {
  for (std::string_view open : {"[", "{a: ", "- ", "? "}) {
    const std::string said = First("x: " + Repeated(open, 100000));
    EXPECT_NE(said.find("f:1: "), std::string::npos) << said;
  }
  EXPECT_EQ(First("x: " + Repeated("[", 5000)),
            "f:1: brackets are nested too deeply");
  std::string indented;
  for (int i = 0; i < 1200; ++i) {
    indented += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  }
  EXPECT_NE(First(indented).find("nested too deeply"), std::string::npos);
}

TEST(Hostile, BytesThatAreNoText) {
  EXPECT_EQ(First(std::string("program: p\0q\n", 13)),
            "f:1: a control character; a program is plain text");
  EXPECT_EQ(First("program: p\ncurrency: \x1b[31mCNY\n"),
            "f:2: a control character; a program is plain text");
  EXPECT_EQ(First("program: caf\xe9\n"),
            "f:1: this is not UTF-8; save the file as UTF-8 text");
  EXPECT_EQ(First("\xff\xfep\0r\0o\0"),
            "f:1: this is not UTF-8; save the file as UTF-8 text");
  EXPECT_EQ(First("program: glow\nunits:\n  \t- x\n"),
            "f:3: this line is indented with a tab; use spaces");
}

TEST(Hostile, ManyErrorsAreCut) {
  const std::vector<ProgramError> errors =
      Refused(kHead + Repeated("x: 1\n", 50000));
  EXPECT_EQ(errors.size(), 1001u);
  EXPECT_EQ(errors.back().message, "and more; mend these first");
}

TEST(Hostile, LongLists) {
  EXPECT_EQ(First(Cat(kHead, "redeem: [", Repeated("a, ", 100000), "a]\n")),
            "f:5: redeem: has 100001 items; at most 1000");
  EXPECT_EQ(First(Cat(kHead, "earn: [", Repeated("{}, ", 100000), "{}]\n")),
            "f:5: earn: has 100001 items; at most 1000");
}

// A thousand long names that are nearly those of a thousand levels.
TEST(Hostile, ManyNearMisses) {
  std::string yaml = Cat(kHead, "tiers:\n  window: lifetime\n  levels:\n");
  const std::string stem(30, 'x');
  for (int i = 0; i < 100; ++i) {
    yaml += Cat("    - {name: ", stem, i, "}\n");
  }
  yaml += "earn:\n";
  for (int rule = 0; rule < 8; ++rule) {
    yaml += Cat("  - {name: r", rule,
                ", on: visit_completed, unit: points, "
                "fixed: 1, when: {tiers: [");
    for (int i = 0; i < 900; ++i) yaml += Cat(stem, "y", i, ", ");
    yaml += "]}}\n";
  }
  EXPECT_LE(Refused(yaml).size(), 1001u);
}

TEST(Hostile, LongWordsAreQuotedShort) {
  const std::string word(500000, 'w');
  EXPECT_EQ(First(Cat(kHead, std::string(900, 'w'), ": 1\n")).substr(0, 60),
            "f:5: \"" + std::string(40, 'w') + "...\": unknown ");
  Refused(Cat(kHead, word, ": 1\n"));
  Refused(Cat(kHead, "late: ", word, "\n"));
  Refused(
      Cat(kHead, "late: {reject_after: P", std::string(500000, '1'), "D}\n"));
  Refused(Cat("program: p\ncurrency: ", word, "\ntimezone: ", word,
              "\nunits: [{name: ", word, ", kind: ", word, "}]\n"));
}

TEST(Hostile, OddScalars) {
  for (std::string_view text : {"\"\\0\"",
                                "\"\\uD800\"",
                                "\"\\x80\"",
                                "|\n  a\n  b\n",
                                ">\n  a\n",
                                "!",
                                "!!binary aGk=",
                                "%",
                                "@",
                                "`",
                                "*",
                                "&",
                                "? ",
                                "- - -",
                                "{",
                                "}",
                                "]",
                                "'",
                                "\"",
                                "...",
                                "--- x",
                                "{[a]: b}",
                                "{{}: 1}",
                                "[a, ]: b",
                                "<<: x",
                                "%YAML 3.0\n---\na",
                                "!<x> y",
                                "|9999999999\n a",
                                "\xe2\x80\xa8"}) {
    Refused(Cat(kHead, "late: ", text));
    Refused(text);
    // A directive or an end without anything after it says nothing.
    if (text != "%" && text != "...") Refused(Cat(kHead, text));
  }
}

TEST(Hostile, RandomDamageToGlow) {
  const std::string glow = FileText("examples/glow.yaml");
  ASSERT_FALSE(glow.empty());
  constexpr std::string_view kBytes =
      "\n :-[]{}\"'#&*!|>%@`,?\\\t\x80"
      "0aP";
  std::mt19937 random(3);
  size_t refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::string yaml = glow;
    for (int n = 1 + static_cast<int>(random() % 4); n > 0; --n) {
      const size_t at = random() % yaml.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 4) {
        case 0:
          yaml[at] = byte;
          break;
        case 1:
          yaml.insert(at, 1, byte);
          break;
        case 2:
          yaml.erase(at, 1 + random() % 8);
          break;
        case 3:
          yaml.resize(at + 1);
          break;
      }
    }
    Program out;
    std::vector<ProgramError> errors;
    const bool sound = CompileProgram(yaml, MachineZones(), &out, &errors);
    ASSERT_EQ(sound, errors.empty());
    refused += sound ? 0 : 1;
  }
  EXPECT_GT(refused, 200u);
}

}  // namespace
}  // namespace laurel
