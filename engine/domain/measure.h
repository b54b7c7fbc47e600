// What tiers measure, and which level a customer qualifies for.
#pragma once

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// Civil days, both included.
struct DaySpan {
  Day first;
  Day last;
};

// The window at an instant: up to and including its day.
DaySpan WindowAt(const Customer& customer, const Program& program, Instant at);

// The window that a review at `at` looks at: what came before it. A rolling
// window of P12M reviewed on 20 April 2026 begins on 20 April 2025.
DaySpan WindowBefore(const Customer& customer, const Program& program,
                     Instant at);

// The highest level whose thresholds are met; 0 where there is none higher.
// Retired levels are not reached.
int QualifiedLevel(const Customer& customer, const Program& program,
                   DaySpan window);

// What is missing for a level; all zero: it is met. A measure the level does
// not ask for is 0.
struct Missing {
  int64_t spend = 0;
  int64_t visits = 0;
  int64_t units = 0;
  bool any() const { return spend != 0 || visits != 0 || units != 0; }
};
Missing MissingFor(const Level& level, const Customer& customer,
                   const Program& program, DaySpan window);

}  // namespace laurel
