// The derived events of engine/domain/derived_event.h as
// proto/laurel/v1/derived_event.proto lays them out.
#pragma once

#include <array>
#include <tuple>

#include "engine/codec/enum_limits.h"
#include "engine/codec/schema.h"
#include "engine/domain/derived_event.h"

namespace laurel {

template <>
struct Alternatives<DerivedBody> {
  static constexpr std::array<Alternative, 30> kAll = {{
      {},
      {16, "units_earned"},
      {17, "units_activated"},
      {18, "units_redeemed"},
      {19, "redemption_rejected"},
      {20, "units_held"},
      {21, "hold_rejected"},
      {22, "hold_settled"},
      {23, "units_restored"},
      {24, "units_reversed"},
      {25, "arrears_repaid"},
      {26, "units_expiring"},
      {27, "units_expired"},
      {28, "units_granted"},
      {29, "units_deducted"},
      {30, "tier_entered"},
      {31, "tier_upgraded"},
      {32, "tier_renewed"},
      {33, "tier_downgraded"},
      {34, "tier_grace_started"},
      {35, "tier_at_risk"},
      {36, "stage_changed"},
      {37, "outreach_due"},
      {38, "outreach_deferred"},
      {39, "outreach_suppressed"},
      {40, "complaint_overdue"},
      {41, "detractor_reported"},
      {42, "promoter_reported"},
      {43, "referral_rewarded"},
      {44, "fact_rejected"},
  }};
};
static_assert(std::variant_size_v<DerivedBody> ==
              Alternatives<DerivedBody>::kAll.size());

// The theme that each body usually has; at its position in DerivedBody. A
// decision leaves it out, so this table can never change.
inline constexpr std::array<Theme, 30> kUsualTheme = {
    Theme::kUnspecified, Theme::kEarn,      Theme::kEarn,
    Theme::kRedeem,      Theme::kRedeem,    Theme::kHold,
    Theme::kHold,        Theme::kHold,      Theme::kRedeem,
    Theme::kRefund,      Theme::kEarn,      Theme::kExpiry,
    Theme::kExpiry,      Theme::kBenefit,   Theme::kAdjust,
    Theme::kTier,        Theme::kTier,      Theme::kTier,
    Theme::kTier,        Theme::kTier,      Theme::kTier,
    Theme::kStage,       Theme::kOutreach,  Theme::kOutreach,
    Theme::kOutreach,    Theme::kComplaint, Theme::kFeedback,
    Theme::kFeedback,    Theme::kReferral,  Theme::kUnspecified,
};

// ---- The ledger -------------------------------------------------------------

template <>
struct Schema<LotAmount> {
  static constexpr auto kFields = std::tuple(
      F(1, "lot_id", &LotAmount::lot_id), F(2, "amount", &LotAmount::amount));
};

template <>
struct Schema<Contribution> {
  static constexpr auto kFields = std::tuple(
      F(1, "rule", &Contribution::rule), F(2, "amount", &Contribution::amount),
      F(3, "capped", &Contribution::capped),
      F(4, "limited", &Contribution::limited));
};

template <>
struct Schema<UnitsEarned> {
  using T = UnitsEarned;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "sub_balance", &T::sub_balance),
                 F(3, "lot_id", &T::lot_id), F(4, "amount", &T::amount),
                 F(5, "activates_at", &T::activates_at),
                 F(6, "expires_at", &T::expires_at),
                 F(7, "contributions", &T::contributions));
};

template <>
struct Schema<UnitsActivated> {
  using T = UnitsActivated;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "lot_id", &T::lot_id),
                 F(3, "amount", &T::amount));
};

template <>
struct Schema<UnitsRedeemed> {
  using T = UnitsRedeemed;
  static constexpr auto kFields = std::tuple(
      F(1, "redemption_id", &T::redemption_id), F(2, "unit", &T::unit),
      F(3, "amount", &T::amount), F(4, "lots", &T::lots));
};

template <>
struct Schema<RedemptionRejected> {
  using T = RedemptionRejected;
  static constexpr auto kFields = std::tuple(
      F(1, "redemption_id", &T::redemption_id), F(2, "unit", &T::unit),
      F(3, "amount", &T::amount), F(4, "reason", &T::reason),
      F(5, "available", &T::available, As::kShown));
};

template <>
struct Schema<UnitsHeld> {
  using T = UnitsHeld;
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &T::hold_id), F(2, "unit", &T::unit),
                 F(3, "amount", &T::amount), F(4, "expires_at", &T::expires_at),
                 F(5, "lots", &T::lots));
};

template <>
struct Schema<HoldRejected> {
  using T = HoldRejected;
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &T::hold_id), F(2, "reason", &T::reason),
                 F(3, "available", &T::available, As::kShown));
};

template <>
struct Schema<HoldSettled> {
  using T = HoldSettled;
  static constexpr auto kFields = std::tuple(
      F(1, "hold_id", &T::hold_id), F(2, "unit", &T::unit),
      F(3, "captured", &T::captured, As::kShown),
      F(4, "released", &T::released, As::kShown),
      F(5, "expired", &T::expired, As::kShown), F(6, "lots", &T::lots));
};

template <>
struct Schema<RestoredLot> {
  using T = RestoredLot;
  static constexpr auto kFields =
      std::tuple(F(1, "lot_id", &T::lot_id), F(2, "amount", &T::amount),
                 F(3, "expires_at", &T::expires_at));
};

template <>
struct Schema<UnitsRestored> {
  using T = UnitsRestored;
  static constexpr auto kFields =
      std::tuple(F(1, "redemption_id", &T::redemption_id),
                 F(2, "unit", &T::unit), F(3, "amount", &T::amount),
                 F(4, "lots", &T::lots), F(5, "kept_until", &T::kept_until));
};

template <>
struct Schema<UnitsReversed> {
  using T = UnitsReversed;
  static constexpr auto kFields = std::tuple(
      F(1, "refund_id", &T::refund_id), F(2, "payment_id", &T::payment_id),
      F(3, "unit", &T::unit), F(4, "amount", &T::amount),
      F(5, "lots", &T::lots), F(6, "arrears", &T::arrears),
      F(7, "forgiven", &T::forgiven), F(8, "sub_balance", &T::sub_balance),
      F(9, "awaited_lots", &T::awaited_lots));
};

template <>
struct Schema<ArrearsRepaid> {
  using T = ArrearsRepaid;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "sub_balance", &T::sub_balance), F(4, "lots", &T::lots));
};

template <>
struct Schema<UnitsExpiring> {
  using T = UnitsExpiring;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "expires_at", &T::expires_at));
};

template <>
struct Schema<UnitsExpired> {
  using T = UnitsExpired;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "lots", &T::lots));
};

template <>
struct Schema<UnitsGranted> {
  using T = UnitsGranted;
  static constexpr auto kFields = std::tuple(
      F(1, "unit", &T::unit), F(2, "sub_balance", &T::sub_balance),
      F(3, "lot_id", &T::lot_id), F(4, "amount", &T::amount),
      F(5, "activates_at", &T::activates_at),
      F(6, "expires_at", &T::expires_at), F(7, "reason", &T::reason));
};

template <>
struct Schema<UnitsDeducted> {
  using T = UnitsDeducted;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "lots", &T::lots), F(4, "reason", &T::reason));
};

// ---- Tiers ------------------------------------------------------------------

template <>
struct Schema<TierEntered> {
  using T = TierEntered;
  static constexpr auto kFields =
      std::tuple(F(1, "tier", &T::tier), F(2, "reason", &T::reason),
                 F(3, "valid_until", &T::valid_until));
};

template <>
struct Schema<TierUpgraded> {
  using T = TierUpgraded;
  static constexpr auto kFields = std::tuple(
      F(1, "from", &T::from), F(2, "to", &T::to),
      F(3, "valid_until", &T::valid_until), F(4, "reason", &T::reason));
};

template <>
struct Schema<TierRenewed> {
  using T = TierRenewed;
  static constexpr auto kFields =
      std::tuple(F(1, "tier", &T::tier), F(2, "valid_until", &T::valid_until));
};

template <>
struct Schema<TierDowngraded> {
  using T = TierDowngraded;
  static constexpr auto kFields = std::tuple(
      F(1, "from", &T::from), F(2, "to", &T::to),
      F(3, "valid_until", &T::valid_until), F(4, "reason", &T::reason));
};

template <>
struct Schema<TierGraceStarted> {
  using T = TierGraceStarted;
  static constexpr auto kFields =
      std::tuple(F(1, "tier", &T::tier), F(2, "until", &T::until));
};

template <>
struct Schema<TierAtRisk> {
  using T = TierAtRisk;
  static constexpr auto kFields =
      std::tuple(F(1, "tier", &T::tier), F(2, "review_at", &T::review_at),
                 F(3, "missing_spend", &T::missing_spend),
                 F(4, "missing_visits", &T::missing_visits),
                 F(5, "missing_units", &T::missing_units));
};

// ---- Lifecycle, outreach, service, referral ---------------------------------

template <>
struct Schema<StageChanged> {
  using T = StageChanged;
  static constexpr auto kFields = std::tuple(
      F(1, "from", &T::from), F(2, "to", &T::to), F(3, "reason", &T::reason),
      F(4, "last_visit_at", &T::last_visit_at),
      F(5, "message_id", &T::message_id), F(6, "campaign", &T::campaign),
      F(7, "p_alive", &T::p_alive), F(8, "cadence_days", &T::cadence_days));
};

template <>
struct Schema<Offer> {
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &Offer::unit), F(2, "amount", &Offer::amount),
                 F(3, "lot_id", &Offer::lot_id));
};

template <>
struct Schema<OutreachDue> {
  using T = OutreachDue;
  static constexpr auto kFields = std::tuple(
      F(1, "outreach_id", &T::outreach_id), F(2, "occasion", &T::occasion),
      F(3, "purpose", &T::purpose), F(4, "channels", &T::channels),
      F(5, "valid_until", &T::valid_until), F(6, "offer", &T::offer));
};

template <>
struct Schema<OutreachDeferred> {
  using T = OutreachDeferred;
  static constexpr auto kFields =
      std::tuple(F(1, "outreach_id", &T::outreach_id),
                 F(2, "occasion", &T::occasion), F(3, "until", &T::until));
};

template <>
struct Schema<OutreachSuppressed> {
  using T = OutreachSuppressed;
  static constexpr auto kFields =
      std::tuple(F(1, "outreach_id", &T::outreach_id),
                 F(2, "occasion", &T::occasion), F(3, "reason", &T::reason));
};

template <>
struct Schema<ComplaintOverdue> {
  using T = ComplaintOverdue;
  static constexpr auto kFields = std::tuple(
      F(1, "complaint_id", &T::complaint_id), F(2, "what", &T::what));
};

template <>
struct Schema<DetractorReported> {
  using T = DetractorReported;
  static constexpr auto kFields =
      std::tuple(F(1, "feedback_id", &T::feedback_id),
                 F(2, "score", &T::score, As::kShown));
};

template <>
struct Schema<PromoterReported> {
  using T = PromoterReported;
  static constexpr auto kFields =
      std::tuple(F(1, "feedback_id", &T::feedback_id),
                 F(2, "score", &T::score, As::kShown));
};

template <>
struct Schema<ReferralRewarded> {
  using T = ReferralRewarded;
  static constexpr auto kFields =
      std::tuple(F(1, "referral_id", &T::referral_id), F(2, "role", &T::role));
};

template <>
struct Schema<FactRejected> {
  using T = FactRejected;
  static constexpr auto kFields =
      std::tuple(F(1, "reason", &T::reason), F(2, "message", &T::message));
};

}  // namespace laurel
