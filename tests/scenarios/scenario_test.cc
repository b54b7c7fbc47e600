// Every .scenario file below this folder is a test: run lazily, with ticks
// between the facts, with ticks that fire one customer each, and folded again
// from its decisions. UPDATE=1 writes what
// happened into the `then` parts; read the difference before you believe it.
#include "tests/scenarios/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace laurel {
namespace {

namespace fs = std::filesystem;

const fs::path& Folder() {
  static const fs::path folder = "tests/scenarios";
  return folder;
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

absl::StatusOr<std::string> ReadProgram(std::string_view name) {
  return ReadFile("examples/" + std::string(name) + ".yaml");
}

std::vector<std::string> AllScenarios() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(Folder())) {
    if (entry.path().extension() == ".scenario") {
      files.push_back(fs::relative(entry.path(), Folder()).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string NameOf(const testing::TestParamInfo<std::string>& file) {
  std::string name = file.param.substr(0, file.param.rfind('.'));
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

void Update(Script script, const Scenario& run) {
  const auto& told = run.told();
  for (size_t i = told.size(); i-- > 0;) {
    ReplaceThen(script, *told[i].then, told[i].lines);
  }
  std::ofstream out(script.file, std::ios::binary);
  for (const std::string& line : script.lines) out << line << '\n';
}

// Offsets differ, since ticks stand on the log too; the customers do not.
std::vector<Customer> CustomersOf(const MemoryWorld& world) {
  std::vector<Customer> customers;
  for (const auto& [id, stored] : world.customers()) {
    customers.push_back(stored.customer);
  }
  return customers;
}

class ScenarioTest : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioTest, Happens) {
  const std::string file = (Folder() / GetParam()).string();
  const auto text = ReadFile(file);
  ASSERT_TRUE(text.ok()) << text.status();
  const auto script = ReadScript(file, *text);
  ASSERT_TRUE(script.ok()) << script.status();
  if (!script->pending.empty()) {
    GTEST_SKIP() << "pending: " << script->pending;
  }

  Scenario lazily(*script, Pace::kLazily, ReadProgram);
  const absl::Status ran = lazily.Run();
  ASSERT_TRUE(ran.ok()) << ran;
  if (std::getenv("UPDATE") != nullptr) return Update(*script, lazily);
  for (const std::string& difference : lazily.differences()) {
    ADD_FAILURE() << difference;
  }

  for (const Pace pace : {Pace::kWithTicks, Pace::kWithSmallTicks}) {
    const bool small = pace == Pace::kWithSmallTicks;
    SCOPED_TRACE(small ? "ticks of one customer" : "ticks");
    Scenario ticking(*script, pace, ReadProgram);
    const absl::Status ticked = ticking.Run();
    ASSERT_TRUE(ticked.ok()) << ticked;
    EXPECT_EQ(lazily.differences(), ticking.differences());
    EXPECT_TRUE(CustomersOf(lazily.world()) == CustomersOf(ticking.world()))
        << "they led to other customers";
  }

  const auto rebuilt = lazily.world().Rebuilt();
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_TRUE(rebuilt->customers() == lazily.world().customers())
      << "folding the decisions again led to other customers";
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioTest, testing::ValuesIn(AllScenarios()),
                         NameOf);

}  // namespace
}  // namespace laurel
