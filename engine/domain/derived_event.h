// Derived events: what the engine concluded. Each carries its answer, never a
// pointer to a rule. Field by field this is
// proto/laurel/v1/derived_event.proto.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/domain/words.h"

namespace laurel {

struct LotAmount {
  uint64_t lot_id = 0;
  int64_t amount = 0;
  bool operator==(const LotAmount&) const = default;
};

using LotAmounts = absl::InlinedVector<LotAmount, 2>;

// ---- The ledger -------------------------------------------------------------

struct Contribution {
  std::string rule;
  int64_t amount = 0;
  int64_t capped = 0;    // what the rule's limit cut
  bool limited = false;  // counts against a limit
  bool operator==(const Contribution&) const = default;
};

struct UnitsEarned {
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  uint64_t lot_id = 0;
  int64_t amount = 0;
  Instant activates_at;
  Instant expires_at = kNever;
  absl::InlinedVector<Contribution, 2> contributions;
  bool operator==(const UnitsEarned&) const = default;
};

struct UnitsActivated {
  std::string unit;
  uint64_t lot_id = 0;
  int64_t amount = 0;
  bool operator==(const UnitsActivated&) const = default;
};

struct UnitsRedeemed {
  std::string redemption_id;
  std::string unit;
  int64_t amount = 0;
  LotAmounts lots;
  bool operator==(const UnitsRedeemed&) const = default;
};

struct RedemptionRejected {
  std::string redemption_id;
  std::string unit;
  int64_t amount = 0;
  Refusal reason = Refusal::kNone;
  int64_t available = 0;
  bool operator==(const RedemptionRejected&) const = default;
};

struct UnitsHeld {
  std::string hold_id;
  std::string unit;
  int64_t amount = 0;
  Instant expires_at;
  LotAmounts lots;
  bool operator==(const UnitsHeld&) const = default;
};

struct HoldRejected {
  std::string hold_id;
  Refusal reason = Refusal::kNone;
  int64_t available = 0;
  bool operator==(const HoldRejected&) const = default;
};

// captured + released + expired is what was held.
struct HoldSettled {
  std::string hold_id;
  std::string unit;
  int64_t captured = 0;
  int64_t released = 0;
  int64_t expired = 0;
  LotAmounts lots;  // captured; before engine 7 the first of those held
  bool operator==(const HoldSettled&) const = default;
};

struct RestoredLot {
  uint64_t lot_id = 0;
  int64_t amount = 0;
  Instant expires_at = kNever;
  bool operator==(const RestoredLot&) const = default;
};

struct UnitsRestored {
  std::string redemption_id;
  std::string unit;
  int64_t amount = 0;
  std::vector<RestoredLot> lots;
  Instant kept_until =
      kNever;  // idle, the unit ends no earlier; kNever: as ever
  bool operator==(const UnitsRestored&) const = default;
};

// amount = sum of lots + arrears; `forgiven` was not taken at all. Below 0: of
// what was forgiven before that much is taken now, since it came back.
struct UnitsReversed {
  std::string refund_id;
  std::string payment_id;
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  int64_t amount = 0;
  LotAmounts lots;
  int64_t arrears = 0;
  int64_t forgiven = 0;
  // Lots of the sale: what of them comes back free pays what is forgiven.
  std::vector<uint64_t> awaited_lots;
  bool operator==(const UnitsReversed&) const = default;
};

// amount = sum of lots, which have just become available. Engines before 6
// named no lots: it was the newest ones then.
struct ArrearsRepaid {
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  int64_t amount = 0;
  LotAmounts lots;
  bool operator==(const ArrearsRepaid&) const = default;
};

struct UnitsExpiring {
  std::string unit;
  int64_t amount = 0;
  Instant expires_at;
  bool operator==(const UnitsExpiring&) const = default;
};

struct UnitsExpired {
  std::string unit;
  int64_t amount = 0;
  LotAmounts lots;
  bool operator==(const UnitsExpired&) const = default;
};

struct UnitsGranted {
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  uint64_t lot_id = 0;
  int64_t amount = 0;
  Instant activates_at;
  Instant expires_at = kNever;
  GrantReason reason = GrantReason::kUnspecified;
  bool operator==(const UnitsGranted&) const = default;
};

struct UnitsDeducted {
  std::string unit;
  int64_t amount = 0;
  LotAmounts lots;
  std::string reason;
  bool operator==(const UnitsDeducted&) const = default;
};

// ---- Tiers ------------------------------------------------------------------

struct TierEntered {
  std::string tier;
  TierReason reason = TierReason::kUnspecified;
  Instant valid_until = kNever;
  bool operator==(const TierEntered&) const = default;
};

struct TierUpgraded {
  std::string from;
  std::string to;
  Instant valid_until = kNever;
  TierReason reason = TierReason::kUnspecified;
  bool operator==(const TierUpgraded&) const = default;
};

struct TierRenewed {
  std::string tier;
  Instant valid_until = kNever;
  bool operator==(const TierRenewed&) const = default;
};

struct TierDowngraded {
  std::string from;
  std::string to;
  Instant valid_until = kNever;
  TierReason reason = TierReason::kUnspecified;
  bool operator==(const TierDowngraded&) const = default;
};

struct TierGraceStarted {
  std::string tier;
  Instant until;
  bool operator==(const TierGraceStarted&) const = default;
};

struct TierAtRisk {
  std::string tier;
  Instant review_at;
  Money missing_spend;
  int64_t missing_visits = 0;
  int64_t missing_units = 0;
  bool operator==(const TierAtRisk&) const = default;
};

// ---- Lifecycle --------------------------------------------------------------

struct StageChanged {
  Stage from = Stage::kNone;
  Stage to = Stage::kNone;
  StageReason reason = StageReason::kUnspecified;
  Instant last_visit_at = kNever;  // kNever: none
  std::string message_id;
  std::string campaign;
  std::string p_alive;
  std::string cadence_days;
  bool operator==(const StageChanged&) const = default;
};

// ---- Outreach, service, referral --------------------------------------------

struct Offer {
  std::string unit;
  int64_t amount = 0;
  uint64_t lot_id = 0;
  bool operator==(const Offer&) const = default;
};

struct OutreachDue {
  std::string outreach_id;
  std::string occasion;
  Purpose purpose = Purpose::kUnspecified;
  std::vector<Channel> channels;
  Instant valid_until = kNever;
  Offer offer;  // unit empty: none
  bool operator==(const OutreachDue&) const = default;
};

struct OutreachDeferred {
  std::string outreach_id;
  std::string occasion;
  Instant until;
  bool operator==(const OutreachDeferred&) const = default;
};

struct OutreachSuppressed {
  std::string outreach_id;
  std::string occasion;
  SuppressedReason reason = SuppressedReason::kUnspecified;
  bool operator==(const OutreachSuppressed&) const = default;
};

struct ComplaintOverdue {
  std::string complaint_id;
  ComplaintDeadline what = ComplaintDeadline::kUnspecified;
  bool operator==(const ComplaintOverdue&) const = default;
};

struct DetractorReported {
  std::string feedback_id;
  int32_t score = 0;
  bool operator==(const DetractorReported&) const = default;
};

struct PromoterReported {
  std::string feedback_id;
  int32_t score = 0;
  bool operator==(const PromoterReported&) const = default;
};

struct ReferralRewarded {
  std::string referral_id;
  ReferralRole role = ReferralRole::kUnspecified;
  bool operator==(const ReferralRewarded&) const = default;
};

struct FactRejected {
  RejectReason reason = RejectReason::kNone;
  std::string message;
  bool operator==(const FactRejected&) const = default;
};

using DerivedBody =
    std::variant<std::monostate, UnitsEarned, UnitsActivated, UnitsRedeemed,
                 RedemptionRejected, UnitsHeld, HoldRejected, HoldSettled,
                 UnitsRestored, UnitsReversed, ArrearsRepaid, UnitsExpiring,
                 UnitsExpired, UnitsGranted, UnitsDeducted, TierEntered,
                 TierUpgraded, TierRenewed, TierDowngraded, TierGraceStarted,
                 TierAtRisk, StageChanged, OutreachDue, OutreachDeferred,
                 OutreachSuppressed, ComplaintOverdue, DetractorReported,
                 PromoterReported, ReferralRewarded, FactRejected>;

struct DerivedEvent {
  uint64_t n = 0;  // counted per customer from 1; 0: an answer to a stranger
  Instant occurred_at;
  Theme rule = Theme::kUnspecified;
  DerivedBody body;
  bool operator==(const DerivedEvent&) const = default;
};

using Events = std::vector<DerivedEvent>;

}  // namespace laurel
