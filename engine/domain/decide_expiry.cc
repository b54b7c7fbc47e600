#include <algorithm>

#include "engine/domain/decide.h"
#include "engine/domain/expiry.h"
#include "engine/domain/spending_order.h"

namespace laurel {
namespace {

void Activate(Deliberation& d, const Due& due) {
  const Account* account = nullptr;
  const Lot* activated = nullptr;
  for (const Account& candidate : d.customer.accounts) {
    for (const Lot& lot : candidate.lots) {
      if (lot.id != due.number) continue;
      account = &candidate;
      activated = &lot;
    }
  }
  const std::string unit = account->unit;
  const SubBalance sub = account->sub_balance;
  const bool earned = activated->earned;
  const int64_t amount = activated->remaining;
  d.TellNow(due.at, Theme::kEarn, UnitsActivated{unit, due.number, amount});
  if (!earned) return;
  auto repaid =
      PickRepayment(*d.customer.FindAccount(unit, sub), {{due.number, amount}});
  if (repaid) d.TellNow(due.at, Theme::kEarn, *std::move(repaid));
}

// All lots of the unit that end by then, or all of it where it lay idle.
void Expire(Deliberation& d, const Due& due, bool idle) {
  UnitsExpired expired;
  expired.unit = due.id;
  for (const Account& account : d.customer.accounts) {
    if (account.unit != due.id) continue;
    for (const Lot& lot : account.lots) {
      if (lot.remaining == 0 || (!idle && lot.expires_at > due.at)) continue;
      expired.lots.push_back({lot.id, lot.remaining});
      expired.amount += lot.remaining;
    }
  }
  d.TellNow(due.at, Theme::kExpiry, std::move(expired));
}

void Warn(Deliberation& d, const Due& due) {
  UnitsExpiring expiring;
  expiring.unit = due.id;
  expiring.expires_at = Instant{static_cast<int64_t>(due.number)};
  for (const Account& account : d.customer.accounts) {
    if (account.unit != due.id) continue;
    for (const Lot& lot : account.lots) {
      if (lot.expires_at == expiring.expires_at) {
        expiring.amount += lot.remaining;
      }
    }
  }
  d.TellNow(due.at, Theme::kExpiry, std::move(expiring));
}

}  // namespace

void FireUnits(Deliberation& d, const Due& due) {
  switch (due.kind) {
    case DueKind::kActivation:
      Activate(d, due);
      break;
    case DueKind::kExpiry:
      Expire(d, due, due.number == 1);
      break;
    default:
      Warn(d, due);
      break;
  }
}

void FireHold(Deliberation& d, const Due& due) {
  // Telling ends the hold: look at it as it was.
  const Hold hold =
      *std::find_if(d.customer.holds.begin(), d.customer.holds.end(),
                    [&](const Hold& open) { return open.hold_id == due.id; });
  HoldSettled settled;
  settled.hold_id = hold.hold_id;
  settled.unit = hold.unit;
  settled.expired = hold.amount;
  d.TellNow(due.at, Theme::kHold, std::move(settled));
  DecideRecall(d, due.at, hold.unit, hold.lots);
}

}  // namespace laurel
