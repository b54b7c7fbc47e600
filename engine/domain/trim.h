// What can no longer matter leaves the customer, so that ten years of history
// cost no more than one. Not a rule: no decision changes by it.
#pragma once

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// Of lots that never expire, the oldest beyond this many flow together; of
// status units, which nobody spends, sooner.
inline constexpr size_t kLotsApart = 32;
inline constexpr size_t kStatusLotsApart = 8;

// Called after every accepted fact of the customer, with the program in
// force; does its work every few facts.
void Trim(Customer& customer, const Program& program, Instant clock);

}  // namespace laurel
