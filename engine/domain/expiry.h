// When units expire.
#pragma once

#include "engine/base/time.h"
#include "engine/base/zone.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// The first day after the month, quarter or year that `day` is in; `day`
// itself without alignment.
Day Aligned(Day day, Align align);

// The date a lot of this unit carries; kNever for policies that set none.
//   P1M, activated 31 January 10:00 -> 28 February 10:00
//   P12M end_of_month, 3 February 2025 15:00 -> 1 March 2026 00:00
Instant ExpiryOf(const Unit& unit, Instant activates_at, const Zone& zone);

// When what lies idle of the unit expires; the unit's policy is inactivity. Of
// a unit with parts any of them keeps all of it alive.
Instant IdleUntil(const Customer& customer, const Unit& unit, const Zone& zone);

}  // namespace laurel
