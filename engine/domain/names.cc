#include "engine/domain/names.h"

#include <array>

namespace laurel {
namespace {

// Out of range: a value that this version does not know.
template <typename Enum, size_t N>
std::string_view At(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<size_t>(value);
  return index < names.size() ? names[index] : "unknown";
}

constexpr auto kRejectReasons =
    std::to_array<std::string_view>({"none",
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
                                     "out_of_scale"});

constexpr auto kParkReasons = std::to_array<std::string_view>(
    {"none", "unreadable", "no_body", "bad_identifier", "empty_key",
     "foreign_key", "wrong_partition", "forged_control", "future_time",
     "time_out_of_range", "amount_out_of_range", "unknown_enum",
     "missing_field", "too_large", "operator", "rejected", "bad_program"});

constexpr auto kStages =
    std::to_array<std::string_view>({"", "potential", "new", "active", "loyal",
                                     "at_risk", "dormant", "churned"});

constexpr auto kChannels = std::to_array<std::string_view>(
    {"", "wechat", "sms", "app", "email", "phone"});

constexpr auto kThemes = std::to_array<std::string_view>(
    {"", "earn", "refund", "redeem", "hold", "adjust", "expiry", "tier",
     "benefit", "stage", "outreach", "complaint", "feedback", "referral"});

}  // namespace

std::string_view Name(RejectReason reason) {
  return At(kRejectReasons, reason);
}

std::string_view Name(ParkReason reason) { return At(kParkReasons, reason); }

std::string_view Name(Stage stage) { return At(kStages, stage); }

std::string_view Name(Channel channel) { return At(kChannels, channel); }

std::string_view Name(Theme theme) { return At(kThemes, theme); }

std::vector<std::string> ReasonNames() {
  std::vector<std::string> names(kParkReasons.begin() + 1, kParkReasons.end());
  names.insert(names.end(), kRejectReasons.begin() + 1, kRejectReasons.end());
  return names;
}

}  // namespace laurel
