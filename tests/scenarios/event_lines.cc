#include "tests/scenarios/event_lines.h"

#include "tests/scenarios/words.h"

namespace laurel {
namespace {

std::string Text(std::string_view view) { return std::string(view); }

// One event's fields; words that say nothing (0, none, never) are left out.
class Teller {
 public:
  Teller(const DerivedEvent& event, const Place& place, EventLine& line)
      : event_(event), place_(place), line_(line) {}

  void operator()(const std::monostate&) { Head("no_body"); }

  void operator()(const UnitsEarned& e) {
    Head("units_earned");
    Units(e.unit, e.sub_balance, e.amount);
    From(e.activates_at);
    Until("expires", e.expires_at);
    std::vector<std::string> by;
    for (const Contribution& c : e.contributions) {
      by.push_back(
          c.rule + " " + std::to_string(c.amount) +
          (c.capped == 0 ? "" : " capped " + std::to_string(c.capped)));
    }
    Add("by " + Join(by, ", "));
    Lot(e.lot_id);
  }
  void operator()(const UnitsActivated& e) {
    Head("units_activated");
    Units(e.unit, SubBalance::kNone, e.amount);
    Lot(e.lot_id);
  }
  void operator()(const UnitsRedeemed& e) {
    Head("units_redeemed " + e.redemption_id);
    Units(e.unit, SubBalance::kNone, e.amount);
    Lots(e.lots);
  }
  void operator()(const RedemptionRejected& e) {
    Head("redemption_rejected " + e.redemption_id);
    Units(e.unit, SubBalance::kNone, e.amount);
    Add(Text(WordOf(e.reason)));
    Add("available " + std::to_string(e.available));
  }
  void operator()(const UnitsHeld& e) {
    Head("units_held " + e.hold_id);
    Units(e.unit, SubBalance::kNone, e.amount);
    Until("until", e.expires_at);
    Lots(e.lots);
  }
  void operator()(const HoldRejected& e) {
    Head("hold_rejected " + e.hold_id);
    Add(Text(WordOf(e.reason)));
    Add("available " + std::to_string(e.available));
  }
  void operator()(const HoldSettled& e) {
    Head("hold_settled " + e.hold_id);
    line_.unit = e.unit;
    Add(e.unit);
    Count("captured", e.captured);
    Count("released", e.released);
    Count("expired", e.expired);
  }
  void operator()(const UnitsRestored& e) {
    Head("units_restored " + e.redemption_id);
    Units(e.unit, SubBalance::kNone, e.amount);
    std::string lots = "lots";
    for (const RestoredLot& lot : e.lots) {
      lots += " " + std::to_string(lot.lot_id) + ":" +
              std::to_string(lot.amount) + "@" +
              TimeText(lot.expires_at, place_.zone);
    }
    Add(lots);
  }
  void operator()(const UnitsReversed& e) {
    Head("units_reversed " + e.refund_id + " " + e.payment_id);
    Units(e.unit, e.sub_balance, e.amount);
    Count("arrears", e.arrears);
    Count("forgiven", e.forgiven);
    Lots(e.lots);
  }
  void operator()(const ArrearsRepaid& e) {
    Head("arrears_repaid");
    Units(e.unit, e.sub_balance, e.amount);
    Lots(e.lots);
  }
  void operator()(const UnitsExpiring& e) {
    Head("units_expiring");
    Units(e.unit, SubBalance::kNone, e.amount);
    Until("expires", e.expires_at);
  }
  void operator()(const UnitsExpired& e) {
    Head("units_expired");
    Units(e.unit, SubBalance::kNone, e.amount);
    Lots(e.lots);
  }
  void operator()(const UnitsGranted& e) {
    Head("units_granted");
    Units(e.unit, e.sub_balance, e.amount);
    From(e.activates_at);
    Until("expires", e.expires_at);
    Add(Text(WordOf(e.reason)));
    Lot(e.lot_id);
  }
  void operator()(const UnitsDeducted& e) {
    Head("units_deducted");
    Units(e.unit, SubBalance::kNone, e.amount);
    if (!e.reason.empty()) Add("reason " + e.reason);
    Lots(e.lots);
  }

  void operator()(const TierEntered& e) {
    Head("tier_entered " + e.tier);
    Add(Text(WordOf(e.reason)));
    Until("until", e.valid_until);
  }
  void operator()(const TierUpgraded& e) {
    Head("tier_upgraded " + e.from + " to " + e.to);
    Add(Text(WordOf(e.reason)));
    Until("until", e.valid_until);
  }
  void operator()(const TierRenewed& e) {
    Head("tier_renewed " + e.tier);
    Until("until", e.valid_until);
  }
  void operator()(const TierDowngraded& e) {
    Head("tier_downgraded " + e.from + " to " + e.to);
    Add(Text(WordOf(e.reason)));
    Until("until", e.valid_until);
  }
  void operator()(const TierGraceStarted& e) {
    Head("tier_grace_started " + e.tier);
    Until("until", e.until);
  }
  void operator()(const TierAtRisk& e) {
    Head("tier_at_risk " + e.tier);
    Until("review", e.review_at);
    if (e.missing_spend.minor != 0) {
      Add("missing spend " + MoneyText(e.missing_spend));
    }
    Count("missing visits", e.missing_visits);
    Count("missing units", e.missing_units);
  }

  void operator()(const StageChanged& e) {
    Head("stage_changed " + Text(WordOf(e.from)) + " to " + Text(WordOf(e.to)));
    Add(Text(WordOf(e.reason)));
    Until("last", e.last_visit_at);
    if (!e.message_id.empty()) Add("message " + e.message_id);
    if (!e.campaign.empty()) Add("campaign " + e.campaign);
    if (!e.p_alive.empty()) Add("p_alive " + e.p_alive);
    if (!e.cadence_days.empty()) Add("cadence " + e.cadence_days);
  }

  void operator()(const OutreachDue& e) {
    Head("outreach_due " + e.outreach_id);
    Add(e.occasion);
    Add(Text(WordOf(e.purpose)));
    std::string channels = "by";
    for (Channel c : e.channels) channels += " " + Text(WordOf(c));
    Add(channels);
    Until("until", e.valid_until);
    if (!e.offer.unit.empty()) {
      Add("offer " + e.offer.unit + " " + std::to_string(e.offer.amount));
    }
  }
  void operator()(const OutreachDeferred& e) {
    Head("outreach_deferred " + e.outreach_id);
    Add(e.occasion);
    Until("until", e.until);
  }
  void operator()(const OutreachSuppressed& e) {
    Head("outreach_suppressed " + e.outreach_id);
    Add(e.occasion);
    Add(Text(WordOf(e.reason)));
  }
  void operator()(const ComplaintOverdue& e) {
    Head("complaint_overdue " + e.complaint_id);
    Add(Text(WordOf(e.what)));
  }
  void operator()(const DetractorReported& e) {
    Head("detractor_reported " + e.feedback_id);
    Add("score " + std::to_string(e.score));
  }
  void operator()(const PromoterReported& e) {
    Head("promoter_reported " + e.feedback_id);
    Add("score " + std::to_string(e.score));
  }
  void operator()(const ReferralRewarded& e) {
    Head("referral_rewarded " + e.referral_id);
    Add(Text(WordOf(e.role)));
  }
  void operator()(const FactRejected& e) {
    line_.always = true;
    Head("fact_rejected");
    Add(Text(WordOf(e.reason)));
    if (e.message.empty()) Add("without a message");
  }

 private:
  void Head(std::string name) { Add(std::move(name)); }
  void Add(std::string field) { line_.fields.push_back(std::move(field)); }
  void Units(const std::string& unit, SubBalance sub, int64_t amount) {
    line_.unit = unit;
    const std::string part =
        sub == SubBalance::kNone ? "" : "." + Text(WordOf(sub));
    Add(unit + part + " " + std::to_string(amount));
  }
  void Until(const std::string& word, Instant at) {
    if (at != kNever) Add(word + " " + TimeText(at, place_.zone));
  }
  void From(Instant activates_at) {
    if (activates_at != event_.occurred_at) Until("from", activates_at);
  }
  void Count(const std::string& word, int64_t n) {
    if (n != 0) Add(word + " " + std::to_string(n));
  }
  void Lot(uint64_t id) { Add("lot " + std::to_string(id)); }
  void Lots(const LotAmounts& lots) {
    std::string text = "lots";
    for (const LotAmount& lot : lots) {
      text +=
          " " + std::to_string(lot.lot_id) + ":" + std::to_string(lot.amount);
    }
    Add(text);
  }

  const DerivedEvent& event_;
  const Place& place_;
  EventLine& line_;
};

// The theme that decides each kind of event (docs/domain-map.md section 4).
struct ThemeOf {
  const DerivedEvent& event;

  Theme operator()(const std::monostate&) { return Theme::kUnspecified; }
  Theme operator()(const UnitsEarned&) { return Theme::kEarn; }
  Theme operator()(const UnitsActivated&) { return Theme::kEarn; }
  Theme operator()(const ArrearsRepaid&) { return Theme::kEarn; }
  Theme operator()(const UnitsRedeemed&) { return Theme::kRedeem; }
  Theme operator()(const RedemptionRejected&) { return Theme::kRedeem; }
  Theme operator()(const UnitsRestored&) { return Theme::kRedeem; }
  Theme operator()(const UnitsHeld&) { return Theme::kHold; }
  Theme operator()(const HoldRejected&) { return Theme::kHold; }
  Theme operator()(const HoldSettled&) { return Theme::kHold; }
  Theme operator()(const UnitsReversed&) { return Theme::kRefund; }
  Theme operator()(const UnitsExpiring&) { return Theme::kExpiry; }
  Theme operator()(const UnitsExpired&) { return Theme::kExpiry; }
  Theme operator()(const UnitsDeducted&) { return Theme::kAdjust; }
  Theme operator()(const UnitsGranted& e) {
    switch (e.reason) {
      case GrantReason::kUnspecified:
        return Theme::kUnspecified;
      case GrantReason::kAdjustment:
        return Theme::kAdjust;
      case GrantReason::kTierEntered:
      case GrantReason::kTierRenewed:
      case GrantReason::kRecurring:
        return Theme::kBenefit;
      case GrantReason::kOffer:
        return Theme::kOutreach;
      case GrantReason::kReferral:
        return Theme::kReferral;
    }
    return Theme::kUnspecified;
  }
  Theme operator()(const TierEntered&) { return Theme::kTier; }
  Theme operator()(const TierUpgraded&) { return Theme::kTier; }
  Theme operator()(const TierRenewed&) { return Theme::kTier; }
  Theme operator()(const TierDowngraded&) { return Theme::kTier; }
  Theme operator()(const TierGraceStarted&) { return Theme::kTier; }
  Theme operator()(const TierAtRisk&) { return Theme::kTier; }
  Theme operator()(const StageChanged&) { return Theme::kStage; }
  Theme operator()(const OutreachDue&) { return Theme::kOutreach; }
  Theme operator()(const OutreachDeferred&) { return Theme::kOutreach; }
  Theme operator()(const OutreachSuppressed&) { return Theme::kOutreach; }
  Theme operator()(const ComplaintOverdue&) { return Theme::kComplaint; }
  Theme operator()(const DetractorReported&) { return Theme::kFeedback; }
  Theme operator()(const PromoterReported&) { return Theme::kFeedback; }
  Theme operator()(const ReferralRewarded&) { return Theme::kReferral; }
  // A refused fact has the theme of what it asked for.
  Theme operator()(const FactRejected&) { return event.rule; }
};

bool TellsLots(std::string_view field) {
  return field.substr(0, 4) == "lot " || field.substr(0, 5) == "lots " ||
         field == "lots";
}

std::vector<std::string> WithoutLots(const std::vector<std::string>& fields) {
  std::vector<std::string> rest;
  for (const std::string& field : fields) {
    if (!TellsLots(field)) rest.push_back(field);
  }
  return rest;
}

}  // namespace

EventLine LineOf(const DerivedEvent& event, std::string_view customer,
                 const Place& place) {
  EventLine line;
  line.theme = std::visit(ThemeOf{event}, event.body);
  line.fields = {FullTimeText(event.occurred_at, place.zone),
                 std::string(customer)};
  std::visit(Teller(event, place, line), event.body);
  if (event.rule != line.theme) {
    line.fields.push_back("decided by " + std::string(WordOf(event.rule)));
  }
  return line;
}

bool SameEvent(const std::vector<std::string>& written,
               const std::vector<std::string>& actual) {
  for (const std::string& field : written) {
    if (TellsLots(field)) return written == actual;
  }
  return written == WithoutLots(actual);
}

}  // namespace laurel
