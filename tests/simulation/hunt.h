// Runs many worlds until one of them breaks: by seeds, or with a crash at
// every step of a calm one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/simulation/world.h"

namespace laurel {

struct Hunt {
  int64_t runs = 0;
  int64_t steps = 0, crashes = 0, facts = 0, fired = 0;
  int64_t calm_step = 0;  // of the last run
  double seconds = 0;     // of one core
  // The first that broke; its report is OK if none did.
  Settings found;
  Report report;

  bool broke() const { return !report.status.ok(); }
};

// Called after each run; false: enough.
using HuntProgress = std::function<bool(const Hunt&)>;

// The seeds from `base.seed` on, `count` of them.
Hunt HuntSeeds(const Settings& base, int64_t count,
               const HuntProgress& progress = nullptr);

// A calm run of `base`, then one for each of its steps from `from` on (-1: from
// the one at which all became calm), dying there with nothing, half and all of
// what the view has not synced; of a crowd with one of the three.
Hunt HuntCrashes(const Settings& base, int64_t from,
                 const HuntProgress& progress = nullptr);

// For each step, a run that dies there and at each later step of that run; of
// the first steps one in `stride`.
Hunt HuntPairs(const Settings& base, int64_t stride,
               const HuntProgress& progress = nullptr);

// How a world is run again: "--calm --workload till --facts 6 --crash 12:half".
std::string Arguments(const Settings& settings);

// Where a planted bug was found.
struct BugHunt {
  std::string where;  // "seeds", "crashes", "a tick of 12,000"; empty: nowhere
  int64_t runs = 0;
  double seconds = 0;
  Hunt hunt;
};

// Seeds first, then crashes, then a tick that fires many; at most so many
// seconds of one core.
BugHunt HuntBug(const PlantedBug& bug, double most_seconds);

}  // namespace laurel
