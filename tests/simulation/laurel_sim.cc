// laurel in a world that fails on purpose; README.md says what is in it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "tests/simulation/hunt.h"

namespace laurel {
namespace {

constexpr const char* kExamples = R"(
Examples:
  laurel-sim --seeds 1000               the worlds of 1,000 seeds
  laurel-sim --seed 17 --trace          one world again, step by step
  laurel-sim --crashes                  a crash at every step of a calm world
  laurel-sim --pairs                    ... and at every pair of steps
  laurel-sim --crowd 25000              a crash at every step of a tick that
                                        fires 25,000 customers
  laurel-sim --bug no-fencing           until the planted bug is found
  laurel-sim --bugs                     all planted bugs, as a table
  laurel-sim --seeds 500 --faults "lost 50, crash 30"

A failure prints the arguments that give the same world again.
Ends with 0 if every promise was kept (--bug, --bugs: if all bugs were found),
1 if not, 2 if the arguments are wrong.)";

struct Wishes {
  uint64_t seed = 0;
  int64_t seeds = 0;
  int64_t crowd = 0;
  int64_t facts = 0;
  bool trace = false, crashes = false, pairs = false, bugs = false;
  bool calm = false;
  std::string bug, faults, workload;
  std::vector<std::string> crash;
  double most_seconds = 600;
};

int Misuse(std::string_view sentence) {
  std::cerr << "laurel-sim: " << sentence << "\n";
  return 2;
}

bool OnTerminal() { return isatty(STDERR_FILENO) == 1; }

// A line that is written over, on a terminal alone.
bool Told(const Hunt& hunt) {
  if (OnTerminal() && hunt.runs % 50 == 0) {
    std::fprintf(stderr, "\r%lld runs, %.0f s ",
                 static_cast<long long>(hunt.runs), hunt.seconds);
  }
  return true;
}

int Tell(const Hunt& hunt) {
  if (OnTerminal()) std::cerr << "\r";
  if (hunt.broke()) {
    std::cout << "BROKEN after " << hunt.runs
              << " runs: " << std::string(hunt.report.status.message())
              << "\n  " << hunt.report.settings << "\n  again: laurel-sim "
              << Arguments(hunt.found) << " --trace\n";
    return 1;
  }
  std::cout << absl::StrFormat(
      "%d runs, %d steps, %d crashes, %d facts decided, %d customers fired, "
      "in %.1f s: every promise kept\n",
      hunt.runs, hunt.steps, hunt.crashes, hunt.facts, hunt.fired,
      hunt.seconds);
  return 0;
}

int TellOne(const Settings& settings) {
  const Report report = Simulate(settings);
  std::cout << report.settings << "\n"
            << absl::StrFormat(
                   "%d steps, %d crashes, %d openings, %d failed, %d fenced; "
                   "%d facts, %d decisions, %d public events, %d parked, %d "
                   "ticks; the logs are %016x\n",
                   report.steps, report.crashes, report.openings,
                   report.failed_commits, report.fenced, report.audit.facts,
                   report.audit.decisions, report.audit.events,
                   report.audit.parked, report.audit.ticks, report.logs);
  if (report.status.ok()) {
    std::cout << "every promise kept\n";
    return 0;
  }
  std::cout << "BROKEN: " << std::string(report.status.message()) << "\n";
  return 1;
}

bool TellBug(const PlantedBug& bug, double most_seconds) {
  const BugHunt found = HuntBug(bug, most_seconds);
  if (found.where.empty()) {
    std::cout << absl::StrFormat("%-20s NOT FOUND in %d runs, %.1f s\n",
                                 std::string(bug.name), found.runs,
                                 found.seconds);
    return false;
  }
  std::cout << absl::StrFormat("%-20s %6d %7.2f s  %s\n", std::string(bug.name),
                               found.runs, found.seconds,
                               std::string(found.hunt.report.status.message()))
            << "                     again: " << Arguments(found.hunt.found)
            << "\n";
  return true;
}

int TellBugs(double most_seconds) {
  std::cout << "planted bug            runs     after  what was said\n";
  bool all = true;
  for (const PlantedBug& bug : PlantedBugs()) {
    all = TellBug(bug, most_seconds) && all;
    std::cout.flush();
  }
  return all ? 0 : 1;
}

bool ParseCrash(const std::string& text, PlannedCrash* out) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &out->step)) return false;
  if (parts.size() == 1 || parts[1] == "nothing") return true;
  out->keep =
      parts[1] == "half" ? PlannedCrash::Keep::kHalf : PlannedCrash::Keep::kAll;
  return parts[1] == "half" || parts[1] == "all";
}

absl::StatusOr<Settings> SettingsOf(const Wishes& wishes) {
  Settings settings;
  settings.seed = wishes.seed;
  settings.calm = wishes.calm;
  settings.facts = wishes.facts;
  if (wishes.trace) settings.trace = &std::cout;
  if (!wishes.faults.empty()) {
    auto faults = ParseFaults(wishes.faults);
    if (!faults.ok()) return faults.status();
    settings.faults = *faults;
  }
  using Workload = Settings::Workload;
  if (wishes.workload == "history") settings.workload = Workload::kHistory;
  if (wishes.workload == "till") settings.workload = Workload::kTill;
  if (wishes.workload == "crowd") settings.workload = Workload::kCrowd;
  if (wishes.workload == "programs") settings.workload = Workload::kPrograms;
  for (const std::string& text : wishes.crash) {
    PlannedCrash crash;
    if (!ParseCrash(text, &crash)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--crash ", text,
                       ": want a step, or a step and what is kept of the "
                       "view: 120, 120:nothing, 120:half, 120:all"));
    }
    settings.crashes.push_back(crash);
  }
  if (wishes.bug.empty()) return settings;
  settings.bug = FindBug(wishes.bug);
  if (settings.bug != nullptr) return settings;
  std::string known;
  for (const PlantedBug& bug : PlantedBugs()) {
    absl::StrAppend(&known, "\n  ", std::string(bug.name), ": ",
                    std::string(bug.sentence));
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "--bug ", wishes.bug, ": no such bug is planted; there are", known));
}

int Run(const Wishes& wishes, bool seed_given) {
  absl::StatusOr<Settings> settings = SettingsOf(wishes);
  if (!settings.ok()) return Misuse(std::string(settings.status().message()));
  using Workload = Settings::Workload;
  if (wishes.bugs) return TellBugs(wishes.most_seconds);
  if (wishes.crashes || wishes.pairs) {
    if (settings->workload == Workload::kDrawn) {
      settings->workload = Workload::kTill;
    }
    if (settings->facts == 0) settings->facts = wishes.pairs ? 5 : 12;
    return Tell(wishes.pairs ? HuntPairs(*settings, 1, Told)
                             : HuntCrashes(*settings, 1, Told));
  }
  if (wishes.crowd > 0) {
    settings->workload = Workload::kCrowd;
    settings->facts = wishes.crowd;
    return Tell(HuntCrashes(*settings, -1, Told));
  }
  if (wishes.seeds > 0) {
    return Tell(HuntSeeds(*settings, wishes.seeds, Told));
  }
  if (settings->bug != nullptr && !seed_given) {
    return TellBug(*settings->bug, wishes.most_seconds) ? 0 : 1;
  }
  return TellOne(*settings);
}

int Main(int argc, char** argv) {
  CLI::App app("laurel in a world that fails on purpose, from a seed.");
  app.footer(kExamples);
  Wishes wishes;
  auto* seed = app.add_option("--seed", wishes.seed,
                              "run one world; with --seeds: the first");
  app.add_option("--seeds", wishes.seeds, "so many worlds")
      ->check(CLI::PositiveNumber);
  app.add_flag("--trace", wishes.trace, "say what happens, a line a step");
  app.add_flag("--crashes", wishes.crashes,
               "die at every step of a calm world");
  app.add_flag("--pairs", wishes.pairs,
               "die at every pair of steps of a short calm world");
  app.add_option("--crowd", wishes.crowd,
                 "die at every step of a tick that fires so many customers")
      ->check(CLI::PositiveNumber);
  app.add_option("--bug", wishes.bug, "plant a bug by name");
  app.add_flag("--bugs", wishes.bugs, "plant each bug and find it");
  app.add_option("--within", wishes.most_seconds,
                 "seconds a planted bug may take")
      ->capture_default_str();
  app.add_option("--faults", wishes.faults,
                 "faults of 1,000 instead of those of the seed, e.g. \"lost "
                 "50, crash 30\", or none");
  app.add_option("--workload", wishes.workload, "what the tills tell")
      ->check(CLI::IsMember({"history", "till", "crowd", "programs"}));
  app.add_option("--facts", wishes.facts, "how many facts of a till")
      ->check(CLI::PositiveNumber);
  app.add_flag("--calm", wishes.calm,
               "one machine, one partition, no faults but --crash");
  app.add_option("--crash", wishes.crash,
                 "die before this step: 120, 120:half, 120:all");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  // The programs of the histories lie in the source tree.
  if (!std::filesystem::exists("examples/glow.yaml")) {
    std::error_code ignored;
    std::filesystem::current_path(LAUREL_SOURCE_DIR, ignored);
    if (!std::filesystem::exists("examples/glow.yaml")) {
      return Misuse(
          "examples/glow.yaml is not here; run it in the source tree");
    }
  }
  return Run(wishes, seed->count() > 0);
}

}  // namespace
}  // namespace laurel

int main(int argc, char** argv) { return laurel::Main(argc, argv); }
