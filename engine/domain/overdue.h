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

// The median of the last 8 gaps between visit days, kept within at_least and
// at_most; of several categories the one that decides. Gaps of 10 and 15 days:
// "12.5". Empty where cadence does not decide. `fall` as in FallAt.
std::string CadenceDays(const Lifecycled& life, const Program& program,
                        size_t fall);

// The probability that the customer is still one on `day`, with six digits:
// "0.706202"; empty where the model does not decide.
std::string AliveText(const Lifecycled& life, const Program& program, Day day);

// The deepest stage whose threshold has passed at `at`, or `risen` if none.
Stage FallenTo(Stage risen, const PerFall<Instant>& falls, Instant at);

}  // namespace laurel
