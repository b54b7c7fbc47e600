// Every file under broken/ is wrong, and says at its end what must be said of
// it, error by error:
//   # expect: 12: earn[0].rate.per: "1.005" has too many decimals; CNY has 2
// With LAUREL_UPDATE=1 the ends are written anew, to be read in the diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/program/program_file.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr char kFolder[] = "tests/program/broken";
constexpr char kExpect[] = "# expect: ";

std::vector<std::string> BrokenFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// "12: path: message"
std::string Said(const ProgramError& error) {
  return FormatError("", error).substr(error.line > 0 ? 1 : 2);
}

struct Parts {
  std::string yaml;
  std::vector<std::string> expected;
};

Parts Split(const std::string& text) {
  Parts parts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(kExpect, 0) == 0) {
      parts.expected.push_back(line.substr(sizeof(kExpect) - 1));
    } else {
      parts.yaml += line + "\n";
    }
  }
  return parts;
}

void Update(const std::string& path, const Parts& parts,
            const std::vector<std::string>& said) {
  std::ofstream out(path, std::ios::binary);
  out << parts.yaml;
  for (const std::string& line : said) out << kExpect << line << "\n";
}

class Broken : public testing::TestWithParam<std::string> {};

TEST_P(Broken, SaysWhatWouldBeRight) {
  const std::string path = std::string(kFolder) + "/" + GetParam() + ".yaml";
  const Parts parts = Split(FileText(path));
  Program out;
  std::vector<ProgramError> errors;
  EXPECT_FALSE(CompileProgram(parts.yaml, MachineZones(), &out, &errors));
  std::vector<std::string> said;
  for (const ProgramError& error : errors) said.push_back(Said(error));
  if (std::getenv("LAUREL_UPDATE") != nullptr) Update(path, parts, said);
  EXPECT_EQ(said, parts.expected);
  EXPECT_FALSE(said.empty());
  EXPECT_EQ(out, Program{}) << "untouched";
  EXPECT_TRUE(std::is_sorted(
      errors.begin(), errors.end(),
      [](const auto& a, const auto& b) { return a.line < b.line; }));
}

INSTANTIATE_TEST_SUITE_P(Files, Broken, testing::ValuesIn(BrokenFiles()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace laurel
