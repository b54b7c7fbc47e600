// When the tier of a customer changes by time alone. Pure functions of the
// customer and the program; NextDue and the deciders share them.
#pragma once

#include "engine/base/time.h"
#include "engine/base/zone.h"
#include "engine/domain/customer.h"
#include "engine/domain/measure.h"
#include "engine/domain/program.h"

namespace laurel {

// 00:00 of the day of `at` plus the period.
Instant AfterDays(const Period& period, Instant at, const Zone& zone);

// How long a level reached or renewed at `at` is valid; kNever for the lowest
// and where the program sets no validity.
Instant ValidUntil(const Program& program, int level, Instant at);

// Whether an assignment by hand keeps the tier from falling (or, pinned, from
// moving at all) at `at`.
bool IsAssigned(const Tier& tier, Instant at);
bool IsPinned(const Tier& tier, Instant at);

// The end of grace or validity, but not before an assignment ends. kNever:
// none.
Instant ReviewAt(const Tier& tier);

// What would be missing at the next review if nothing more came.
Missing MissingAtReview(const Customer& customer, const Program& program);

// The next instant of a recurring benefit after the last one; kNever where the
// level was fallen to.
Instant NextRecurring(const Tier& tier, const Recurring& recurring,
                      const Zone& zone);

}  // namespace laurel
