// When a customer who does not come back is overdue once, twice, three times.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// Instants at which at_risk, dormant and churned are due, counted from the last
// visit day; kNever before the first visit.
PerFall<Instant> FallsAt(const Lifecycled& life, const Program& program);
// One of them: 0 is at_risk.
Instant FallAt(const Lifecycled& life, const Program& program, size_t fall);

// Twice the median of the last 8 gaps between visit days, kept within at_least
// and at_most; 0 while there is no cadence and `fixed` applies.
//   gaps 10, 15 -> 25 (12.5 days)
int64_t CadenceHalfDays(const Lifecycled& life, const Program& program);

// "14", "12.5"; empty where cadence does not decide.
std::string CadenceDays(const Lifecycled& life, const Program& program);

// The deepest stage whose threshold has passed at `at`, or `risen` if none.
Stage FallenTo(Stage risen, const PerFall<Instant>& falls, Instant at);

}  // namespace laurel
