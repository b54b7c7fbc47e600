// The rules of one loyalty program as plain values. engine/program compiles
// the owner's YAML into this; nothing here can be wrong any more: names are
// resolved to indices, decimals are scaled integers, money is minor units.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/base/zone.h"
#include "engine/domain/fact.h"
#include "engine/domain/model_overdue.h"
#include "engine/domain/words.h"

namespace laurel {

// Decimals of the program (multipliers, shares, factors) times this.
inline constexpr int64_t kDecimalScale = 10'000;

// ---- Units ------------------------------------------------------------------

enum class UnitKind : uint8_t {
  kPoints,
  kStatus,
  kStoredValue,
  kVoucher,
  kSessions,
};

enum class Align : uint8_t { kNone, kEndOfMonth, kEndOfQuarter, kEndOfYear };

struct Expiry {
  enum class Kind : uint8_t { kNone, kAfter, kInactivity };
  Kind kind = Kind::kNone;
  Period period;
  Align align = Align::kNone;
  bool operator==(const Expiry&) const = default;
};

enum class Clawback : uint8_t { kOnlyPending, kWithinBalance, kUnlimited };

enum class SpendOrder : uint8_t { kPrincipalFirst, kBonusFirst, kProportional };

// What a redemption of a unit must respect.
struct RedeemTerms {
  int64_t value_units = 0;  // this many units ...
  int64_t value_minor = 0;  // ... are worth this much; 0 units: no value given
  int64_t minimum = 0;
  int64_t step = 0;               // 0: any amount
  int64_t share = kDecimalScale;  // greatest part of the basket, scaled
  Period restore_minimum;
  bool operator==(const RedeemTerms&) const = default;
};

struct Unit {
  std::string name;
  UnitKind kind = UnitKind::kPoints;
  Expiry expiry;
  std::vector<Period> warn;  // before expiry, longest first
  Clawback clawback = Clawback::kWithinBalance;
  Period pending;
  SpendOrder spend = SpendOrder::kPrincipalFirst;  // stored value
  std::string category;                            // sessions
  bool retired = false;
  std::optional<RedeemTerms> redeem;
  bool operator==(const Unit&) const = default;
};

// ---- Conditions -------------------------------------------------------------

// All that are set must hold. Lists are "one of"; empty means not asked.
struct Conditions {
  enum class Birthday : uint8_t { kNone, kDay, kWeek, kMonth };

  // About lines; judged again at a refund.
  std::vector<std::string> categories;
  std::vector<std::string> skus;
  uint8_t kinds = 0;    // bit per LineKind; 0: product and service
  int64_t minimum = 0;  // of the rule's base, minor units

  // About the fact and the customer.
  std::vector<std::string> tiers;
  uint8_t stages = 0;  // bit per Stage
  std::vector<std::string> stores;
  std::vector<std::string> staff;
  std::vector<std::string> channels;  // compared without regard to case
  uint16_t tenders = 0;               // bit per TenderKind; any of the payment
  uint8_t weekdays = 0;               // bit 0 is Monday
  int64_t from_ms = 0, to_ms = 0;     // hours of the day; equal: not asked
  Day from_day = kNoDay, to_day = kNoDay;  // dates, both included
  Birthday birthday = Birthday::kNone;
  uint32_t visit_number = 0;
  uint32_t every_nth_visit = 0;
  bool first_purchase = false;
  std::optional<int32_t> score_at_least;
  std::vector<std::string> segments;  // occasions only

  bool operator==(const Conditions&) const = default;
};

// ---- Earning ----------------------------------------------------------------

// Caps the contribution of a rule over a period.
struct Limit {
  enum class Per : uint8_t { kEvent, kPeriod, kLifetime };
  int64_t count = 0;   // 0: not by count
  int64_t amount = 0;  // 0: not by amount
  Per per = Per::kLifetime;
  Period period;
  bool operator==(const Limit&) const = default;
};

struct EarnRule {
  enum class Form : uint8_t { kRate, kFixed, kMultiply };
  std::string name;
  size_t on = 0;    // index of the fact in FactBody
  size_t unit = 0;  // index in Program::units
  Form form = Form::kFixed;
  int64_t per = 0;         // rate: for each `per` minor units ...
  int64_t give = 0;        // ... this many units
  bool whole = false;      // rate: whole multiples of `per` only
  int64_t fixed = 0;       // units
  int64_t multiplier = 0;  // scaled
  Conditions when;
  std::optional<Limit> limit;
  bool operator==(const EarnRule&) const = default;
};

enum class Rounding : uint8_t { kFloor, kHalfEven, kCeil };

enum class Stacking : uint8_t { kBest, kCompound, kSum };

// ---- Tiers ------------------------------------------------------------------

struct Window {
  enum class Kind : uint8_t {
    kRolling,
    kYear,
    kQuarter,
    kMonth,
    kAnniversary,
    kLifetime,
  };
  Kind kind = Kind::kLifetime;
  Period rolling;
  bool operator==(const Window&) const = default;
};

struct Threshold {
  enum class Measure : uint8_t { kSpend, kVisits, kUnits };
  Measure measure = Measure::kSpend;
  int64_t at_least = 0;  // minor units, visits or units
  size_t unit = 0;       // kUnits: index of a status unit
  bool operator==(const Threshold&) const = default;
};

struct Grant {
  size_t unit = 0;  // index in Program::units
  int64_t amount = 0;
  bool operator==(const Grant&) const = default;
};

struct Recurring {
  Period every;
  Grant grant;
  bool operator==(const Recurring&) const = default;
};

struct Level {
  std::string name;
  bool any = true;                 // one threshold is enough; otherwise all
  std::vector<Threshold> qualify;  // empty: the lowest level
  std::vector<Grant> on_enter;
  std::vector<Grant> on_renew;
  std::vector<Recurring> recurring;
  // Named values shown with the tier, not applied: "discount" -> "0.10".
  std::vector<std::pair<std::string, std::string>> entitlements;
  bool retired = false;
  bool operator==(const Level&) const = default;
};

struct Tiers {
  enum class Downgrade : uint8_t { kOneLevel, kToQualified, kNever };
  Window window;
  std::optional<Period> validity;  // none: for ever
  Align validity_align = Align::kNone;
  std::optional<Period> grace;
  std::optional<Period> at_risk;
  Downgrade downgrade = Downgrade::kOneLevel;
  bool revoke_on_refund = false;
  std::vector<Level> levels;  // rising; empty: no tiers
  bool operator==(const Tiers&) const = default;
};

// ---- Lifecycle --------------------------------------------------------------

struct VisitGoal {
  int32_t visits = 0;  // visit days; 0: this way is not offered
  Period within;
  bool operator==(const VisitGoal&) const = default;
};

// One value for each of at_risk, dormant, churned.
template <typename T>
using PerFall = std::array<T, 3>;

struct Cadence {
  int32_t after_visits = 3;
  PerFall<int64_t> factors{};  // scaled
  Period at_least;
  Period at_most;
  bool per_category = false;
  bool operator==(const Cadence&) const = default;
};

struct Lifecycle {
  enum class Method : uint8_t { kFixed, kCadence, kModel };
  bool decided = false;  // the program has a lifecycle section
  VisitGoal active{2, {0, 90, 0}};
  VisitGoal loyal;
  std::vector<std::string> loyal_tiers;
  Method method = Method::kFixed;
  PerFall<Period> fixed{};
  Cadence cadence;
  ModelOverdue model;
  Period attribution{0, 14, 0};
  bool churn_on_optout = false;
  bool operator==(const Lifecycle&) const = default;
};

// ---- Outreach, service, referral --------------------------------------------

struct Segment {
  std::string name;
  Conditions when;
  bool operator==(const Segment&) const = default;
};

struct Cap {
  Purpose purpose = Purpose::kUnspecified;
  int64_t count = 0;
  Period per;
  std::vector<Channel> channels;  // empty: all
  bool defer = false;             // otherwise suppress
  bool operator==(const Cap&) const = default;
};

enum class OccasionKind : uint8_t {
  kBookingTips,
  kIntakeSurvey,
  kAppointmentConfirm,
  kAppointmentToday,
  kSurvey,
  kAftercare,
  kSatisfactionCheck,
  kCareDue,
  kBirthday,
  kHoliday,
  kUnitsExpiring,
  kTierAtRisk,
  kTierUpgraded,
  kWinBack,
  kReviewRequest,
  kReferralAsk,
  kComplaintFollowup,
};

struct Occasion {
  std::string name;
  OccasionKind kind = OccasionKind::kBirthday;
  Purpose purpose = Purpose::kMarketing;
  int32_t priority = 0;
  std::vector<Channel> channels;  // in order of preference
  std::vector<Period> before;
  std::vector<Period> waves;
  std::optional<Period> after;
  std::optional<Period> every;
  std::optional<int64_t> at_ms;                            // time of day
  std::vector<Day> dates;                                  // holidays
  std::vector<std::pair<std::string, Period>> categories;  // care_due
  std::optional<Grant> offer;
  Conditions when;
  bool operator==(const Occasion&) const = default;
};

struct Outreach {
  uint32_t cues = 0;  // bit per CueKind some occasion follows from
  int64_t quiet_from_ms = 0, quiet_to_ms = 0;  // equal: none
  std::vector<Cap> caps;
  int64_t holdout = 0;  // scaled share
  std::vector<Occasion> occasions;
  bool operator==(const Outreach&) const = default;
};

struct Feedback {
  bool decided = false;  // the program has a feedback section
  int32_t detractor_at_most = 2;
  int32_t promoter_at_least = 5;
  bool operator==(const Feedback&) const = default;
};

struct Complaints {
  bool decided = false;  // the program has a complaints section
  Period answer_within{0, 0, 24 * kHourMs};
  Period resolve_within{0, 0, 48 * kHourMs};
  bool operator==(const Complaints&) const = default;
};

struct Referral {
  bool decided = false;  // the program has a referral section
  int64_t payment_at_least = 0;
  Period within;
  std::optional<Grant> referrer;
  std::optional<Grant> referee;
  int64_t limit = 0;  // 0: none
  bool operator==(const Referral&) const = default;
};

struct LatePolicy {
  enum class Kind : uint8_t {
    kRulesAtOccurrence,
    kRulesAtProcessing,
    kRejectAfter,
  };
  Kind kind = Kind::kRulesAtOccurrence;
  Period reject_after;
  bool operator==(const LatePolicy&) const = default;
};

// ---- The whole --------------------------------------------------------------

struct Program {
  std::string name;
  Currency currency;
  Zone zone;
  std::vector<std::pair<std::string, Zone>> stores;  // sorted by name
  Rounding rounding = Rounding::kFloor;
  Stacking stacking = Stacking::kBest;
  uint16_t exclude_tenders = 0;  // bit per TenderKind
  std::vector<Unit> units;
  std::vector<EarnRule> earn;
  Tiers tiers;
  Lifecycle lifecycle;
  std::vector<Segment> segments;
  Outreach outreach;
  Feedback feedback;
  Complaints complaints;
  Referral referral;
  std::vector<std::pair<std::string, int64_t>> targets;  // scaled
  LatePolicy late;

  bool operator==(const Program&) const = default;

  // Null where there is none of that name.
  const Unit* FindUnit(std::string_view unit) const;
  // -1 where there is none of that name.
  int LevelIndex(std::string_view tier) const;
  const Zone& ZoneOf(std::string_view store) const;
};

template <typename Enum>
constexpr uint32_t Bit(Enum value) {
  return 1u << static_cast<uint32_t>(value);
}

inline constexpr uint16_t kDefaultExcludedTenders =
    Bit(TenderKind::kPoints) | Bit(TenderKind::kVoucher) |
    Bit(TenderKind::kStoredValueBonus);

}  // namespace laurel
