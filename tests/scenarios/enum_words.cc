#include "tests/scenarios/words.h"

namespace laurel {
namespace {

// Empty beyond the end; the first is the one that is never written.
template <typename Enum, size_t N>
std::string_view At(const std::string_view (&names)[N], Enum value) {
  const auto i = static_cast<size_t>(value);
  return i < N ? names[i] : std::string_view();
}

}  // namespace

std::string_view WordOf(Channel value) {
  constexpr std::string_view kNames[] = {"",    "wechat", "sms",
                                         "app", "email",  "phone"};
  return At(kNames, value);
}

std::string_view WordOf(Purpose value) {
  constexpr std::string_view kNames[] = {"", "marketing", "service"};
  return At(kNames, value);
}

std::string_view WordOf(AssignmentMode value) {
  constexpr std::string_view kNames[] = {"", "floor", "pin"};
  return At(kNames, value);
}

std::string_view WordOf(LineKind value) {
  constexpr std::string_view kNames[] = {
      "product", "service", "top_up", "package", "membership", "fee", "tip"};
  return At(kNames, value);
}

std::string_view WordOf(TenderKind value) {
  constexpr std::string_view kNames[] = {
      "",        "cash",         "card",
      "wechat",  "alipay",       "points",
      "voucher", "stored_value", "stored_value_bonus",
      "other"};
  return At(kNames, value);
}

std::string_view WordOf(FeedbackKind value) {
  constexpr std::string_view kNames[] = {"", "rating", "nps", "survey"};
  return At(kNames, value);
}

std::string_view WordOf(Severity value) {
  constexpr std::string_view kNames[] = {"", "low", "medium", "high"};
  return At(kNames, value);
}

std::string_view WordOf(SubBalance value) {
  constexpr std::string_view kNames[] = {"", "principal", "bonus"};
  return At(kNames, value);
}

std::string_view WordOf(Stage value) {
  constexpr std::string_view kNames[] = {"none",    "potential", "new",
                                         "active",  "loyal",     "at_risk",
                                         "dormant", "churned"};
  return At(kNames, value);
}

std::string_view WordOf(Theme value) {
  constexpr std::string_view kNames[] = {
      "unspecified", "earn",      "refund",   "redeem",  "hold",
      "adjust",      "expiry",    "tier",     "benefit", "stage",
      "outreach",    "complaint", "feedback", "referral"};
  return At(kNames, value);
}

std::string_view WordOf(Refusal value) {
  constexpr std::string_view kNames[] = {"none",
                                         "unknown_customer",
                                         "customer_erased",
                                         "unknown_unit",
                                         "not_spendable",
                                         "not_positive",
                                         "below_minimum",
                                         "not_a_multiple",
                                         "above_share",
                                         "insufficient_balance",
                                         "ttl_too_long",
                                         "currency_mismatch"};
  return At(kNames, value);
}

std::string_view WordOf(GrantReason value) {
  constexpr std::string_view kNames[] = {
      "unspecified", "adjustment", "tier_entered", "tier_renewed",
      "recurring",   "offer",      "referral"};
  return At(kNames, value);
}

std::string_view WordOf(TierReason value) {
  constexpr std::string_view kNames[] = {"unspecified", "first_visit",
                                         "qualified",   "assigned",
                                         "review",      "refund"};
  return At(kNames, value);
}

std::string_view WordOf(StageReason value) {
  constexpr std::string_view kNames[] = {
      "unspecified", "enrolled", "first_visit", "visits",    "tier",
      "complaint",   "overdue",  "won_back",    "late_fact", "opted_out"};
  return At(kNames, value);
}

std::string_view WordOf(SuppressedReason value) {
  constexpr std::string_view kNames[] = {"unspecified",    "no_consent",
                                         "open_complaint", "frequency_cap",
                                         "holdout",        "quiet_hours"};
  return At(kNames, value);
}

std::string_view WordOf(ComplaintDeadline value) {
  constexpr std::string_view kNames[] = {"unspecified", "answer", "resolution"};
  return At(kNames, value);
}

std::string_view WordOf(ReferralRole value) {
  constexpr std::string_view kNames[] = {"unspecified", "referrer", "referee"};
  return At(kNames, value);
}

std::string_view WordOf(RejectReason value) {
  constexpr std::string_view kNames[] = {"none",
                                         "unknown_payment",
                                         "exceeds_remaining",
                                         "currency_mismatch",
                                         "unknown_line",
                                         "negative_amount",
                                         "id_reused",
                                         "already_recorded",
                                         "insufficient_balance",
                                         "unknown_unit",
                                         "not_positive",
                                         "unknown_redemption",
                                         "unknown_hold",
                                         "hold_ended",
                                         "unknown_tier",
                                         "unknown_appointment",
                                         "unknown_complaint",
                                         "unknown_customer",
                                         "customer_erased",
                                         "too_late",
                                         "overflow",
                                         "self_referral",
                                         "already_referred",
                                         "out_of_scale"};
  return At(kNames, value);
}

std::string_view WordOf(ParkReason value) {
  constexpr std::string_view kNames[] = {"none",
                                         "unreadable",
                                         "no_body",
                                         "bad_identifier",
                                         "empty_key",
                                         "foreign_key",
                                         "wrong_partition",
                                         "forged_control",
                                         "future_time",
                                         "time_out_of_range",
                                         "amount_out_of_range",
                                         "unknown_enum",
                                         "missing_field",
                                         "too_large",
                                         "operator",
                                         "rejected",
                                         "bad_program"};
  return At(kNames, value);
}

}  // namespace laurel
