#include "engine/domain/expiry.h"

#include <algorithm>

#include "engine/base/civil.h"

namespace laurel {

Day Aligned(Day day, Align align) {
  switch (align) {
    case Align::kNone:
      return day;
    case Align::kEndOfMonth:
      return NextMonth(day);
    case Align::kEndOfQuarter:
      return NextQuarter(day);
    case Align::kEndOfYear:
      break;
  }
  return NextYear(day);
}

Instant ExpiryOf(const Unit& unit, Instant activates_at, const Zone& zone) {
  if (unit.expiry.kind != Expiry::Kind::kAfter) return kNever;
  const Instant end = Add(activates_at, unit.expiry.period, zone);
  if (unit.expiry.align == Align::kNone) return end;
  return StartOfDay(Aligned(DayOf(end, zone), unit.expiry.align), zone);
}

Instant IdleUntil(const Customer& customer, const Unit& unit,
                  const Zone& zone) {
  Instant active_at = kEarliest, kept_until = kEarliest;
  for (const Account& part : customer.accounts) {
    if (part.unit != unit.name) continue;
    active_at = std::max(active_at, part.active_at);
    kept_until = std::max(kept_until, part.kept_until);
  }
  return std::max(Add(active_at, unit.expiry.period, zone), kept_until);
}

}  // namespace laurel
