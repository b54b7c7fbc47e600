// The customer and the documents of engine/domain as
// proto/laurel/v1/state.proto lays them out.
#pragma once

#include <tuple>

#include "engine/codec/derived_event_schema.h"
#include "engine/codec/enum_limits.h"
#include "engine/codec/sale_schema.h"
#include "engine/codec/schema.h"
#include "engine/codec/state_lists.h"
#include "engine/domain/customer.h"
#include "engine/domain/documents.h"

namespace laurel {

// ---- The customer -----------------------------------------------------------

template <>
struct Schema<Account> {
  using T = Account;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "sub_balance", &T::sub_balance),
                 F(3, "issued", &T::issued), F(4, "reversed", &T::reversed),
                 F(5, "redeemed", &T::redeemed), F(6, "expired", &T::expired),
                 F(7, "arrears", &T::arrears),
                 F(8, "active_at_ms", &T::active_at, As::kMillis),
                 F(9, "warned_at_ms", &T::warned_at, As::kMillis),
                 F(10, "warned_expiry_ms", &T::warned_expiry, As::kMillis),
                 F(11, "lots", &T::lots), F(12, "by_day", &T::by_day),
                 F(13, "kept_until_ms", &T::kept_until, As::kMillis));
};

template <>
struct Schema<Forgiven> {
  using T = Forgiven;
  static constexpr auto kFields = std::tuple(
      F(1, "payment_id", &T::payment_id), F(2, "refund_id", &T::refund_id),
      F(3, "unit", &T::unit), F(4, "sub_balance", &T::sub_balance),
      F(5, "amount", &T::amount), F(6, "lots", &T::lots));
};

template <>
struct Schema<Hold> {
  using T = Hold;
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &T::hold_id), F(2, "unit", &T::unit),
                 F(3, "amount", &T::amount),
                 F(4, "expires_at_ms", &T::expires_at, As::kMillis),
                 F(5, "lots", &T::lots));
};

template <>
struct Schema<TierSpan> {
  static constexpr auto kFields =
      std::tuple(F(1, "since_ms", &TierSpan::since, As::kMillis),
                 F(2, "tier", &TierSpan::tier));
};

template <>
struct Schema<Tier> {
  using T = Tier;
  static constexpr auto kFields = std::tuple(
      F(1, "name", &T::name), F(2, "since_ms", &T::since, As::kMillis),
      F(3, "valid_until_ms", &T::valid_until, As::kMillis),
      F(4, "grace_until_ms", &T::grace_until, As::kMillis),
      F(5, "at_risk_told_ms", &T::at_risk_told, As::kMillis),
      F(6, "entered_on", &T::entered_on),
      F(7, "recurred_at_ms", &T::recurred_at, As::kMillis),
      F(8, "assigned", &T::assigned), F(9, "assigned_tier", &T::assigned_tier),
      F(10, "assigned_until_ms", &T::assigned_until, As::kMillis),
      F(11, "history", &T::history),
      F(12, "assigned_at_ms", &T::assigned_at, As::kMillis));
};

template <>
struct Schema<CategoryVisits> {
  using T = CategoryVisits;
  static constexpr auto kFields =
      std::tuple(F(1, "category", &T::category), F(2, "days", &T::days),
                 F(3, "last_at_ms", &T::last_at, As::kMillis),
                 F(4, "visit_days", &T::visit_days));
};

template <>
struct Schema<Lifecycled> {
  using T = Lifecycled;
  static constexpr auto kFields =
      std::tuple(F(1, "stage", &T::stage), F(2, "risen", &T::risen),
                 F(3, "first_visit", &T::first_visit),
                 F(4, "last_visit_at_ms", &T::last_visit_at, As::kMillis),
                 F(5, "visit_days", &T::visit_days), F(6, "days", &T::days),
                 F(7, "categories", &T::categories),
                 F(8, "spell_since_ms", &T::spell_since, As::kMillis));
};

template <>
struct Schema<Measures> {
  using T = Measures;
  static constexpr auto kFields = std::tuple(
      F(1, "spend_ever", &T::spend_ever), F(2, "visits_ever", &T::visits_ever),
      F(3, "spend", &T::spend), F(4, "visits", &T::visits));
};

template <>
struct Schema<LimitUse> {
  using T = LimitUse;
  static constexpr auto kFields =
      std::tuple(F(1, "rule", &T::rule), F(2, "at_ms", &T::at, As::kMillis),
                 F(3, "count", &T::count), F(4, "amount", &T::amount));
};

template <>
struct Schema<SentMessage> {
  using T = SentMessage;
  static constexpr auto kFields = std::tuple(F(1, "at_ms", &T::at, As::kMillis),
                                             F(2, "message_id", &T::message_id),
                                             F(3, "campaign", &T::campaign));
};

template <>
struct Schema<Appointment> {
  using T = Appointment;
  static constexpr auto kFields =
      std::tuple(F(1, "appointment_id", &T::appointment_id),
                 F(2, "starts_at_ms", &T::starts_at, As::kMillis),
                 F(3, "store", &T::store), F(4, "categories", &T::categories),
                 F(5, "moved_at_ms", &T::moved_at, As::kMillis));
};

template <>
struct Schema<Complaint> {
  using T = Complaint;
  static constexpr auto kFields = std::tuple(
      F(1, "complaint_id", &T::complaint_id),
      F(2, "opened_at_ms", &T::opened_at, As::kMillis),
      F(3, "answered", &T::answered), F(4, "answer_told", &T::answer_told),
      F(5, "resolution_told", &T::resolution_told));
};

template <>
struct Schema<Cue> {
  using T = Cue;
  static constexpr auto kFields =
      std::tuple(F(1, "kind", &T::kind), F(2, "at_ms", &T::at, As::kMillis),
                 F(3, "known_at_ms", &T::known_at, As::kMillis),
                 F(4, "until_ms", &T::until, As::kMillis), F(5, "ref", &T::ref),
                 F(6, "store", &T::store), F(7, "categories", &T::categories));
};

template <>
struct Schema<Contact> {
  using T = Contact;
  static constexpr auto kFields =
      std::tuple(F(1, "at_ms", &T::at, As::kMillis),
                 F(2, "outreach", &T::outreach, As::kFixed),
                 F(3, "purpose", &T::purpose), F(4, "channels", &T::channels));
};

template <>
struct Schema<Deferred> {
  using T = Deferred;
  static constexpr auto kFields = std::tuple(
      F(1, "outreach_id", &T::outreach_id), F(2, "occasion", &T::occasion),
      F(3, "due_ms", &T::due, As::kMillis),
      F(4, "until_ms", &T::until, As::kMillis));
};

template <>
struct Schema<Outreached> {
  using T = Outreached;
  static constexpr auto kFields =
      std::tuple(F(1, "told_at_ms", &T::told_at, As::kMillis),
                 F(2, "told", &T::told), F(3, "deferred", &T::deferred),
                 F(4, "contacts", &T::contacts), F(5, "cues", &T::cues));
};

template <>
struct Schema<Profile> {
  using T = Profile;
  static constexpr auto kFields =
      std::tuple(F(1, "birthday", &T::birthday), F(2, "language", &T::language),
                 F(3, "home_store", &T::home_store), F(4, "tags", &T::tags),
                 F(5, "person_ref", &T::person_ref));
};

template <>
struct Schema<Consent> {
  using T = Consent;
  static constexpr auto kFields =
      std::tuple(F(1, "channel", &T::channel), F(2, "purpose", &T::purpose),
                 F(3, "granted", &T::granted), F(4, "count", &T::count),
                 F(5, "at_ms", &T::at, As::kMillis));
};

template <>
struct Schema<Customer> {
  using T = Customer;
  static constexpr auto kFields = std::tuple(
      F(1, "id", &T::id), F(2, "events", &T::events),
      F(3, "lots_made", &T::lots_made), F(4, "facts", &T::facts),
      F(5, "first_at_ms", &T::first_at, As::kMillis),
      F(6, "latest_at_ms", &T::latest_at, As::kMillis),
      F(7, "enrolled_at_ms", &T::enrolled_at, As::kMillis),
      F(8, "erased", &T::erased), F(9, "referrer_id", &T::referrer_id),
      F(10, "completed_visits", &T::completed_visits),
      F(11, "purchases", &T::purchases), F(12, "accounts", &T::accounts),
      F(13, "holds", &T::holds), F(14, "tier", &T::tier),
      F(15, "lifecycle", &T::lifecycle), F(16, "measures", &T::measures),
      F(17, "limit_uses", &T::limit_uses), F(18, "messages", &T::messages),
      F(19, "appointments", &T::appointments),
      F(20, "complaints", &T::complaints), F(21, "profile", &T::profile),
      F(22, "consents", &T::consents), F(23, "seen", &T::seen),
      F(24, "judged_at_ms", &T::judged_at, As::kMillis),
      F(25, "referral_met", &T::referral_met),
      F(26, "friends_rewarded", &T::friends_rewarded),
      F(27, "outreach", &T::outreach), F(28, "forgiven", &T::forgiven));
};

// ---- Documents --------------------------------------------------------------

template <>
struct Schema<SeenFact> {
  static constexpr auto kFields =
      std::tuple(F(1, "offset", &SeenFact::offset),
                 F(2, "fingerprint", &SeenFact::fingerprint, As::kFixed));
};

template <>
struct Schema<SoldLine> {
  using T = SoldLine;
  static constexpr auto kFields =
      std::tuple(F(1, "line_id", &T::line_id), F(2, "sku", &T::sku),
                 F(3, "category", &T::category), F(4, "kind", &T::kind),
                 F(5, "quantity", &T::quantity), F(6, "unit", &T::unit),
                 F(7, "amount", &T::amount), F(8, "refunded", &T::refunded));
};

template <>
struct Schema<SoldUnits> {
  using T = SoldUnits;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "sub_balance", &T::sub_balance),
                 F(3, "lot_id", &T::lot_id), F(4, "earned", &T::earned),
                 F(5, "reversed", &T::reversed));
};

template <>
struct Schema<Payment> {
  using T = Payment;
  static constexpr auto kFields = std::tuple(
      F(1, "occurred_at_ms", &T::occurred_at, As::kMillis),
      F(2, "day", &T::day), F(3, "currency", &T::currency),
      F(4, "refunded_amount", &T::refunded_amount), F(5, "lines", &T::lines),
      F(6, "units", &T::units), F(7, "terms", &T::terms));
};

template <>
struct Schema<Redemption::Spent> {
  using T = Redemption::Spent;
  static constexpr auto kFields =
      std::tuple(F(1, "lot_id", &T::lot_id), F(2, "amount", &T::amount),
                 F(3, "activates_at_ms", &T::activates_at, As::kMillis),
                 F(4, "expires_at_ms", &T::expires_at, As::kMillis),
                 F(5, "sub_balance", &T::sub_balance));
};

template <>
struct Schema<Redemption> {
  using T = Redemption;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "refused", &T::refused), F(4, "available", &T::available),
                 F(5, "lots", &T::lots), F(6, "restored", &T::restored));
};

template <>
struct Schema<HoldAnswer> {
  using T = HoldAnswer;
  static constexpr auto kFields =
      std::tuple(F(1, "unit", &T::unit), F(2, "amount", &T::amount),
                 F(3, "refused", &T::refused), F(4, "available", &T::available),
                 F(5, "ended", &T::ended));
};

template <>
struct Schema<ExpiredLot> {
  static constexpr auto kFields =
      std::tuple(F(1, "expired", &ExpiredLot::expired));
};

template <>
struct Schema<Recorded> {
  static constexpr auto kFields = std::tuple(F(1, "offset", &Recorded::offset));
};

}  // namespace laurel
