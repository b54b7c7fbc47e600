#include "engine/domain/decide.h"
#include "engine/domain/expiry.h"
#include "engine/domain/sale.h"

namespace laurel {

UnitsGranted NewGrant(const Deliberation& d, Instant at, const Unit& unit,
                      int64_t amount) {
  UnitsGranted granted;
  granted.unit = unit.name;
  granted.sub_balance = GivenTo(unit.kind);
  granted.lot_id = d.NextLot();
  granted.amount = amount;
  granted.activates_at = at;
  granted.expires_at = ExpiryOf(unit, at, d.program.zone);
  return granted;
}

void GrantUnits(Deliberation& d, Instant at, const Grant& grant,
                GrantReason reason, Theme rule) {
  const Unit& unit = d.program.units[grant.unit];
  UnitsGranted granted = NewGrant(d, at, unit, grant.amount);
  granted.reason = reason;
  d.TellNow(at, rule, std::move(granted));
}

}  // namespace laurel
