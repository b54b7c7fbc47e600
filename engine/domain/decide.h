// Decide: given this customer and this program, what follows from this fact?
// Every rule lives in one of these; one file a theme. A decider is called
// after the fact was folded, unless it says otherwise.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "engine/domain/deliberation.h"
#include "engine/domain/due.h"
#include "engine/domain/loading.h"
#include "engine/domain/worth.h"

namespace laurel {

// Why an identity or a business id cannot be used again; needs no program.
std::optional<FactRejected> RefuseIdentity(const Documents& documents,
                                           const Fact& fact);

// Why the fact cannot be applied now, if it cannot; before it is folded.
std::optional<FactRejected> Refuse(const Deliberation& d);

// The same of a fact without a customer: what it says by itself.
std::optional<FactRejected> RefuseOfNobody(const Deliberation& d);

// What a fact earns, worked out before it is folded. Nothing if a sum does not
// fit: then the fact is refused.
struct Appraisal {
  const Program* program = nullptr;  // the one that judges
  SaleTerms terms;
  LoadList loads;
  absl::InlinedVector<std::pair<size_t, Worth>, 4> worths;  // by unit
};
std::optional<Appraisal> Appraise(const Deliberation& d);

void DecideEarning(Deliberation& d, Appraisal& appraisal);
void DecideRefund(Deliberation& d, const PaymentRefunded& refund);
// Units that a reversal or the end of a hold set free: what of them belongs to
// a sale whose refund found them spent or held goes back now.
void DecideRecall(Deliberation& d, Instant at, std::string_view unit,
                  const LotAmounts& back);
void DecideAdjustment(Deliberation& d, const UnitsAdjusted& adjustment);

// Requests, each answered by one event.
void DecideRedemption(Deliberation& d, const RedemptionRequested& request);
void DecideReversal(Deliberation& d, const RedemptionReversed& reversal);
void DecideHold(Deliberation& d, const HoldRequested& request);
void DecideCapture(Deliberation& d, const HoldCaptured& capture);
void DecideRelease(Deliberation& d, const HoldReleased& release);

void DecideTier(Deliberation& d);
void DecideStage(Deliberation& d, const Lifecycled& before);
// A tier that was reached may make loyal.
void DecideStageOfTier(Deliberation& d, Instant at);

// Feedback: who is unhappy, who is delighted.
void DecideFeedback(Deliberation& d, const FeedbackReceived& feedback);
// The referee's payment, and what the engine reports of it to the referrer.
void DecideReferral(Deliberation& d, const PaymentCaptured& payment);
void DecideReferral(Deliberation& d, const ReferralQualified& qualified);

// When a complaint must be answered or resolved; kNever: told, or in time.
Instant OverdueAt(const Complaint& complaint, const Program& program,
                  ComplaintDeadline what);

// What fell due.
void FireUnits(Deliberation& d, const Due& due);
void FireHold(Deliberation& d, const Due& due);
void FireTier(Deliberation& d, const Due& due);
void FireStage(Deliberation& d, const Due& due);
void FireComplaint(Deliberation& d, const Due& due);
void FireOutreach(Deliberation& d, const OccasionDue& due);

// Benefits and offers, wherever they come from. They are available at once;
// `pending` delays what is earned.
UnitsGranted NewGrant(const Deliberation& d, Instant at, const Unit& unit,
                      int64_t amount);
void GrantUnits(Deliberation& d, Instant at, const Grant& grant,
                GrantReason reason, Theme rule);

// Whether the customer was rewarded, or would be, for bringing this one.
bool Referred(const Deliberation& d, std::string_view referee_id);

// The tier held at an instant; empty before there was one.
std::string_view TierAt(const Customer& customer, Instant at);

}  // namespace laurel
