// The words of the program file and what they stand for.
#pragma once

#include <string_view>
#include <vector>

#include "engine/domain/program.h"

namespace laurel {

template <typename Enum>
struct Word {
  std::string_view name;
  Enum value;
};

inline constexpr Word<UnitKind> kUnitKinds[] = {
    {"points", UnitKind::kPoints},
    {"status", UnitKind::kStatus},
    {"stored_value", UnitKind::kStoredValue},
    {"voucher", UnitKind::kVoucher},
    {"sessions", UnitKind::kSessions}};

inline constexpr Word<Align> kAligns[] = {
    {"end_of_month", Align::kEndOfMonth},
    {"end_of_quarter", Align::kEndOfQuarter},
    {"end_of_year", Align::kEndOfYear}};

inline constexpr Word<Clawback> kClawbacks[] = {
    {"only_pending", Clawback::kOnlyPending},
    {"within_balance", Clawback::kWithinBalance},
    {"unlimited", Clawback::kUnlimited}};

inline constexpr Word<SpendOrder> kSpendOrders[] = {
    {"principal_first", SpendOrder::kPrincipalFirst},
    {"bonus_first", SpendOrder::kBonusFirst},
    {"proportional", SpendOrder::kProportional}};

inline constexpr Word<Rounding> kRoundings[] = {
    {"floor", Rounding::kFloor},
    {"half_even", Rounding::kHalfEven},
    {"ceil", Rounding::kCeil}};

inline constexpr Word<Stacking> kStackings[] = {
    {"best", Stacking::kBest},
    {"compound", Stacking::kCompound},
    {"sum", Stacking::kSum}};

inline constexpr Word<LineKind> kLineKinds[] = {
    {"product", LineKind::kProduct},
    {"service", LineKind::kService},
    {"top_up", LineKind::kTopUp},
    {"package", LineKind::kPackage},
    {"membership", LineKind::kMembership},
    {"fee", LineKind::kFee},
    {"tip", LineKind::kTip}};

inline constexpr Word<TenderKind> kTenderKinds[] = {
    {"cash", TenderKind::kCash},
    {"card", TenderKind::kCard},
    {"wechat", TenderKind::kWechat},
    {"alipay", TenderKind::kAlipay},
    {"points", TenderKind::kPoints},
    {"voucher", TenderKind::kVoucher},
    {"stored_value", TenderKind::kStoredValue},
    {"stored_value_bonus", TenderKind::kStoredValueBonus},
    {"other", TenderKind::kOther}};

inline constexpr Word<Stage> kStages[] = {
    {"potential", Stage::kPotential}, {"new", Stage::kNew},
    {"active", Stage::kActive},       {"loyal", Stage::kLoyal},
    {"at_risk", Stage::kAtRisk},      {"dormant", Stage::kDormant},
    {"churned", Stage::kChurned}};

// 0 is Monday.
inline constexpr Word<int> kWeekdays[] = {{"mon", 0}, {"tue", 1}, {"wed", 2},
                                          {"thu", 3}, {"fri", 4}, {"sat", 5},
                                          {"sun", 6}};

inline constexpr Word<Conditions::Birthday> kBirthdays[] = {
    {"day", Conditions::Birthday::kDay},
    {"week", Conditions::Birthday::kWeek},
    {"month", Conditions::Birthday::kMonth}};

inline constexpr Word<Window::Kind> kCalendars[] = {
    {"year", Window::Kind::kYear},
    {"quarter", Window::Kind::kQuarter},
    {"month", Window::Kind::kMonth}};

inline constexpr Word<Window::Kind> kWindows[] = {
    {"anniversary", Window::Kind::kAnniversary},
    {"lifetime", Window::Kind::kLifetime}};

inline constexpr Word<Tiers::Downgrade> kDowngrades[] = {
    {"one_level", Tiers::Downgrade::kOneLevel},
    {"to_qualified", Tiers::Downgrade::kToQualified},
    {"never", Tiers::Downgrade::kNever}};

inline constexpr Word<Lifecycle::Method> kMethods[] = {
    {"fixed", Lifecycle::Method::kFixed},
    {"cadence", Lifecycle::Method::kCadence},
    {"model", Lifecycle::Method::kModel}};

inline constexpr Word<ModelOverdue::Kind> kModelKinds[] = {
    {"bg_nbd", ModelOverdue::Kind::kBgNbd},
    {"mbg_nbd", ModelOverdue::Kind::kMbgNbd}};

inline constexpr Word<Channel> kChannels[] = {{"wechat", Channel::kWechat},
                                              {"sms", Channel::kSms},
                                              {"app", Channel::kApp},
                                              {"email", Channel::kEmail},
                                              {"phone", Channel::kPhone}};

inline constexpr Word<Purpose> kPurposes[] = {
    {"marketing", Purpose::kMarketing}, {"service", Purpose::kService}};

// What happens over a cap; the value is Cap::defer.
inline constexpr Word<bool> kOverCap[] = {{"suppress", false}, {"defer", true}};

inline constexpr Word<bool> kYesNo[] = {{"true", true}, {"false", false}};

inline constexpr Word<OccasionKind> kOccasionKinds[] = {
    {"booking_tips", OccasionKind::kBookingTips},
    {"intake_survey", OccasionKind::kIntakeSurvey},
    {"appointment_confirm", OccasionKind::kAppointmentConfirm},
    {"appointment_today", OccasionKind::kAppointmentToday},
    {"survey", OccasionKind::kSurvey},
    {"aftercare", OccasionKind::kAftercare},
    {"satisfaction_check", OccasionKind::kSatisfactionCheck},
    {"care_due", OccasionKind::kCareDue},
    {"birthday", OccasionKind::kBirthday},
    {"holiday", OccasionKind::kHoliday},
    {"units_expiring", OccasionKind::kUnitsExpiring},
    {"tier_at_risk", OccasionKind::kTierAtRisk},
    {"tier_upgraded", OccasionKind::kTierUpgraded},
    {"win_back", OccasionKind::kWinBack},
    {"review_request", OccasionKind::kReviewRequest},
    {"referral_ask", OccasionKind::kReferralAsk},
    {"complaint_followup", OccasionKind::kComplaintFollowup}};

inline constexpr Word<LatePolicy::Kind> kLatePolicies[] = {
    {"rules_at_occurrence", LatePolicy::Kind::kRulesAtOccurrence},
    {"rules_at_processing", LatePolicy::Kind::kRulesAtProcessing}};

inline constexpr Word<Limit::Per> kLimitPeriods[] = {
    {"event", Limit::Per::kEvent}, {"lifetime", Limit::Per::kLifetime}};

// The facts that an earn rule may listen to; the value is the index in
// FactBody.
inline constexpr Word<size_t> kEarningFacts[] = {
    {"payment_captured", FactIndex<PaymentCaptured>()},
    {"visit_completed", FactIndex<VisitCompleted>()},
    {"feedback_received", FactIndex<FeedbackReceived>()},
    {"engagement_recorded", FactIndex<EngagementRecorded>()},
    {"customer_enrolled", FactIndex<CustomerEnrolled>()},
    {"profile_updated", FactIndex<ProfileUpdated>()},
    {"appointment_booked", FactIndex<AppointmentBooked>()},
    {"message_opened", FactIndex<MessageOpened>()},
    {"message_clicked", FactIndex<MessageClicked>()},
    {"message_replied", FactIndex<MessageReplied>()}};

// Facts of the log that earn nothing.
inline constexpr std::string_view kOtherFacts[] = {
    "payment_refunded",   "redemption_requested",  "redemption_reversed",
    "hold_requested",     "hold_captured",         "hold_released",
    "units_adjusted",     "consent_changed",       "customer_erased",
    "tier_assigned",      "appointment_cancelled", "appointment_rescheduled",
    "appointment_missed", "complaint_opened",      "complaint_answered",
    "complaint_resolved", "message_sent",          "message_delivered",
    "message_failed",     "referral_qualified",    "program_published",
    "clock_ticked",       "import_started",        "import_finished"};

// Figures that `targets` may name, with the range of a goal.
struct Figure {
  std::string_view name;
  int64_t least;  // scaled
  int64_t most;
};
inline constexpr Figure kFigures[] = {
    {"repurchase_rate", 0, kDecimalScale},
    {"retention_rate", 0, kDecimalScale},
    {"churn_rate", 0, kDecimalScale},
    {"nps", 0, 100 * kDecimalScale},
    {"mean_rating", 0, 5 * kDecimalScale},
    {"complaint_rate", 0, kDecimalScale},
    {"answered_in_time", 0, kDecimalScale},
    {"resolved_in_time", 0, kDecimalScale},
    {"renewal_rate", 0, kDecimalScale},
    {"downgrade_rate", 0, kDecimalScale},
    {"referral_rate", 0, kDecimalScale},
    {"message_conversion", 0, kDecimalScale},
    {"breakage", 0, kDecimalScale},
    {"new_customer_conversion", 0, kDecimalScale},
    {"satisfied_share", 0, kDecimalScale}};

// The names of a table, in its order.
template <typename Row, size_t N>
std::vector<std::string_view> NamesOf(const Row (&table)[N]) {
  std::vector<std::string_view> names;
  for (const Row& row : table) names.push_back(row.name);
  return names;
}

// The name of a value; empty for one without a word.
template <typename Enum, size_t N>
constexpr std::string_view NameOf(const Word<Enum> (&table)[N], Enum value) {
  for (const Word<Enum>& word : table) {
    if (word.value == value) return word.name;
  }
  return {};
}

}  // namespace laurel
