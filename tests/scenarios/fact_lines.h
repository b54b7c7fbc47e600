// A fact from its line. Which clauses each kind has stands in README.md.
//
//   2025-02-03 15:00  ada  payment_captured p-1  service 128.50  cash 128.50
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/domain/fact.h"
#include "tests/scenarios/clauses.h"

namespace laurel {

struct FactLine {
  Fact fact;  // recorded_at is always set
  Instant append_time;
};

// The fact's strings point into `line` and `id`, which the caller keeps.
// `id` is the fact's id where the line names none.
absl::StatusOr<FactLine> ReadFactLine(std::string_view line,
                                      std::string_view id, const Place& place);

}  // namespace laurel
