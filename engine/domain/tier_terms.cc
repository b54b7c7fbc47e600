#include "engine/domain/tier_terms.h"

#include <algorithm>

#include "engine/domain/expiry.h"

namespace laurel {

Instant AfterDays(const Period& period, Instant at, const Zone& zone) {
  return StartOfDay(Add(DayOf(at, zone), period), zone);
}

Instant ValidUntil(const Program& program, int level, Instant at) {
  const Tiers& tiers = program.tiers;
  if (level <= 0 || !tiers.validity.has_value()) return kNever;
  const Day end = Aligned(Add(DayOf(at, program.zone), *tiers.validity),
                          tiers.validity_align);
  return StartOfDay(end, program.zone);
}

bool IsAssigned(const Tier& tier, Instant at) {
  return tier.assigned != AssignmentMode::kUnspecified &&
         at < tier.assigned_until;
}

bool IsPinned(const Tier& tier, Instant at) {
  return tier.assigned == AssignmentMode::kPin && IsAssigned(tier, at);
}

Instant ReviewAt(const Tier& tier) {
  const Instant end =
      tier.grace_until != kNever ? tier.grace_until : tier.valid_until;
  if (end == kNever || !IsAssigned(tier, end)) return end;
  return tier.assigned_until;
}

Missing MissingAtReview(const Customer& customer, const Program& program) {
  const Tier& tier = customer.tier;
  const int held = program.LevelIndex(tier.name);
  if (held <= 0) return {};
  return MissingFor(program.tiers.levels[static_cast<size_t>(held)], customer,
                    program, WindowBefore(customer, program, ReviewAt(tier)));
}

Instant NextRecurring(const Tier& tier, const Recurring& recurring,
                      const Zone& zone) {
  const Period& every = recurring.every;
  if (tier.entered_on == kNoDay || (every.months == 0 && every.days == 0)) {
    return kNever;
  }
  // None of so many periods is longer than that: begin at the first in doubt.
  const int32_t most = every.months * 31 + every.days;
  const Day last = DayOf(std::max(tier.recurred_at, tier.since), zone);
  const int32_t first = std::max((last - tier.entered_on) / most, 1);
  for (int32_t k = first;; ++k) {
    const Day day =
        Add(tier.entered_on, Period{every.months * k, every.days * k, 0});
    const Instant at = StartOfDay(day, zone);
    if (at > tier.recurred_at) return at;
  }
}

}  // namespace laurel
