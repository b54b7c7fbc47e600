// Facts: what happened outside, as reported. A good first read: a list of
// things a shopkeeper would understand.
//
// A Fact is a view: its strings point into the bytes it was decoded from, which
// whoever holds the fact keeps alive. Nothing here owns memory but the lists.
// Field by field this is proto/laurel/v1/fact.proto.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/base/money.h"
#include "engine/base/time.h"
#include "engine/domain/words.h"

namespace laurel {

// ---- People -----------------------------------------------------------------

struct ProfileView {
  std::string_view birthday;  // "1990-03-14" or "--03-14"
  std::string_view language;
  std::string_view home_store;
  std::vector<std::string_view> tags;
  std::string_view person_ref;
  bool operator==(const ProfileView&) const = default;
};

struct ConsentView {
  Channel channel = Channel::kUnspecified;
  Purpose purpose = Purpose::kUnspecified;
  bool granted = false;
  uint32_t count = 0;  // one-time consents; 0: standing
  bool operator==(const ConsentView&) const = default;
};

struct CustomerEnrolled {
  ProfileView profile;
  std::vector<ConsentView> consents;
  std::string_view referrer_id;
  bool operator==(const CustomerEnrolled&) const = default;
};

struct ProfileUpdated {
  ProfileView profile;
  std::vector<std::string_view> clear;
  bool operator==(const ProfileUpdated&) const = default;
};

struct ConsentChanged {
  ConsentView consent;
  bool operator==(const ConsentChanged&) const = default;
};

struct CustomerErased {
  std::string_view reason;
  bool operator==(const CustomerErased&) const = default;
};

struct TierAssigned {
  std::string_view tier;
  AssignmentMode mode = AssignmentMode::kUnspecified;
  Instant until = kNever;
  std::string_view reason;
  bool operator==(const TierAssigned&) const = default;
};

// ---- Appointments and visits ------------------------------------------------

struct Service {
  std::string_view sku;
  std::string_view category;
  bool operator==(const Service&) const = default;
};

struct AppointmentBooked {
  std::string_view appointment_id;
  Instant starts_at;
  absl::InlinedVector<Service, 2> services;
  std::string_view staff_id;
  std::string_view channel;
  bool operator==(const AppointmentBooked&) const = default;
};

struct AppointmentRescheduled {
  std::string_view appointment_id;
  Instant starts_at;
  bool operator==(const AppointmentRescheduled&) const = default;
};

struct AppointmentCancelled {
  std::string_view appointment_id;
  bool operator==(const AppointmentCancelled&) const = default;
};

struct AppointmentMissed {
  std::string_view appointment_id;
  bool operator==(const AppointmentMissed&) const = default;
};

struct VisitCompleted {
  std::string_view visit_id;
  std::string_view appointment_id;
  absl::InlinedVector<Service, 2> services;
  std::string_view staff_id;
  std::string_view channel;  // how it was booked
  bool operator==(const VisitCompleted&) const = default;
};

// ---- Money ------------------------------------------------------------------

struct Line {
  std::string_view line_id;
  std::string_view sku;
  std::string_view category;
  LineKind kind = LineKind::kProduct;
  int64_t quantity = 0;   // 0: one
  Money amount;           // of the whole line
  std::string_view unit;  // top-up and package: what it loads
  bool operator==(const Line&) const = default;
};

struct Tender {
  TenderKind kind = TenderKind::kUnspecified;
  std::string_view unit;
  Money amount;
  bool operator==(const Tender&) const = default;
};

struct PaymentCaptured {
  std::string_view payment_id;
  std::string_view visit_id;
  absl::InlinedVector<Line, 2> lines;
  absl::InlinedVector<Tender, 2> tenders;
  std::string_view channel;
  std::string_view staff_id;
  bool operator==(const PaymentCaptured&) const = default;
};

struct RefundLine {
  std::string_view line_id;
  Money amount;
  bool operator==(const RefundLine&) const = default;
};

struct PaymentRefunded {
  std::string_view refund_id;
  std::string_view payment_id;
  absl::InlinedVector<RefundLine, 2> lines;
  Money amount;  // used where there are no lines
  bool has_amount = false;
  bool operator==(const PaymentRefunded&) const = default;
};

// ---- Spending ---------------------------------------------------------------

struct RedemptionRequested {
  std::string_view redemption_id;
  std::string_view unit;
  int64_t amount = 0;
  std::string_view payment_id;
  Money basket_total;
  bool has_basket_total = false;
  bool operator==(const RedemptionRequested&) const = default;
};

struct RedemptionReversed {
  std::string_view redemption_id;
  int64_t amount = 0;  // 0: all
  bool operator==(const RedemptionReversed&) const = default;
};

struct HoldRequested {
  std::string_view hold_id;
  std::string_view unit;
  int64_t amount = 0;
  int64_t ttl_ms = 0;  // 0: kDefaultHoldTtlMs
  bool operator==(const HoldRequested&) const = default;
};

struct HoldCaptured {
  std::string_view hold_id;
  int64_t amount = 0;  // 0: all
  bool operator==(const HoldCaptured&) const = default;
};

struct HoldReleased {
  std::string_view hold_id;
  bool operator==(const HoldReleased&) const = default;
};

struct UnitsAdjusted {
  std::string_view adjustment_id;
  std::string_view unit;
  int64_t amount = 0;  // signed
  std::string_view reason;
  Instant expires_at = kNever;
  bool has_expires_at = false;  // otherwise the unit's policy
  bool operator==(const UnitsAdjusted&) const = default;
};

// ---- What customers say and do ----------------------------------------------

struct FeedbackReceived {
  std::string_view feedback_id;
  std::string_view visit_id;
  FeedbackKind kind = FeedbackKind::kUnspecified;
  int32_t score = 0;  // on the scale of its kind: see ScaleOf
  std::vector<std::pair<std::string_view, std::string_view>> answers;
  std::string_view comment;
  bool operator==(const FeedbackReceived&) const = default;
};

// What a score of the kind may be, both ends included.
struct Scale {
  int32_t least = std::numeric_limits<int32_t>::min();
  int32_t most = std::numeric_limits<int32_t>::max();
  constexpr bool Has(int32_t score) const {
    return score >= least && score <= most;
  }
};

// Ratings are one to five stars; a survey has a scale of its own.
constexpr Scale ScaleOf(FeedbackKind kind) {
  switch (kind) {
    case FeedbackKind::kRating:
      return {1, 5};
    case FeedbackKind::kNps:
      return {0, 10};
    case FeedbackKind::kUnspecified:
    case FeedbackKind::kSurvey:
      break;
  }
  return {};
}

struct ComplaintOpened {
  std::string_view complaint_id;
  Severity severity = Severity::kUnspecified;
  bool operator==(const ComplaintOpened&) const = default;
};

struct ComplaintAnswered {
  std::string_view complaint_id;
  std::string_view note;
  bool operator==(const ComplaintAnswered&) const = default;
};

struct ComplaintResolved {
  std::string_view complaint_id;
  std::string_view outcome;
  bool operator==(const ComplaintResolved&) const = default;
};

// The six message facts say the same about a message; the type says which.
struct Outgoing {
  std::string_view message_id;
  Channel channel = Channel::kUnspecified;
  std::string_view campaign;
  Purpose purpose = Purpose::kUnspecified;
  std::string_view outreach_id;
  bool operator==(const Outgoing&) const = default;
};

struct MessageSent : Outgoing {};
struct MessageDelivered : Outgoing {};
struct MessageFailed : Outgoing {};
struct MessageOpened : Outgoing {};
struct MessageClicked : Outgoing {};
struct MessageReplied : Outgoing {};

struct EngagementRecorded {
  std::string_view engagement_id;
  std::string_view kind;
  bool operator==(const EngagementRecorded&) const = default;
};

struct ReferralQualified {
  std::string_view referral_id;
  std::string_view referee_id;
  bool operator==(const ReferralQualified&) const = default;
};

// ---- Control facts ----------------------------------------------------------

// The zones stay in the bytes; whoever compiles the program reads them there.
struct ProgramPublished {
  std::string_view program;
  uint32_t version = 0;
  std::string_view source;
  std::string_view digest;
  bool operator==(const ProgramPublished&) const = default;
};

// What a tick may fire at most is as much as is committed together.
inline constexpr uint32_t kMostFired = 10'000;

struct ClockTicked {
  uint32_t most = 0;  // customers it fires; the rest stay due. 0: all
  bool operator==(const ClockTicked&) const = default;
};
struct ImportStarted {
  bool operator==(const ImportStarted&) const = default;
};
struct ImportFinished {
  bool operator==(const ImportFinished&) const = default;
};

using FactBody = std::variant<
    std::monostate, PaymentCaptured, VisitCompleted, PaymentRefunded,
    RedemptionRequested, RedemptionReversed, HoldRequested, HoldCaptured,
    HoldReleased, UnitsAdjusted, CustomerEnrolled, ProfileUpdated,
    ConsentChanged, CustomerErased, TierAssigned, AppointmentBooked,
    AppointmentRescheduled, AppointmentCancelled, AppointmentMissed,
    FeedbackReceived, ComplaintOpened, ComplaintAnswered, ComplaintResolved,
    MessageSent, MessageDelivered, MessageFailed, MessageOpened, MessageClicked,
    MessageReplied, EngagementRecorded, ReferralQualified, ProgramPublished,
    ClockTicked, ImportStarted, ImportFinished>;

// Of the whole partition, not of a customer; laurel alone writes them.
inline bool IsControl(const FactBody& body) {
  return std::holds_alternative<ProgramPublished>(body) ||
         std::holds_alternative<ClockTicked>(body) ||
         std::holds_alternative<ImportStarted>(body) ||
         std::holds_alternative<ImportFinished>(body);
}

// Each is answered by one event.
inline bool IsRequest(const FactBody& body) {
  return std::holds_alternative<RedemptionRequested>(body) ||
         std::holds_alternative<HoldRequested>(body);
}

// Which body a fact has; the position in FactBody.
template <typename Body, size_t I = 0>
constexpr size_t FactIndex() {
  if constexpr (std::is_same_v<Body, std::variant_alternative_t<I, FactBody>>) {
    return I;
  } else {
    return FactIndex<Body, I + 1>();
  }
}

struct Fact {
  std::string_view id;
  std::string_view source;
  std::string_view customer_id;  // empty: anonymous
  Instant occurred_at = kNever;  // kNever: not given; see Resolve
  Instant recorded_at = kNever;  // kNever: not given
  std::string_view store_id;
  std::string_view actor;
  std::string_view correlation_id;
  FactBody body;
  uint64_t fingerprint = 0;  // of the body's bytes: tells a reused id

  bool operator==(const Fact&) const = default;
};

// The key of its record, which says on which partition it stands. Of a control
// fact, which stands on all: empty.
inline std::string_view KeyOf(const Fact& fact) {
  return fact.customer_id.empty() ? fact.store_id : fact.customer_id;
}

// A fact where it stands on the log of its partition.
struct RecordedFact {
  Fact fact;
  int32_t partition = 0;
  int64_t offset = 0;
  Instant append_time;
};

}  // namespace laurel
