// The facts of engine/domain/fact.h as proto/laurel/v1/fact.proto lays them
// out.
#pragma once

#include <array>

#include "engine/codec/enum_limits.h"
#include "engine/codec/schema.h"
#include "engine/domain/fact.h"

namespace laurel {

template <>
struct Schema<Fact> {
  static constexpr auto kFields =
      std::tuple(F(1, "id", &Fact::id, As::kNeeded),
                 F(2, "source", &Fact::source, As::kNeeded),
                 F(3, "customer_id", &Fact::customer_id, As::kId),
                 F(4, "occurred_at", &Fact::occurred_at, As::kTime),
                 F(5, "recorded_at", &Fact::recorded_at, As::kTime),
                 F(6, "store_id", &Fact::store_id, As::kId),
                 F(7, "actor", &Fact::actor, As::kId),
                 F(8, "correlation_id", &Fact::correlation_id, As::kId));
};

template <>
struct Alternatives<FactBody> {
  static constexpr std::array<Alternative, 35> kAll = {{
      {},
      {16, "payment_captured"},
      {17, "visit_completed"},
      {18, "payment_refunded"},
      {19, "redemption_requested"},
      {20, "redemption_reversed"},
      {21, "hold_requested"},
      {22, "hold_captured"},
      {23, "hold_released"},
      {24, "units_adjusted"},
      {25, "customer_enrolled"},
      {26, "profile_updated"},
      {27, "consent_changed"},
      {28, "customer_erased"},
      {29, "tier_assigned"},
      {30, "appointment_booked"},
      {31, "appointment_rescheduled"},
      {32, "appointment_cancelled"},
      {33, "appointment_missed"},
      {34, "feedback_received"},
      {35, "complaint_opened"},
      {36, "complaint_answered"},
      {37, "complaint_resolved"},
      {38, "message_sent"},
      {39, "message_delivered"},
      {40, "message_failed"},
      {41, "message_opened"},
      {42, "message_clicked"},
      {43, "message_replied"},
      {44, "engagement_recorded"},
      {45, "referral_qualified"},
      {60, "program_published"},
      {61, "clock_ticked"},
      {62, "import_started"},
      {63, "import_finished"},
  }};
};
static_assert(std::variant_size_v<FactBody> ==
              Alternatives<FactBody>::kAll.size());

inline constexpr size_t kMaxLines = 10'000;
template <>
inline constexpr size_t kMaxRepeated<Line> = kMaxLines;
template <>
inline constexpr size_t kMaxRepeated<RefundLine> = kMaxLines;
template <>
inline constexpr size_t kMaxRepeated<Tender> = kMaxLines;
template <>
inline constexpr size_t kMaxRepeated<Service> = kMaxLines;
template <>
inline constexpr size_t kMaxRepeated<ConsentView> = kMaxLines;
template <>
inline constexpr size_t kMaxRepeated<std::string_view> = kMaxLines;
template <>
inline constexpr size_t
    kMaxRepeated<std::pair<std::string_view, std::string_view>> = kMaxLines;

// ---- People -----------------------------------------------------------------

template <>
struct Schema<ProfileView> {
  static constexpr auto kFields =
      std::tuple(F(1, "birthday", &ProfileView::birthday, As::kId),
                 F(2, "language", &ProfileView::language, As::kId),
                 F(3, "home_store", &ProfileView::home_store, As::kId),
                 F(4, "tags", &ProfileView::tags, As::kId),
                 F(5, "person_ref", &ProfileView::person_ref, As::kId));
};

template <>
struct Schema<ConsentView> {
  static constexpr auto kFields =
      std::tuple(F(1, "channel", &ConsentView::channel, As::kNeeded),
                 F(2, "purpose", &ConsentView::purpose, As::kNeeded),
                 F(3, "granted", &ConsentView::granted),
                 F(4, "count", &ConsentView::count));
};

template <>
struct Schema<CustomerEnrolled> {
  static constexpr auto kFields =
      std::tuple(F(1, "profile", &CustomerEnrolled::profile),
                 F(2, "consents", &CustomerEnrolled::consents),
                 F(3, "referrer_id", &CustomerEnrolled::referrer_id, As::kId));
};

template <>
struct Schema<ProfileUpdated> {
  static constexpr auto kFields =
      std::tuple(F(1, "profile", &ProfileUpdated::profile),
                 F(2, "clear", &ProfileUpdated::clear));
};

// Its fields are those of the consent within.
template <>
struct Schema<ConsentChanged> : Schema<ConsentView> {};
constexpr ConsentView& Members(ConsentChanged& fact) { return fact.consent; }
constexpr const ConsentView& Members(const ConsentChanged& fact) {
  return fact.consent;
}

template <>
struct Schema<CustomerErased> {
  static constexpr auto kFields =
      std::tuple(F(1, "reason", &CustomerErased::reason));
};

template <>
struct Schema<TierAssigned> {
  static constexpr auto kFields =
      std::tuple(F(1, "tier", &TierAssigned::tier, As::kNeeded),
                 F(2, "mode", &TierAssigned::mode, As::kNeeded),
                 F(3, "until", &TierAssigned::until, As::kTime),
                 F(4, "reason", &TierAssigned::reason));
};

// ---- Appointments and visits ------------------------------------------------

template <>
struct Schema<Service> {
  static constexpr auto kFields =
      std::tuple(F(1, "sku", &Service::sku, As::kId),
                 F(2, "category", &Service::category, As::kId));
};

template <>
struct Schema<AppointmentBooked> {
  using T = AppointmentBooked;
  static constexpr auto kFields = std::tuple(
      F(1, "appointment_id", &T::appointment_id, As::kNeeded),
      F(2, "starts_at", &T::starts_at, As::kNeeded),
      F(3, "services", &T::services), F(4, "staff_id", &T::staff_id, As::kId),
      F(5, "channel", &T::channel, As::kId));
};

template <>
struct Schema<AppointmentRescheduled> {
  using T = AppointmentRescheduled;
  static constexpr auto kFields =
      std::tuple(F(1, "appointment_id", &T::appointment_id, As::kNeeded),
                 F(2, "starts_at", &T::starts_at, As::kNeeded));
};

template <>
struct Schema<AppointmentCancelled> {
  using T = AppointmentCancelled;
  static constexpr auto kFields =
      std::tuple(F(1, "appointment_id", &T::appointment_id, As::kNeeded));
};

template <>
struct Schema<AppointmentMissed> {
  using T = AppointmentMissed;
  static constexpr auto kFields =
      std::tuple(F(1, "appointment_id", &T::appointment_id, As::kNeeded));
};

template <>
struct Schema<VisitCompleted> {
  using T = VisitCompleted;
  static constexpr auto kFields = std::tuple(
      F(1, "visit_id", &T::visit_id, As::kNeeded),
      F(2, "appointment_id", &T::appointment_id, As::kId),
      F(3, "services", &T::services), F(4, "staff_id", &T::staff_id, As::kId),
      F(5, "channel", &T::channel, As::kId));
};

// ---- Money ------------------------------------------------------------------

template <>
struct Schema<Line> {
  static constexpr auto kFields = std::tuple(
      F(1, "line_id", &Line::line_id, As::kId),
      F(2, "sku", &Line::sku, As::kId),
      F(3, "category", &Line::category, As::kId), F(4, "kind", &Line::kind),
      F(5, "quantity", &Line::quantity, As::kAmount),
      F(6, "amount", &Line::amount, As::kNeeded),
      F(7, "unit", &Line::unit, As::kId));
};

template <>
struct Schema<Tender> {
  static constexpr auto kFields =
      std::tuple(F(1, "kind", &Tender::kind, As::kNeeded),
                 F(2, "unit", &Tender::unit, As::kId),
                 F(3, "amount", &Tender::amount, As::kNeeded));
};

template <>
struct Schema<PaymentCaptured> {
  using T = PaymentCaptured;
  static constexpr auto kFields = std::tuple(
      F(1, "payment_id", &T::payment_id, As::kNeeded),
      F(2, "visit_id", &T::visit_id, As::kId), F(3, "lines", &T::lines),
      F(4, "tenders", &T::tenders), F(5, "channel", &T::channel, As::kId),
      F(6, "staff_id", &T::staff_id, As::kId));
};

template <>
struct Schema<RefundLine> {
  static constexpr auto kFields =
      std::tuple(F(1, "line_id", &RefundLine::line_id, As::kNeeded),
                 F(2, "amount", &RefundLine::amount, As::kNeeded));
};

template <>
struct Schema<PaymentRefunded> {
  using T = PaymentRefunded;
  static constexpr auto kFields = std::tuple(
      F(1, "refund_id", &T::refund_id, As::kNeeded),
      F(2, "payment_id", &T::payment_id, As::kNeeded), F(3, "lines", &T::lines),
      Optional(4, "amount", &T::amount, As::kNeeded, &T::has_amount));
};

// ---- Spending ---------------------------------------------------------------

template <>
struct Schema<RedemptionRequested> {
  using T = RedemptionRequested;
  static constexpr auto kFields =
      std::tuple(F(1, "redemption_id", &T::redemption_id, As::kNeeded),
                 F(2, "unit", &T::unit, As::kNeeded),
                 F(3, "amount", &T::amount, As::kAmount),
                 F(4, "payment_id", &T::payment_id, As::kId),
                 Optional(5, "basket_total", &T::basket_total, As::kNeeded,
                          &T::has_basket_total));
};

template <>
struct Schema<RedemptionReversed> {
  using T = RedemptionReversed;
  static constexpr auto kFields =
      std::tuple(F(1, "redemption_id", &T::redemption_id, As::kNeeded),
                 F(2, "amount", &T::amount, As::kAmount));
};

template <>
struct Schema<HoldRequested> {
  using T = HoldRequested;
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &T::hold_id, As::kNeeded),
                 F(2, "unit", &T::unit, As::kNeeded),
                 F(3, "amount", &T::amount, As::kAmount),
                 F(4, "ttl", &T::ttl_ms, As::kTtl));
};

template <>
struct Schema<HoldCaptured> {
  using T = HoldCaptured;
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &T::hold_id, As::kNeeded),
                 F(2, "amount", &T::amount, As::kAmount));
};

template <>
struct Schema<HoldReleased> {
  static constexpr auto kFields =
      std::tuple(F(1, "hold_id", &HoldReleased::hold_id, As::kNeeded));
};

template <>
struct Schema<UnitsAdjusted> {
  using T = UnitsAdjusted;
  static constexpr auto kFields = std::tuple(
      F(1, "adjustment_id", &T::adjustment_id, As::kNeeded),
      F(2, "unit", &T::unit, As::kNeeded),
      F(3, "amount", &T::amount, As::kAmount), F(4, "reason", &T::reason),
      Optional(5, "expires_at", &T::expires_at, As::kTime, &T::has_expires_at));
};

// ---- What customers say and do ----------------------------------------------

template <>
struct Schema<FeedbackReceived> {
  using T = FeedbackReceived;
  static constexpr auto kFields =
      std::tuple(F(1, "feedback_id", &T::feedback_id, As::kNeeded),
                 F(2, "visit_id", &T::visit_id, As::kId),
                 F(3, "kind", &T::kind, As::kNeeded), F(4, "score", &T::score),
                 F(5, "answers", &T::answers), F(6, "comment", &T::comment));
};

template <>
struct Schema<ComplaintOpened> {
  using T = ComplaintOpened;
  static constexpr auto kFields =
      std::tuple(F(1, "complaint_id", &T::complaint_id, As::kNeeded),
                 F(2, "severity", &T::severity));
};

template <>
struct Schema<ComplaintAnswered> {
  using T = ComplaintAnswered;
  static constexpr auto kFields =
      std::tuple(F(1, "complaint_id", &T::complaint_id, As::kNeeded),
                 F(2, "note", &T::note));
};

template <>
struct Schema<ComplaintResolved> {
  using T = ComplaintResolved;
  static constexpr auto kFields =
      std::tuple(F(1, "complaint_id", &T::complaint_id, As::kNeeded),
                 F(2, "outcome", &T::outcome));
};

template <>
struct Schema<Outgoing> {
  using T = Outgoing;
  static constexpr auto kFields = std::tuple(
      F(1, "message_id", &T::message_id, As::kNeeded),
      F(2, "channel", &T::channel), F(3, "campaign", &T::campaign, As::kId),
      F(4, "purpose", &T::purpose),
      F(5, "outreach_id", &T::outreach_id, As::kId));
};

template <>
struct Schema<MessageSent> : Schema<Outgoing> {};
template <>
struct Schema<MessageDelivered> : Schema<Outgoing> {};
template <>
struct Schema<MessageFailed> : Schema<Outgoing> {};
template <>
struct Schema<MessageOpened> : Schema<Outgoing> {};
template <>
struct Schema<MessageClicked> : Schema<Outgoing> {};
template <>
struct Schema<MessageReplied> : Schema<Outgoing> {};

template <>
struct Schema<EngagementRecorded> {
  using T = EngagementRecorded;
  static constexpr auto kFields =
      std::tuple(F(1, "engagement_id", &T::engagement_id, As::kNeeded),
                 F(2, "kind", &T::kind, As::kId));
};

template <>
struct Schema<ReferralQualified> {
  using T = ReferralQualified;
  static constexpr auto kFields =
      std::tuple(F(1, "referral_id", &T::referral_id, As::kNeeded),
                 F(2, "referee_id", &T::referee_id, As::kNeeded));
};

// ---- Control facts ----------------------------------------------------------

// Without the zones: see ZonesOf.
template <>
struct Schema<ProgramPublished> {
  using T = ProgramPublished;
  static constexpr auto kFields = std::tuple(
      F(1, "program", &T::program, As::kNeeded), F(2, "version", &T::version),
      F(3, "source", &T::source), F(4, "digest", &T::digest, As::kId));
};

template <>
struct Schema<ClockTicked> {
  static constexpr auto kFields = std::tuple(F(1, "most", &ClockTicked::most));
};
template <>
struct Schema<ImportStarted> {
  static constexpr auto kFields = std::tuple();
};
template <>
struct Schema<ImportFinished> {
  static constexpr auto kFields = std::tuple();
};

}  // namespace laurel
