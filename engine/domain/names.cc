#include "engine/domain/names.h"

#include <array>

namespace laurel {
namespace {

// Out of range: a value that this version does not know.
template <size_t N, typename Enum>
std::string_view At(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<size_t>(value);
  return index < N ? names[index] : "unknown";
}

}  // namespace

std::string_view Name(RejectReason reason) {
  static constexpr std::array<std::string_view, 24> kNames = {
      "none",
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
  return At(kNames, reason);
}

std::string_view Name(ParkReason reason) {
  static constexpr std::array<std::string_view, 17> kNames = {
      "none",
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
  return At(kNames, reason);
}

std::string_view Name(Stage stage) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "",      "potential", "new",     "active",
      "loyal", "at_risk",   "dormant", "churned"};
  return At(kNames, stage);
}

}  // namespace laurel
