// A short version of what laurel-sim does at length: README.md has the long
// ones.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/simulation/hunt.h"

namespace laurel {
namespace {

using Workload = Settings::Workload;

void ExpectKept(const Hunt& hunt) {
  EXPECT_EQ(hunt.report.status, absl::OkStatus())
      << hunt.report.settings << "\nagain: laurel-sim " << Arguments(hunt.found)
      << " --trace";
}

TEST(SimulationTest, SeedsKeepEveryPromise) {
  const Hunt hunt = HuntSeeds({.seed = 1}, 200);
  ExpectKept(hunt);
  EXPECT_EQ(hunt.runs, 200);
  EXPECT_GT(hunt.crashes, 100);
  EXPECT_GT(hunt.facts, 5'000);
  EXPECT_GT(hunt.fired, 200);
}

TEST(SimulationTest, ASeedReplaysExactly) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const Report first = Simulate({.seed = seed});
    std::ostringstream trace;
    const Report again = Simulate({.seed = seed, .trace = &trace});
    EXPECT_EQ(first.steps, again.steps);
    EXPECT_EQ(first.logs, again.logs) << "seed " << seed;
    std::ostringstream same;
    EXPECT_EQ(Simulate({.seed = seed, .trace = &same}).happened,
              again.happened);
    EXPECT_EQ(trace.str(), same.str());
    EXPECT_FALSE(trace.str().empty());
    EXPECT_NE(Simulate({.seed = seed + 1'000}).logs, first.logs);
  }
}

TEST(SimulationTest, ACrashAtEveryStepLosesNothing) {
  const Hunt hunt =
      HuntCrashes({.seed = 1, .workload = Workload::kTill, .facts = 12}, 1);
  ExpectKept(hunt);
  EXPECT_GT(hunt.crashes, 300);
}

TEST(SimulationTest, ACrashAtPairsOfStepsLosesNothing) {
  const Hunt hunt =
      HuntPairs({.seed = 1, .workload = Workload::kTill, .facts = 1}, 3);
  ExpectKept(hunt);
  EXPECT_GT(hunt.crashes, 2'000);
}

// A tick that takes several transactions; of every other crash the view keeps
// all.
Hunt HuntTick(const PlantedBug* bug, int64_t stride) {
  Settings settings{
      .workload = Workload::kCrowd, .calm = true, .facts = 10'500, .bug = bug};
  Hunt hunt = HuntSeeds(settings, 1);
  const int64_t steps = hunt.report.status.ok() ? hunt.steps : 0;
  for (int64_t step = hunt.calm_step; step <= steps; step += stride) {
    const bool odd = step / stride % 2 != 0;
    settings.crashes = {
        {step, odd ? PlannedCrash::Keep::kNothing : PlannedCrash::Keep::kAll}};
    hunt = HuntSeeds(settings, 1);
    if (hunt.broke()) break;
  }
  return hunt;
}

TEST(SimulationTest, ATickGoesOnWhereItWas) {
  const Hunt hunt = HuntTick(nullptr, 8);
  ExpectKept(hunt);
  EXPECT_GE(hunt.fired, 10'500);
}

TEST(SimulationTest, KeptWorldsKeepEveryPromise) {
  std::ifstream file("tests/simulation/kept_worlds.txt");
  ASSERT_TRUE(file.good());
  int worlds = 0;
  bool told = false;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') {
      told = !line.empty();
      continue;
    }
    EXPECT_TRUE(told) << "say what went wrong: " << line;
    std::istringstream words(line);
    Settings settings;
    int64_t count = 0;
    std::string faults;
    ASSERT_TRUE(words >> settings.seed >> count) << line;
    std::getline(words, faults);
    const auto parsed = ParseFaults(faults);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    settings.faults = *parsed;
    ExpectKept(HuntSeeds(settings, count));
    ++worlds;
  }
  EXPECT_GT(worlds, 0);
}

class PlantedTest : public testing::TestWithParam<PlantedBug> {};

TEST_P(PlantedTest, IsFound) {
  const PlantedBug& bug = GetParam();
  const Hunt hunt = bug.name == "tick-fired-again"
                        ? HuntTick(&bug, 4)
                        : HuntSeeds({.seed = 1, .bug = &bug}, 200);
  EXPECT_TRUE(hunt.broke()) << bug.sentence;
  RecordProperty("said", std::string(hunt.report.status.message()));
}

INSTANTIATE_TEST_SUITE_P(Bugs, PlantedTest, testing::ValuesIn(PlantedBugs()),
                         [](const auto& info) {
                           std::string name(info.param.name);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(FaultsTest, AreReadAsTheyAreWritten) {
  Chance chance(7);
  for (int i = 0; i < 50; ++i) {
    const Faults faults = Faults::Draw(chance);
    const auto read = ParseFaults(Describe(faults));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(Describe(*read), Describe(faults));
  }
  EXPECT_FALSE(ParseFaults("lots 3").ok());
  EXPECT_FALSE(ParseFaults("lost").ok());
  EXPECT_FALSE(ParseFaults("lost 1001").ok());
}

}  // namespace

void PrintTo(const PlantedBug& bug, std::ostream* out) { *out << bug.name; }

}  // namespace laurel
