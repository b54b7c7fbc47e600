// The counters behind the figures, from a log or from a file of facts. Folds
// all of it: there is no archive yet.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/figure_counts.h"
#include "engine/domain/program.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct Counted {
  CounterTable table;
  uint32_t version = 0;
  std::shared_ptr<const Program> program;  // the latest; never null
};

// As of when: an instant, or a day, which is known at its end in the zone of
// the program; empty: now. Checked by the flag.
using AsOf = std::string;

// What was decided on a log. FailedPrecondition: it has no program.
absl::StatusOr<Counted> CountLog(EventLog& log, const AsOf& at, int threads,
                                 bool quiet);

// What `laurel decide` would make of a file of facts; with `until` time passes
// until then. The errors are those of decide.
absl::StatusOr<Counted> CountFacts(const std::string& program,
                                   const std::string& facts,
                                   std::optional<Instant> until, const AsOf& at,
                                   bool quiet);

}  // namespace laurel
