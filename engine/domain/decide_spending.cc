#include <algorithm>

#include "engine/base/checked.h"
#include "engine/domain/decide.h"
#include "engine/domain/expiry.h"
#include "engine/domain/ledger.h"
#include "engine/domain/spending_order.h"

namespace laurel {
namespace {

inline constexpr int64_t kDefaultHoldTtlMs = 15 * kMinuteMs;
inline constexpr int64_t kLongestHoldTtlMs = 7 * kDayMs;

// What redemptions and holds have in common, in the order of the reasons.
Refusal RefuseSpending(const Deliberation& d, std::string_view unit_name,
                       int64_t amount) {
  if (d.customer.erased) return Refusal::kCustomerErased;
  const Unit* unit = d.program.FindUnit(unit_name);
  if (unit == nullptr) return Refusal::kUnknownUnit;
  if (unit->kind == UnitKind::kStatus) return Refusal::kNotSpendable;
  return amount > 0 ? Refusal::kNone : Refusal::kNotPositive;
}

// Units worth amount * value_minor / value_units may be at most
// basket * share.
bool AboveShare(const RedeemTerms& terms, int64_t amount, int64_t basket) {
  int128 paid = 0, allowed = 0;
  const bool fits =
      Multiply(int128{amount} * terms.value_minor, kDecimalScale, &paid) &&
      Multiply(int128{basket} * terms.share, terms.value_units, &allowed);
  return !fits || paid > allowed;
}

Refusal RefuseTerms(const RedeemTerms& terms,
                    const RedemptionRequested& request) {
  if (request.amount < terms.minimum) return Refusal::kBelowMinimum;
  if (terms.step > 0 && request.amount % terms.step != 0) {
    return Refusal::kNotAMultiple;
  }
  return Refusal::kNone;
}

// What the basket comes to is looked at where it limits what units may pay.
Refusal RefuseBasket(const Deliberation& d, const RedeemTerms& terms,
                     const RedemptionRequested& request) {
  if (!request.has_basket_total || terms.value_units == 0) {
    return Refusal::kNone;
  }
  if (request.basket_total.currency != d.program.currency) {
    return Refusal::kCurrencyMismatch;
  }
  return AboveShare(terms, request.amount, request.basket_total.minor)
             ? Refusal::kAboveShare
             : Refusal::kNone;
}

Refusal RefuseRedemption(const Deliberation& d,
                         const RedemptionRequested& request) {
  const Refusal common = RefuseSpending(d, request.unit, request.amount);
  if (common != Refusal::kNone) return common;
  const Unit& unit = *d.program.FindUnit(request.unit);
  if (unit.redeem.has_value()) {
    const Refusal terms = RefuseTerms(*unit.redeem, request);
    if (terms != Refusal::kNone) return terms;
    const Refusal basket = RefuseBasket(d, *unit.redeem, request);
    if (basket != Refusal::kNone) return basket;
  }
  return request.amount > AvailableOf(d.customer, request.unit)
             ? Refusal::kInsufficientBalance
             : Refusal::kNone;
}

Refusal RefuseHold(const Deliberation& d, const HoldRequested& request) {
  const Refusal common = RefuseSpending(d, request.unit, request.amount);
  if (common != Refusal::kNone) return common;
  if (request.ttl_ms > kLongestHoldTtlMs) return Refusal::kTtlTooLong;
  return request.amount > AvailableOf(d.customer, request.unit)
             ? Refusal::kInsufficientBalance
             : Refusal::kNone;
}

const Hold& OpenHold(const Deliberation& d, std::string_view hold_id) {
  return *std::find_if(
      d.customer.holds.begin(), d.customer.holds.end(),
      [&](const Hold& hold) { return hold.hold_id == hold_id; });
}

void SettleHold(Deliberation& d, const Hold& hold, int64_t captured) {
  HoldSettled settled;
  settled.hold_id = hold.hold_id;
  settled.unit = hold.unit;
  settled.captured = captured;
  settled.released = hold.amount - captured;
  const Unit* unit = d.program.FindUnit(hold.unit);
  const LotAmounts lots =
      unit == nullptr ? FirstOf(hold.lots, captured)
                      : PickHeld(d.customer, *unit, hold.lots, captured);
  settled.lots = lots;
  d.Tell(d.now, Theme::kHold, std::move(settled));
  LotAmounts freed;
  for (const LotAmount& part : hold.lots) {
    const int64_t left = part.amount - AmountOf(lots, part.lot_id);
    if (left > 0) freed.push_back({part.lot_id, left});
  }
  DecideRecall(d, d.now, hold.unit, freed);
}

}  // namespace

void DecideRedemption(Deliberation& d, const RedemptionRequested& request) {
  const Refusal refusal = RefuseRedemption(d, request);
  const std::string id(request.redemption_id), unit(request.unit);
  if (refusal != Refusal::kNone) {
    d.Tell(d.now, Theme::kRedeem,
           RedemptionRejected{id, unit, request.amount, refusal,
                              AvailableOf(d.customer, unit)});
    return;
  }
  d.Tell(d.now, Theme::kRedeem,
         UnitsRedeemed{
             id, unit, request.amount,
             PickLots(d.customer, *d.program.FindUnit(unit), request.amount)});
}

// The date the lot has by now, or had when it was spent.
Instant DateOf(const Deliberation& d, std::string_view unit,
               const Redemption::Spent& spent) {
  const Account* account = d.customer.FindAccount(unit, spent.sub_balance);
  if (account == nullptr) return spent.expires_at;
  for (const Lot& lot : account->lots) {
    if (lot.id == spent.lot_id)
      return std::max(lot.expires_at, spent.expires_at);
  }
  return spent.expires_at;
}

// Back to the original lots, last spent first. Lots that have expired, or will
// within restore_minimum, get that much longer, in whole days; so does all of a
// unit that expires where it lies idle.
void DecideReversal(Deliberation& d, const RedemptionReversed& reversal) {
  const auto* redemption = d.documents.Find<Redemption>(
      DocumentKind::kRedemption, reversal.redemption_id);
  const Unit* unit = d.program.FindUnit(redemption->unit);
  const Period extra = unit != nullptr && unit->redeem.has_value()
                           ? unit->redeem->restore_minimum
                           : Period{};
  const Zone& zone = d.program.zone;
  const Instant shortest = StartOfDay(Add(DayOf(d.now, zone), extra), zone);
  const int64_t whole = redemption->amount - redemption->restored;
  UnitsRestored restored;
  restored.redemption_id = reversal.redemption_id;
  restored.unit = redemption->unit;
  restored.amount = reversal.amount == 0 ? whole : reversal.amount;
  LotAmounts freed;
  int64_t skip = redemption->restored, left = restored.amount;
  for (auto spent = redemption->lots.rbegin();
       spent != redemption->lots.rend() && left > 0; ++spent) {
    const int64_t skipped = std::min(skip, spent->amount);
    skip -= skipped;
    const int64_t back = std::min(left, spent->amount - skipped);
    if (back == 0) continue;
    left -= back;
    restored.lots.push_back(
        {spent->lot_id, back,
         std::max(DateOf(d, redemption->unit, *spent), shortest)});
    freed.push_back({spent->lot_id, back});
  }
  if (unit != nullptr && unit->expiry.kind == Expiry::Kind::kInactivity &&
      IdleUntil(d.customer, *unit, zone) < shortest) {
    restored.kept_until = shortest;
  }
  const std::string of_unit = restored.unit;
  d.Tell(d.now, Theme::kRedeem, std::move(restored));
  DecideRecall(d, d.now, of_unit, freed);
}

void DecideHold(Deliberation& d, const HoldRequested& request) {
  const Refusal refusal = RefuseHold(d, request);
  const std::string id(request.hold_id), unit(request.unit);
  if (refusal != Refusal::kNone) {
    d.Tell(d.now, Theme::kHold,
           HoldRejected{id, refusal, AvailableOf(d.customer, unit)});
    return;
  }
  const int64_t ttl = request.ttl_ms > 0 ? request.ttl_ms : kDefaultHoldTtlMs;
  d.Tell(d.now, Theme::kHold,
         UnitsHeld{
             id, unit, request.amount, d.now + ttl,
             PickLots(d.customer, *d.program.FindUnit(unit), request.amount)});
}

void DecideCapture(Deliberation& d, const HoldCaptured& capture) {
  const Hold hold = OpenHold(d, capture.hold_id);
  SettleHold(d, hold, capture.amount == 0 ? hold.amount : capture.amount);
}

void DecideRelease(Deliberation& d, const HoldReleased& release) {
  SettleHold(d, Hold(OpenHold(d, release.hold_id)), 0);
}

void DecideAdjustment(Deliberation& d, const UnitsAdjusted& adjustment) {
  const Unit& unit = *d.program.FindUnit(adjustment.unit);
  if (adjustment.amount < 0) {
    d.Tell(d.now, Theme::kAdjust,
           UnitsDeducted{unit.name, -adjustment.amount,
                         PickLots(d.customer, unit, -adjustment.amount),
                         std::string(adjustment.reason)});
    return;
  }
  UnitsGranted granted = NewGrant(d, d.now, unit, adjustment.amount);
  granted.reason = GrantReason::kAdjustment;
  if (adjustment.has_expires_at) granted.expires_at = adjustment.expires_at;
  d.Tell(d.now, Theme::kAdjust, std::move(granted));
}

}  // namespace laurel
