#include "tests/simulation/hunt.h"

#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

// Of this process on a processor, in seconds: other loads do not count.
double Now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
using Keep = PlannedCrash::Keep;

constexpr Keep kKeeps[] = {Keep::kNothing, Keep::kHalf, Keep::kAll};
// More than one transaction of a tick: kMostFired is 10,000.
constexpr int64_t kCrowd = 10'500;

class Hunter {
 public:
  explicit Hunter(const HuntProgress& progress) : progress_(progress) {}

  // False: it broke, or it is enough.
  bool Try(const Settings& settings) {
    Report report = Simulate(settings);
    ++hunt_.runs;
    hunt_.steps += report.steps;
    hunt_.crashes += report.crashes;
    hunt_.calm_step = report.calm_step;
    hunt_.facts += report.audit.facts;
    hunt_.fired += report.audit.fired;
    hunt_.seconds = Now() - start_;
    const bool broke = !report.status.ok();
    last_ = report;
    if (broke) {
      hunt_.found = settings;
      hunt_.report = std::move(report);
    }
    return !broke && (progress_ == nullptr || progress_(hunt_));
  }

  const Report& last() const { return last_; }
  Hunt Take() { return std::move(hunt_); }

 private:
  const HuntProgress& progress_;
  const double start_ = Now();
  Hunt hunt_;
  Report last_;
};

const char* Word(Keep keep) {
  return keep == Keep::kNothing ? "nothing"
         : keep == Keep::kHalf  ? "half"
                                : "all";
}

}  // namespace

Hunt HuntSeeds(const Settings& base, int64_t count,
               const HuntProgress& progress) {
  Hunter hunter(progress);
  Settings settings = base;
  for (int64_t i = 0; i < count && hunter.Try(settings); ++i) ++settings.seed;
  return hunter.Take();
}

Hunt HuntCrashes(const Settings& base, int64_t from,
                 const HuntProgress& progress) {
  Hunter hunter(progress);
  Settings settings = base;
  settings.calm = true;
  const bool crowd = base.workload == Settings::Workload::kCrowd;
  if (!hunter.Try(settings)) return hunter.Take();
  const int64_t steps = hunter.last().steps;
  for (int64_t step = from < 0 ? hunter.last().calm_step : from; step <= steps;
       ++step) {
    for (Keep keep : kKeeps) {
      // A crowd takes its time: one of three.
      if (crowd && keep != kKeeps[step % 3]) continue;
      settings.crashes = {{step, keep}};
      if (!hunter.Try(settings)) return hunter.Take();
    }
  }
  return hunter.Take();
}

Hunt HuntPairs(const Settings& base, int64_t stride,
               const HuntProgress& progress) {
  Hunter hunter(progress);
  Settings settings = base;
  settings.calm = true;
  if (!hunter.Try(settings)) return hunter.Take();
  const int64_t steps = hunter.last().steps;
  for (int64_t first = 1; first <= steps; first += stride) {
    const PlannedCrash one{first, kKeeps[first % 3]};
    settings.crashes = {one};
    if (!hunter.Try(settings)) return hunter.Take();
    const int64_t then = hunter.last().steps;
    for (int64_t second = first + 1; second <= then; ++second) {
      settings.crashes = {one, {second, kKeeps[(first + second) % 3]}};
      if (!hunter.Try(settings)) return hunter.Take();
    }
  }
  return hunter.Take();
}

std::string Arguments(const Settings& settings) {
  using Workload = Settings::Workload;
  std::string text = absl::StrCat("--seed ", settings.seed);
  if (settings.calm) text += " --calm";
  if (settings.workload == Workload::kHistory) text += " --workload history";
  if (settings.workload == Workload::kTill) text += " --workload till";
  if (settings.workload == Workload::kCrowd) text += " --workload crowd";
  if (settings.workload == Workload::kPrograms) text += " --workload programs";
  if (settings.facts > 0) absl::StrAppend(&text, " --facts ", settings.facts);
  if (settings.faults) {
    absl::StrAppend(&text, " --faults \"", Describe(*settings.faults), "\"");
  }
  for (const PlannedCrash& crash : settings.crashes) {
    absl::StrAppend(&text, " --crash ", crash.step, ":", Word(crash.keep));
  }
  if (settings.bug != nullptr) {
    absl::StrAppend(&text, " --bug ", std::string(settings.bug->name));
  }
  return text;
}

BugHunt HuntBug(const PlantedBug& bug, double most_seconds) {
  BugHunt all;
  const double start = Now();
  const auto left = [&](const Hunt&) {
    all.seconds = Now() - start;
    return all.seconds < most_seconds;
  };
  const auto told = [&](std::string where, Hunt hunt) {
    all.runs += hunt.runs;
    left(hunt);
    if (hunt.broke()) all.where = std::move(where);
    all.hunt = std::move(hunt);
    return all.hunt.broke();
  };
  Settings base;
  base.seed = 1;
  base.bug = &bug;
  if (told("seeds", HuntSeeds(base, 300, left))) return all;
  base.workload = Settings::Workload::kTill;
  base.facts = 10;
  if (told("crashes", HuntCrashes(base, 1, left))) return all;
  base.workload = Settings::Workload::kCrowd;
  base.facts = kCrowd;
  told("a tick of 10,500", HuntCrashes(base, -1, left));
  return all;
}

}  // namespace laurel
