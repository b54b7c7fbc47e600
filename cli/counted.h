// The counters behind the figures, from a log or from a file of facts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/partition_count.h"
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

// What was decided on a log, from what is kept in `directory` on; empty:
// nothing is. FailedPrecondition: it has no program.
absl::StatusOr<Counted> CountLog(EventLog& log, const AsOf& at,
                                 const std::string& directory, int threads,
                                 bool quiet);

// What `laurel decide` would make of a file of facts; with `until` time passes
// until then. The errors are those of decide.
absl::StatusOr<Counted> CountFacts(const std::string& program,
                                   const std::string& facts,
                                   std::optional<Instant> until, const AsOf& at,
                                   bool quiet);

}  // namespace laurel
