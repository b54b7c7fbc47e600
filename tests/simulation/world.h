// A world: a broker, machines that run partitions, tills that tell them facts,
// and what goes wrong, all from one seed, on one thread, in virtual time.
//
//   Report report = Simulate({.seed = 17});
//   if (!report.status.ok()) ... Simulate({.seed = 17, .trace = &std::cout});
//
// A run: facts are appended while things fail; then all is calm, and laurel
// must decide everything, tick by itself and write its view within a bounded
// time; then the auditor looks at the logs, the customers and every view.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/log_auditor.h"
#include "tests/simulation/planted.h"

namespace laurel {

// A machine dies before this step of the run, and keeps so much of what its
// view has not synced.
struct PlannedCrash {
  enum class Keep { kNothing, kHalf, kAll };
  int64_t step = 0;
  Keep keep = Keep::kNothing;
};

struct Settings {
  enum class Workload {
    kDrawn,     // a history or a till, from the seed
    kHistory,   // a random program and history
    kTill,      // a simple program, recomputed from the facts
    kCrowd,     // a tick that fires everybody
    kPrograms,  // one program after another
  };
  uint64_t seed = 0;
  Workload workload = Workload::kDrawn;
  // No faults but `crashes`; one machine and one partition.
  bool calm = false;
  std::optional<Faults> faults = {};       // instead of those drawn
  std::vector<PlannedCrash> crashes = {};  // by rising steps
  int64_t facts = 0;  // of the till, or customers; 0: drawn
  const PlantedBug* bug = nullptr;
  std::ostream* trace = nullptr;
};

struct Report {
  absl::Status status;   // Internal: what is broken
  std::string settings;  // drawn from the seed, in words
  int64_t steps = 0;
  int64_t calm_step = 0;  // the step at which all became calm
  int64_t crashes = 0;
  int64_t openings = 0;
  int64_t failed_commits = 0;
  int64_t fenced = 0;
  int64_t transactions = 0;
  AuditCounts audit;
  uint64_t happened = 0;  // a digest of what --trace tells
  uint64_t logs = 0;      // a digest of the logs as they are in the end
};

Report Simulate(const Settings& settings);

}  // namespace laurel
