#include "engine/domain/evolve_units.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/domain/ledger.h"
#include "engine/domain/outreach.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

inline constexpr size_t kForgivenKept = 32;

}  // namespace

// ---- Units come in --------------------------------------------------------

absl::Status UnitFold::operator()(const UnitsEarned& body) const {
  if (auto* payment = documents_.Change<Payment>(DocumentKind::kPayment,
                                                 moment_.payment_id)) {
    payment->units.push_back(
        {body.unit, body.sub_balance, body.lot_id, body.amount, 0});
  }
  for (const Contribution& part : body.contributions) {
    if (!part.limited || part.amount == 0) continue;
    customer_.limit_uses.push_back(
        {part.rule, event_.occurred_at, 1, part.amount});
  }
  return MakeLot(body, true);
}

absl::Status UnitFold::operator()(const UnitsGranted& body) const {
  if (body.reason == GrantReason::kRecurring) {
    customer_.tier.recurred_at = event_.occurred_at;
  }
  return MakeLot(body, false);
}

absl::Status UnitFold::operator()(const UnitsActivated& body) const {
  const LotPlace place = FindLot(customer_, body.unit, body.lot_id);
  if (place.account == nullptr) return NoLot(body.unit, body.lot_id);
  place.lot().pending = false;
  return absl::OkStatus();
}

absl::Status UnitFold::operator()(const ArrearsRepaid& body) const {
  return TakeFromLots(customer_, body.unit,
                      body.lots.empty() ? NewestOf(body) : body.lots,
                      Sink::kArrears);
}

// ---- Units go out ---------------------------------------------------------

absl::Status UnitFold::operator()(const UnitsRedeemed& body) const {
  Redemption redemption;
  redemption.unit = body.unit;
  redemption.amount = body.amount;
  for (const LotAmount& part : body.lots) {
    const LotPlace place = FindLot(customer_, body.unit, part.lot_id);
    if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
    Touch(*place.account);
    redemption.lots.push_back({part.lot_id, part.amount,
                               place.lot().activates_at, place.lot().expires_at,
                               place.account->sub_balance});
  }
  documents_.Put(DocumentKind::kRedemption, body.redemption_id,
                 std::move(redemption));
  return TakeFromLots(customer_, body.unit, body.lots, Sink::kRedeemed);
}

absl::Status UnitFold::operator()(const RedemptionRejected& body) const {
  if (body.reason == Refusal::kUnknownCustomer) return absl::OkStatus();
  Redemption redemption;
  redemption.unit = body.unit;
  redemption.amount = body.amount;
  redemption.refused = body.reason;
  redemption.available = body.available;
  documents_.Put(DocumentKind::kRedemption, body.redemption_id,
                 std::move(redemption));
  return absl::OkStatus();
}

absl::Status UnitFold::operator()(const UnitsRestored& body) const {
  auto* redemption = documents_.Change<Redemption>(DocumentKind::kRedemption,
                                                   body.redemption_id);
  if (redemption == nullptr) {
    return absl::InternalError(
        absl::StrCat("units_restored names redemption ", body.redemption_id,
                     ", which customer ", customer_.id, " does not have"));
  }
  redemption->restored += body.amount;
  for (const RestoredLot& part : body.lots) {
    RETURN_IF_ERROR(Restore(*redemption, part));
  }
  if (body.kept_until == kNever) return absl::OkStatus();
  for (Account& account : customer_.accounts) {
    if (account.unit == body.unit) account.kept_until = body.kept_until;
  }
  return absl::OkStatus();
}

absl::Status UnitFold::operator()(const UnitsReversed& body) const {
  Account& account = OpenAccount(customer_, body.unit, body.sub_balance);
  account.arrears += body.arrears;
  account.reversed += body.arrears;
  auto* payment =
      documents_.Change<Payment>(DocumentKind::kPayment, body.payment_id);
  if (payment != nullptr) {
    for (SoldUnits& sold : payment->units) {
      if (sold.unit == body.unit && sold.sub_balance == body.sub_balance) {
        sold.reversed += body.amount + body.forgiven;
        break;
      }
    }
    if (IsStatus(body.unit)) AddOn(account.by_day, payment->day, -body.amount);
  }
  Forgive(body);
  return TakeFromLots(customer_, body.unit, body.lots, Sink::kReversed);
}

absl::Status UnitFold::operator()(const UnitsExpired& body) const {
  for (const LotAmount& part : body.lots) {
    const LotPlace place = FindLot(customer_, body.unit, part.lot_id);
    if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
    if (!place.lot().earned) continue;
    documents_.Put(DocumentKind::kLot, std::to_string(part.lot_id),
                   ExpiredLot{place.lot().expired + part.amount});
  }
  return TakeFromLots(customer_, body.unit, body.lots, Sink::kExpired);
}

absl::Status UnitFold::operator()(const UnitsDeducted& body) const {
  if (IsStatus(body.unit)) {
    TakeLatest(OpenAccount(customer_, body.unit, SubBalance::kNone).by_day,
               body.amount);
  }
  return TakeFromLots(customer_, body.unit, body.lots, Sink::kReversed);
}

absl::Status UnitFold::operator()(const UnitsExpiring& body) const {
  for (Account& account : customer_.accounts) {
    if (account.unit != body.unit) continue;
    account.warned_at = event_.occurred_at;
    account.warned_expiry = body.expires_at;
  }
  Remember(CueKind::kUnitsExpiring, body.unit, body.expires_at);
  return absl::OkStatus();
}

// ---- Holds ----------------------------------------------------------------

absl::Status UnitFold::operator()(const UnitsHeld& body) const {
  for (const LotAmount& part : body.lots) {
    const LotPlace place = FindLot(customer_, body.unit, part.lot_id);
    if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
    place.lot().remaining -= part.amount;
    place.lot().held += part.amount;
  }
  customer_.holds.push_back(
      {body.hold_id, body.unit, body.amount, body.expires_at, body.lots});
  documents_.Put(DocumentKind::kHold, body.hold_id,
                 HoldAnswer{body.unit, body.amount, Refusal::kNone, 0, false});
  return absl::OkStatus();
}

absl::Status UnitFold::operator()(const HoldRejected& body) const {
  if (body.reason == Refusal::kUnknownCustomer) return absl::OkStatus();
  documents_.Put(DocumentKind::kHold, body.hold_id,
                 HoldAnswer{"", 0, body.reason, body.available, true});
  return absl::OkStatus();
}

absl::Status UnitFold::operator()(const HoldSettled& body) const {
  const auto hold = std::find_if(
      customer_.holds.begin(), customer_.holds.end(),
      [&](const Hold& open) { return open.hold_id == body.hold_id; });
  if (hold == customer_.holds.end()) {
    return absl::InternalError(absl::StrCat("hold_settled names hold ",
                                            body.hold_id, ", which customer ",
                                            customer_.id, " does not have"));
  }
  const LotAmounts captured =
      body.lots.empty() ? FirstOf(hold->lots, body.captured) : body.lots;
  for (const LotAmount& part : hold->lots) {
    RETURN_IF_ERROR(EndHold(body.unit, part, AmountOf(captured, part.lot_id)));
  }
  documents_.Put(DocumentKind::kHold, body.hold_id,
                 HoldAnswer{hold->unit, hold->amount, Refusal::kNone, 0, true});
  customer_.holds.erase(hold);
  return absl::OkStatus();
}

// ---- Words ---------------------------------------------------------------

// Adds to what is forgiven of the sale, or takes off it. Nothing is awaited
// where nothing can come back.
void UnitFold::Forgive(const UnitsReversed& body) const {
  auto& all = customer_.forgiven;
  auto sale = std::find_if(all.begin(), all.end(), [&](const Forgiven& one) {
    return one.payment_id == body.payment_id && one.unit == body.unit &&
           one.sub_balance == body.sub_balance;
  });
  if (sale == all.end()) {
    if (body.forgiven <= 0 || body.awaited_lots.empty()) return;
    if (all.size() == kForgivenKept) all.erase(all.begin());
    sale = all.insert(all.end(), {body.payment_id, body.refund_id, body.unit,
                                  body.sub_balance, 0, body.awaited_lots});
  }
  sale->refund_id = body.refund_id;
  sale->amount += body.forgiven;
  if (sale->amount <= 0) all.erase(sale);
}

bool UnitFold::IsStatus(std::string_view unit) const {
  if (moment_.program == nullptr) return false;
  const Unit* found = moment_.program->FindUnit(unit);
  return found != nullptr && found->kind == UnitKind::kStatus;
}

void UnitFold::Touch(Account& account) const {
  account.active_at = std::max(account.active_at, event_.occurred_at);
}

// Warnings due at or before units come, or come back, are skipped.
void UnitFold::SkipWarnings(Account& account) const {
  if (moment_.clock < account.warned_at) return;
  account.warned_at = moment_.clock;
  account.warned_expiry = kNever;
}

template <typename Body>
absl::Status UnitFold::MakeLot(const Body& body, bool earned) const {
  Account& account = OpenAccount(customer_, body.unit, body.sub_balance);
  Lot lot;
  lot.id = body.lot_id;
  lot.amount = lot.remaining = body.amount;
  lot.activates_at = body.activates_at;
  lot.expires_at = body.expires_at;
  lot.pending = body.activates_at > std::max(moment_.clock, event_.occurred_at);
  lot.earned = earned;
  InsertLot(account, lot);
  account.issued += body.amount;
  Touch(account);
  SkipWarnings(account);
  customer_.lots_made = std::max(customer_.lots_made, body.lot_id);
  if (IsStatus(body.unit)) {
    AddOn(account.by_day, DayOf(event_.occurred_at, moment_.zone()),
          body.amount);
  }
  return absl::OkStatus();
}

// For decisions of engines before 6, which named no lots.
LotAmounts UnitFold::NewestOf(const ArrearsRepaid& body) const {
  const Account& account = OpenAccount(customer_, body.unit, body.sub_balance);
  LotAmounts newest;
  for (const Lot& lot : account.lots) {
    if (lot.earned && !lot.pending) newest.push_back({lot.id, lot.remaining});
  }
  std::sort(newest.begin(), newest.end(),
            [](const auto& a, const auto& b) { return a.lot_id > b.lot_id; });
  int64_t left = body.amount;
  for (LotAmount& part : newest) {
    part.amount = std::min(left, part.amount);
    left -= part.amount;
  }
  if (left > 0) newest.push_back({0, left});  // no such lot: an error
  return newest;
}

// A lot that a redemption emptied comes back as it was, or grows again.
absl::Status UnitFold::Restore(const Redemption& redemption,
                               const RestoredLot& part) const {
  SubBalance sub = SubBalance::kNone;
  Lot lot;
  for (const Redemption::Spent& spent : redemption.lots) {
    if (spent.lot_id != part.lot_id) continue;
    sub = spent.sub_balance;
    lot.activates_at = spent.activates_at;
  }
  const LotPlace place = FindLot(customer_, redemption.unit, part.lot_id);
  Account& account = OpenAccount(customer_, redemption.unit, sub);
  if (place.account != nullptr) {
    lot = place.lot();
    account.lots.erase(account.lots.begin() +
                       static_cast<std::ptrdiff_t>(place.index));
  } else {
    lot.id = part.lot_id;
    lot.amount = part.amount;
    lot.earned = true;
    if (const auto* gone = documents_.Find<ExpiredLot>(
            DocumentKind::kLot, std::to_string(part.lot_id))) {
      lot.expired = gone->expired;
    }
  }
  lot.remaining += part.amount;
  lot.expires_at = part.expires_at;
  InsertLot(account, lot);
  SkipWarnings(account);
  account.redeemed -= part.amount;
  return absl::OkStatus();
}

// A lot that expired while it was held expires when the hold ends.
absl::Status UnitFold::EndHold(std::string_view unit, const LotAmount& part,
                               int64_t spent) const {
  const LotPlace place = FindLot(customer_, unit, part.lot_id);
  if (place.account == nullptr) return NoLot(unit, part.lot_id);
  Account& account = *place.account;
  Lot lot = place.lot();
  account.lots.erase(account.lots.begin() +
                     static_cast<std::ptrdiff_t>(place.index));
  lot.held -= part.amount;
  lot.remaining += part.amount - spent;
  account.redeemed += spent;
  if (spent > 0) Touch(account);
  if (lot.remaining > 0 && lot.expires_at < event_.occurred_at) {
    lot.expires_at = event_.occurred_at;
  }
  if (lot.remaining > 0 || lot.held > 0) InsertLot(account, lot);
  return absl::OkStatus();
}

absl::Status UnitFold::NoLot(std::string_view unit, uint64_t lot_id) const {
  return absl::InternalError(
      absl::StrCat("customer ", customer_.id, ", unit ", std::string(unit),
                   ": lot ", lot_id, " is not there (event ", event_.n, ")"));
}

void UnitFold::Remember(CueKind kind, std::string_view ref,
                        Instant until) const {
  RememberCue(customer_, moment_.program,
              {kind,
               event_.occurred_at,
               moment_.clock,
               until,
               std::string(ref),
               {},
               {}});
}

}  // namespace laurel
