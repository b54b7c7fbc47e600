#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/domain/evolve.h"
#include "engine/domain/ledger.h"
#include "engine/domain/outreach.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

inline constexpr size_t kTierHistory = 16;
inline constexpr size_t kForgivenKept = 32;

struct EventFold {
  Customer& customer;
  Documents& documents;
  const DerivedEvent& event;
  const Moment& moment;

  // ---- Units come in --------------------------------------------------------

  absl::Status operator()(const UnitsEarned& body) const {
    if (auto* payment = documents.Change<Payment>(DocumentKind::kPayment,
                                                  moment.payment_id)) {
      payment->units.push_back(
          {body.unit, body.sub_balance, body.lot_id, body.amount, 0});
    }
    for (const Contribution& part : body.contributions) {
      if (!part.limited || part.amount == 0) continue;
      customer.limit_uses.push_back(
          {part.rule, event.occurred_at, 1, part.amount});
    }
    return MakeLot(body, true);
  }

  absl::Status operator()(const UnitsGranted& body) const {
    if (body.reason == GrantReason::kRecurring) {
      customer.tier.recurred_at = event.occurred_at;
    }
    return MakeLot(body, false);
  }

  absl::Status operator()(const UnitsActivated& body) const {
    const LotPlace place = FindLot(customer, body.unit, body.lot_id);
    if (place.account == nullptr) return NoLot(body.unit, body.lot_id);
    place.lot().pending = false;
    return absl::OkStatus();
  }

  absl::Status operator()(const ArrearsRepaid& body) const {
    return TakeFromLots(customer, body.unit,
                        body.lots.empty() ? NewestOf(body) : body.lots,
                        Sink::kArrears);
  }

  // ---- Units go out ---------------------------------------------------------

  absl::Status operator()(const UnitsRedeemed& body) const {
    Redemption redemption;
    redemption.unit = body.unit;
    redemption.amount = body.amount;
    for (const LotAmount& part : body.lots) {
      const LotPlace place = FindLot(customer, body.unit, part.lot_id);
      if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
      Touch(*place.account);
      redemption.lots.push_back(
          {part.lot_id, part.amount, place.lot().activates_at,
           place.lot().expires_at, place.account->sub_balance});
    }
    documents.Put(DocumentKind::kRedemption, body.redemption_id,
                  std::move(redemption));
    return TakeFromLots(customer, body.unit, body.lots, Sink::kRedeemed);
  }

  absl::Status operator()(const RedemptionRejected& body) const {
    if (body.reason == Refusal::kUnknownCustomer) return absl::OkStatus();
    Redemption redemption;
    redemption.unit = body.unit;
    redemption.amount = body.amount;
    redemption.refused = body.reason;
    redemption.available = body.available;
    documents.Put(DocumentKind::kRedemption, body.redemption_id,
                  std::move(redemption));
    return absl::OkStatus();
  }

  absl::Status operator()(const UnitsRestored& body) const {
    auto* redemption = documents.Change<Redemption>(DocumentKind::kRedemption,
                                                    body.redemption_id);
    if (redemption == nullptr) {
      return absl::InternalError(
          absl::StrCat("units_restored names redemption ", body.redemption_id,
                       ", which customer ", customer.id, " does not have"));
    }
    redemption->restored += body.amount;
    for (const RestoredLot& part : body.lots) {
      RETURN_IF_ERROR(Restore(*redemption, part));
    }
    if (body.kept_until == kNever) return absl::OkStatus();
    for (Account& account : customer.accounts) {
      if (account.unit == body.unit) account.kept_until = body.kept_until;
    }
    return absl::OkStatus();
  }

  absl::Status operator()(const UnitsReversed& body) const {
    Account& account = OpenAccount(customer, body.unit, body.sub_balance);
    account.arrears += body.arrears;
    account.reversed += body.arrears;
    auto* payment =
        documents.Change<Payment>(DocumentKind::kPayment, body.payment_id);
    if (payment != nullptr) {
      for (SoldUnits& sold : payment->units) {
        if (sold.unit == body.unit && sold.sub_balance == body.sub_balance) {
          sold.reversed += body.amount + body.forgiven;
          break;
        }
      }
      if (IsStatus(body.unit))
        AddOn(account.by_day, payment->day, -body.amount);
    }
    Forgive(body);
    return TakeFromLots(customer, body.unit, body.lots, Sink::kReversed);
  }

  absl::Status operator()(const UnitsExpired& body) const {
    for (const LotAmount& part : body.lots) {
      const LotPlace place = FindLot(customer, body.unit, part.lot_id);
      if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
      if (!place.lot().earned) continue;
      documents.Put(DocumentKind::kLot, std::to_string(part.lot_id),
                    ExpiredLot{place.lot().expired + part.amount});
    }
    return TakeFromLots(customer, body.unit, body.lots, Sink::kExpired);
  }

  absl::Status operator()(const UnitsDeducted& body) const {
    if (IsStatus(body.unit)) {
      TakeLatest(OpenAccount(customer, body.unit, SubBalance::kNone).by_day,
                 body.amount);
    }
    return TakeFromLots(customer, body.unit, body.lots, Sink::kReversed);
  }

  absl::Status operator()(const UnitsExpiring& body) const {
    for (Account& account : customer.accounts) {
      if (account.unit != body.unit) continue;
      account.warned_at = event.occurred_at;
      account.warned_expiry = body.expires_at;
    }
    Remember(CueKind::kUnitsExpiring, body.unit, body.expires_at);
    return absl::OkStatus();
  }

  // ---- Holds ----------------------------------------------------------------

  absl::Status operator()(const UnitsHeld& body) const {
    for (const LotAmount& part : body.lots) {
      const LotPlace place = FindLot(customer, body.unit, part.lot_id);
      if (place.account == nullptr) return NoLot(body.unit, part.lot_id);
      place.lot().remaining -= part.amount;
      place.lot().held += part.amount;
    }
    customer.holds.push_back(
        {body.hold_id, body.unit, body.amount, body.expires_at, body.lots});
    documents.Put(DocumentKind::kHold, body.hold_id,
                  HoldAnswer{body.unit, body.amount, Refusal::kNone, 0, false});
    return absl::OkStatus();
  }

  absl::Status operator()(const HoldRejected& body) const {
    if (body.reason == Refusal::kUnknownCustomer) return absl::OkStatus();
    documents.Put(DocumentKind::kHold, body.hold_id,
                  HoldAnswer{"", 0, body.reason, body.available, true});
    return absl::OkStatus();
  }

  absl::Status operator()(const HoldSettled& body) const {
    const auto hold = std::find_if(
        customer.holds.begin(), customer.holds.end(),
        [&](const Hold& open) { return open.hold_id == body.hold_id; });
    if (hold == customer.holds.end()) {
      return absl::InternalError(absl::StrCat("hold_settled names hold ",
                                              body.hold_id, ", which customer ",
                                              customer.id, " does not have"));
    }
    const LotAmounts captured =
        body.lots.empty() ? FirstOf(hold->lots, body.captured) : body.lots;
    for (const LotAmount& part : hold->lots) {
      RETURN_IF_ERROR(
          EndHold(body.unit, part, AmountOf(captured, part.lot_id)));
    }
    documents.Put(
        DocumentKind::kHold, body.hold_id,
        HoldAnswer{hold->unit, hold->amount, Refusal::kNone, 0, true});
    customer.holds.erase(hold);
    return absl::OkStatus();
  }

  // ---- Tiers ----------------------------------------------------------------

  absl::Status operator()(const TierEntered& body) const {
    return Enter(body.tier, body.valid_until, true);
  }
  absl::Status operator()(const TierUpgraded& body) const {
    Remember(CueKind::kTierUpgraded, body.to);
    return Enter(body.to, body.valid_until, true);
  }
  absl::Status operator()(const TierDowngraded& body) const {
    return Enter(body.to, body.valid_until, false);
  }
  absl::Status operator()(const TierRenewed& body) const {
    customer.tier.valid_until = body.valid_until;
    customer.tier.grace_until = kNever;
    return absl::OkStatus();
  }
  absl::Status operator()(const TierGraceStarted& body) const {
    customer.tier.grace_until = body.until;
    return absl::OkStatus();
  }
  absl::Status operator()(const TierAtRisk& body) const {
    customer.tier.at_risk_told = body.review_at;
    Remember(CueKind::kTierAtRisk, body.tier, body.review_at);
    return absl::OkStatus();
  }

  // ---- Lifecycle ------------------------------------------------------------

  absl::Status operator()(const StageChanged& body) const {
    Lifecycled& life = customer.lifecycle;
    if (body.to < Stage::kAtRisk) {
      life.risen = body.to;
    } else if (life.risen < Stage::kNew) {
      life.risen = Stage::kNew;
    }
    if (IsRegular(body.to) != IsRegular(life.stage) ||
        IsAway(body.to) != IsAway(life.stage)) {
      const bool begins = IsRegular(body.to) || body.to == Stage::kDormant;
      life.spell_since = begins ? event.occurred_at : kNever;
    }
    life.stage = body.to;
    if (body.to == Stage::kLoyal) Remember(CueKind::kLoyal, {});
    return absl::OkStatus();
  }

  // ---- Outreach, service, referral ------------------------------------------

  absl::Status operator()(const OutreachDue& body) const {
    RememberContact(customer, moment.program,
                    {event.occurred_at, HashOfOutreach(body.outreach_id),
                     body.purpose, BitsOf(body.channels)});
    EndDeferral(body.outreach_id);
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const OutreachSuppressed& body) const {
    EndDeferral(body.outreach_id);
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const OutreachDeferred& body) const {
    for (Deferred& deferred : customer.outreach.deferred) {
      if (deferred.outreach_id != body.outreach_id) continue;
      deferred.until = body.until;
      return TellOutreach(body.outreach_id);
    }
    customer.outreach.deferred.push_back(
        {body.outreach_id, body.occasion, event.occurred_at, body.until});
    return TellOutreach(body.outreach_id);
  }
  absl::Status operator()(const ComplaintOverdue& body) const {
    for (Complaint& complaint : customer.complaints) {
      if (complaint.complaint_id != body.complaint_id) continue;
      (body.what == ComplaintDeadline::kAnswer ? complaint.answer_told
                                               : complaint.resolution_told) =
          true;
    }
    return absl::OkStatus();
  }
  absl::Status operator()(const PromoterReported& body) const {
    Remember(CueKind::kPromoter, body.feedback_id);
    return absl::OkStatus();
  }
  absl::Status operator()(const ReferralRewarded& body) const {
    if (body.role == ReferralRole::kReferee) {
      customer.referral_met = true;
    } else {
      ++customer.friends_rewarded;
    }
    return absl::OkStatus();
  }

  // Told to others; changes nothing here.
  template <typename Body>
  absl::Status operator()(const Body&) const {
    return absl::OkStatus();
  }

  // ---- Words ----------------------------------------------------------------

  void Remember(CueKind kind, std::string_view ref,
                Instant until = kNever) const {
    RememberCue(customer, moment.program,
                {kind,
                 event.occurred_at,
                 moment.clock,
                 until,
                 std::string(ref),
                 {},
                 {}});
  }

  static uint32_t BitsOf(const std::vector<Channel>& channels) {
    uint32_t bits = 0;
    for (Channel channel : channels) bits |= Bit(channel);
    return bits;
  }

  // Adds to what is forgiven of the sale, or takes off it. Nothing is awaited
  // where nothing can come back.
  void Forgive(const UnitsReversed& body) const {
    auto& all = customer.forgiven;
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

  void EndDeferral(std::string_view outreach_id) const {
    std::erase_if(customer.outreach.deferred, [&](const Deferred& deferred) {
      return deferred.outreach_id == outreach_id;
    });
  }

  absl::Status TellOutreach(std::string_view outreach_id) const {
    Outreached& outreach = customer.outreach;
    if (event.occurred_at > outreach.told_at) outreach.told.clear();
    outreach.told_at = std::max(outreach.told_at, event.occurred_at);
    outreach.told.push_back(HashOfOutreach(outreach_id));
    return absl::OkStatus();
  }

  bool IsStatus(std::string_view unit) const {
    if (moment.program == nullptr) return false;
    const Unit* found = moment.program->FindUnit(unit);
    return found != nullptr && found->kind == UnitKind::kStatus;
  }

  void Touch(Account& account) const {
    account.active_at = std::max(account.active_at, event.occurred_at);
  }

  // Warnings due at or before units come, or come back, are skipped.
  void SkipWarnings(Account& account) const {
    if (moment.clock < account.warned_at) return;
    account.warned_at = moment.clock;
    account.warned_expiry = kNever;
  }

  template <typename Body>
  absl::Status MakeLot(const Body& body, bool earned) const {
    Account& account = OpenAccount(customer, body.unit, body.sub_balance);
    Lot lot;
    lot.id = body.lot_id;
    lot.amount = lot.remaining = body.amount;
    lot.activates_at = body.activates_at;
    lot.expires_at = body.expires_at;
    lot.pending = body.activates_at > std::max(moment.clock, event.occurred_at);
    lot.earned = earned;
    InsertLot(account, lot);
    account.issued += body.amount;
    Touch(account);
    SkipWarnings(account);
    customer.lots_made = std::max(customer.lots_made, body.lot_id);
    if (IsStatus(body.unit)) {
      AddOn(account.by_day, DayOf(event.occurred_at, moment.zone()),
            body.amount);
    }
    return absl::OkStatus();
  }

  // For decisions of engines before 6, which named no lots.
  LotAmounts NewestOf(const ArrearsRepaid& body) const {
    const Account& account = OpenAccount(customer, body.unit, body.sub_balance);
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
  absl::Status Restore(const Redemption& redemption,
                       const RestoredLot& part) const {
    SubBalance sub = SubBalance::kNone;
    Lot lot;
    for (const Redemption::Spent& spent : redemption.lots) {
      if (spent.lot_id != part.lot_id) continue;
      sub = spent.sub_balance;
      lot.activates_at = spent.activates_at;
    }
    const LotPlace place = FindLot(customer, redemption.unit, part.lot_id);
    Account& account = OpenAccount(customer, redemption.unit, sub);
    if (place.account != nullptr) {
      lot = place.lot();
      account.lots.erase(account.lots.begin() +
                         static_cast<std::ptrdiff_t>(place.index));
    } else {
      lot.id = part.lot_id;
      lot.amount = part.amount;
      lot.earned = true;
      if (const auto* gone = documents.Find<ExpiredLot>(
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
  absl::Status EndHold(std::string_view unit, const LotAmount& part,
                       int64_t spent) const {
    const LotPlace place = FindLot(customer, unit, part.lot_id);
    if (place.account == nullptr) return NoLot(unit, part.lot_id);
    Account& account = *place.account;
    Lot lot = place.lot();
    account.lots.erase(account.lots.begin() +
                       static_cast<std::ptrdiff_t>(place.index));
    lot.held -= part.amount;
    lot.remaining += part.amount - spent;
    account.redeemed += spent;
    if (spent > 0) Touch(account);
    if (lot.remaining > 0 && lot.expires_at < event.occurred_at) {
      lot.expires_at = event.occurred_at;
    }
    if (lot.remaining > 0 || lot.held > 0) InsertLot(account, lot);
    return absl::OkStatus();
  }

  absl::Status Enter(std::string_view tier, Instant valid_until,
                     bool risen) const {
    Tier& now = customer.tier;
    now.name = tier;
    now.since = event.occurred_at;
    now.valid_until = valid_until;
    now.grace_until = kNever;
    now.at_risk_told = kEarliest;
    now.entered_on = risen ? DayOf(event.occurred_at, moment.zone()) : kNoDay;
    now.recurred_at = event.occurred_at;
    now.history.push_back({event.occurred_at, std::string(tier)});
    std::stable_sort(
        now.history.begin(), now.history.end(),
        [](const auto& a, const auto& b) { return a.since < b.since; });
    if (now.history.size() > kTierHistory) {
      now.history.erase(now.history.begin());
    }
    return absl::OkStatus();
  }

  absl::Status NoLot(std::string_view unit, uint64_t lot_id) const {
    return absl::InternalError(
        absl::StrCat("customer ", customer.id, ", unit ", std::string(unit),
                     ": lot ", lot_id, " is not there (event ", event.n, ")"));
  }
};

}  // namespace

absl::Status Evolve(Customer& customer, Documents& documents,
                    const DerivedEvent& event, const Moment& moment) {
  // An answer to a stranger leaves nothing behind.
  if (event.n == 0) return absl::OkStatus();
  customer.events = event.n;
  return std::visit(EventFold{customer, documents, event, moment}, event.body);
}

// Folded as of its own instant, so that it makes no difference when it fires.
absl::Status EvolveDue(Customer& customer, Documents& documents,
                       const DerivedEvent& event, Moment moment) {
  customer.latest_at = std::max(customer.latest_at, event.occurred_at);
  customer.judged_at = std::max(customer.judged_at, event.occurred_at);
  moment.clock = event.occurred_at;
  return Evolve(customer, documents, event, moment);
}

}  // namespace laurel
