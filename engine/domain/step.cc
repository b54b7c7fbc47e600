#include "engine/domain/step.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/domain/decide.h"
#include "engine/domain/deliberation.h"
#include "engine/domain/evolve.h"
#include "engine/domain/ledger.h"
#include "engine/domain/trim.h"

namespace laurel {
namespace {

// More than this at once for one customer is a rule that feeds itself.
inline constexpr int kMostFirings = 100'000;

// ---- What falls due ---------------------------------------------------------

void FireOne(Deliberation& d, const Due& due, const DueSearch& search) {
  switch (due.kind) {
    case DueKind::kActivation:
    case DueKind::kExpiry:
    case DueKind::kExpiryWarning:
      return FireUnits(d, due);
    case DueKind::kHold:
      return FireHold(d, due);
    case DueKind::kAssignmentEnd:
    case DueKind::kTierReview:
    case DueKind::kTierAtRisk:
    case DueKind::kRecurring:
      return FireTier(d, due);
    case DueKind::kStage:
      return FireStage(d, due);
    case DueKind::kComplaint:
      return FireComplaint(d, due);
    case DueKind::kOutreach:
      return FireOutreach(d, *search.occasion());
  }
}

// Fires until nothing is due by now; returns the next that is due by `bound`,
// which is now or later. What became overdue only by a new program has the
// instant of its publication, `not_before`; what only another firing made due
// has no earlier instant than that one. Warnings keep their own: the account
// remembers by it which ones are told.
std::optional<Due> FireAll(Deliberation& d, Instant not_before, Instant bound) {
  Instant last = not_before;
  DueSearch search(d.customer, d.published);
  std::optional<Due> due = search.Next(bound);
  for (int fired = 0; due && due->at <= d.now && d.status().ok(); ++fired) {
    Due firing = *due;
    const bool warning = firing.kind == DueKind::kExpiryWarning;
    firing.at = std::max(firing.at, warning ? not_before : last);
    FireOne(d, firing, search);
    if (!warning) last = firing.at;
    std::optional<Due> next = search.Next(bound);
    if (next == due || fired == kMostFirings) {
      d.Fail(absl::InternalError(
          absl::StrCat("customer ", d.customer.id, ": what is due at ",
                       due->at.ms, " (kind ", static_cast<int>(due->kind), " ",
                       due->id, ") does not move on when it fires")));
    }
    due = std::move(next);
  }
  return due;
}

// A fact looks ahead itself, once it is folded; a tick has to here.
void FireBefore(Deliberation& d, Dossier& dossier, Instant bound) {
  if (dossier.next_due > d.now) return;
  d.BeginFiring();
  const auto due = FireAll(d, d.published.since, bound);
  d.EndFiring();
  const bool whole = bound == kNever;
  dossier.next_due = due ? due->at : whole ? kNever : kEarliest;
}

// ---- One fact ---------------------------------------------------------------

// The same fact again, or a request that was answered: no effect.
bool IsDuplicate(const Documents& documents, const Fact& fact) {
  const SeenFact* seen = FindSeen(documents, fact);
  if (seen != nullptr) return seen->fingerprint == fact.fingerprint;
  const BusinessId business = BusinessIdOf(fact);
  return IsRequest(fact.body) && documents.Has(business.kind, business.id);
}

// Requests of somebody unknown are answered and leave nothing behind.
bool AnswerStranger(const RecordedFact& fact, const Dossier& dossier,
                    Instant now, Decision* out) {
  if (dossier.customer.known() || !IsRequest(fact.fact.body)) return false;
  out->outcome = Outcome::kRejected;
  DerivedEvent answer;
  answer.occurred_at = now;
  if (const auto* asked = std::get_if<RedemptionRequested>(&fact.fact.body)) {
    answer.rule = Theme::kRedeem;
    answer.body = RedemptionRejected{std::string(asked->redemption_id),
                                     std::string(asked->unit), asked->amount,
                                     Refusal::kUnknownCustomer, 0};
  } else {
    const auto& hold = std::get<HoldRequested>(fact.fact.body);
    answer.rule = Theme::kHold;
    answer.body =
        HoldRejected{std::string(hold.hold_id), Refusal::kUnknownCustomer, 0};
  }
  out->events.push_back(std::move(answer));
  return true;
}

Theme ThemeOf(const FactBody& body) {
  if (std::holds_alternative<PaymentRefunded>(body)) return Theme::kRefund;
  if (std::holds_alternative<RedemptionReversed>(body)) return Theme::kRedeem;
  if (std::holds_alternative<HoldCaptured>(body) ||
      std::holds_alternative<HoldReleased>(body)) {
    return Theme::kHold;
  }
  if (std::holds_alternative<UnitsAdjusted>(body)) return Theme::kAdjust;
  if (std::holds_alternative<TierAssigned>(body)) return Theme::kTier;
  if (std::holds_alternative<CustomerEnrolled>(body)) return Theme::kReferral;
  if (std::holds_alternative<ReferralQualified>(body)) return Theme::kReferral;
  return Theme::kEarn;
}

void TellRefused(Deliberation& d, FactRejected rejected, Decision* out) {
  out->outcome = Outcome::kRejected;
  if (d.customer.known()) {
    d.Tell(d.now, ThemeOf(d.fact.body), std::move(rejected));
  } else {
    out->events.push_back(
        {0, d.now, ThemeOf(d.fact.body), std::move(rejected)});
  }
}

struct Answer {
  Deliberation& d;
  void operator()(const PaymentRefunded& body) const { DecideRefund(d, body); }
  void operator()(const RedemptionRequested& body) const {
    DecideRedemption(d, body);
  }
  void operator()(const RedemptionReversed& body) const {
    DecideReversal(d, body);
  }
  void operator()(const HoldRequested& body) const { DecideHold(d, body); }
  void operator()(const HoldCaptured& body) const { DecideCapture(d, body); }
  void operator()(const HoldReleased& body) const { DecideRelease(d, body); }
  void operator()(const UnitsAdjusted& body) const {
    DecideAdjustment(d, body);
  }
  template <typename Body>
  void operator()(const Body&) const {}
};

struct Refer {
  Deliberation& d;
  void operator()(const PaymentCaptured& body) const {
    DecideReferral(d, body);
  }
  void operator()(const ReferralQualified& body) const {
    DecideReferral(d, body);
  }
  template <typename Body>
  void operator()(const Body&) const {}
};

// The themes in the order their events stand within one fact; outreach is what
// they make due, and referral comes after it.
void DecideAll(Deliberation& d, Appraisal& appraisal,
               const Lifecycled& before) {
  if (!d.customer.erased) DecideEarning(d, appraisal);
  std::visit(Answer{d}, d.fact.body);
  if (d.customer.erased) return;
  DecideTier(d);
  DecideStage(d, before);
  if (const auto* feedback = std::get_if<FeedbackReceived>(&d.fact.body)) {
    DecideFeedback(d, *feedback);
  }
}

// What a hold kept alive ends with it, and not before.
bool EndsHold(const FactBody& body) {
  return std::holds_alternative<HoldCaptured>(body) ||
         std::holds_alternative<HoldReleased>(body);
}

void DecideFact(Deliberation& d, Dossier& dossier, Decision* out) {
  std::optional<FactRejected> refused = Refuse(d);
  std::optional<Appraisal> appraisal;
  if (!refused) {
    appraisal = Appraise(d);
    if (!appraisal) {
      refused = FactRejected{RejectReason::kOverflow,
                             "what it earns does not fit an account"};
    }
  }
  if (refused) return TellRefused(d, *std::move(refused), out);
  const Lifecycled before = d.late ? d.customer.lifecycle : Lifecycled();
  d.Accept();
  DecideAll(d, *appraisal, before);
  auto due = FireAll(d, EndsHold(d.fact.body) ? d.now : kEarliest, kNever);
  const size_t told = out->events.size();
  if (!d.customer.erased) std::visit(Refer{d}, d.fact.body);
  if (out->events.size() > told) due = FireAll(d, kEarliest, kNever);
  dossier.next_due = due ? due->at : kNever;
}

// Of a walk-in the store's books are all there is; nothing is remembered. A
// request is answered all the same.
void DecideOfNobody(const Partition& partition, const RecordedFact& fact,
                    Dossier& nobody, Decision* out) {
  const PublishedProgram* published = partition.Current();
  if (published == nullptr) return;
  if (AnswerStranger(fact, nobody, partition.clock, out)) return;
  Deliberation d(partition, *published, fact, nobody, *out);
  if (auto refused = RefuseOfNobody(d)) {
    TellRefused(d, *std::move(refused), out);
  }
}

// Before the first program nothing is decided, but who is who.
void Record(const Partition& partition, const RecordedFact& fact,
            Dossier& dossier, Decision* out) {
  if (auto refused = RefuseIdentity(dossier.documents, fact.fact)) {
    out->outcome = Outcome::kRejected;
    out->events.push_back(
        {0, partition.clock, ThemeOf(fact.fact.body), *std::move(refused)});
    return;
  }
  Evolve(dossier.customer, dossier.documents, fact.fact,
         MomentOf(fact, partition.clock, nullptr));
}

void Begin(const Partition& partition, const RecordedFact& fact,
           std::string_view customer_id, Decision* out) {
  const PublishedProgram* published = partition.Current();
  out->fact_offset = fact.offset;
  out->clock = partition.clock;
  out->program_version = published == nullptr ? 0 : published->version;
  out->engine_version = kEngineVersion;
  out->outcome = Outcome::kAccepted;
  out->customer_id = customer_id;
  out->due.clear();
  out->events.clear();
  out->sale.reset();
  out->parked = ParkReason::kNone;
  out->parked_message.clear();
  out->more = false;
}

// Trimmed at accepted facts alone, so that ticks make no difference.
absl::Status Finish(const Deliberation& d, const Partition& partition,
                    bool accepted, Dossier& dossier) {
  RETURN_IF_ERROR(d.status());
  if (accepted) Trim(dossier.customer, d.program, partition.clock);
  return CheckConservation(dossier.customer);
}

}  // namespace

absl::Status Step(const Partition& partition, const RecordedFact& fact,
                  Dossier& dossier, Decision* out) {
  Begin(partition, fact, fact.fact.customer_id, out);
  if (fact.fact.customer_id.empty()) {
    DecideOfNobody(partition, fact, dossier, out);
    return absl::OkStatus();
  }
  if (IsDuplicate(dossier.documents, fact.fact)) {
    out->outcome = Outcome::kDuplicate;
    return absl::OkStatus();
  }
  const PublishedProgram* published = partition.Current();
  if (published == nullptr) {
    Record(partition, fact, dossier, out);
    return absl::OkStatus();
  }
  if (AnswerStranger(fact, dossier, partition.clock, out)) {
    return absl::OkStatus();
  }
  Deliberation firing(partition, *published, fact, dossier, *out);
  FireBefore(firing, dossier, partition.clock);
  RETURN_IF_ERROR(firing.status());
  // Whether the fact is late is seen after what was due has fired, so that it
  // makes no difference whether a tick came first.
  Deliberation d(partition, *published, fact, dossier, *out);
  DecideFact(d, dossier, out);
  return Finish(d, partition, out->outcome == Outcome::kAccepted, dossier);
}

absl::Status Fire(const Partition& partition, const RecordedFact& cause,
                  Dossier& dossier, Decision* out) {
  Begin(partition, cause, dossier.customer.id, out);
  const PublishedProgram* published = partition.Current();
  if (published == nullptr) return absl::OkStatus();
  Deliberation d(partition, *published, cause, dossier, *out);
  FireBefore(d, dossier, kNever);
  if (out->due.empty()) return d.status();
  return Finish(d, partition, false, dossier);
}

absl::Status Replay(const Partition& partition, const RecordedFact& cause,
                    const Decision& decision, Dossier& dossier) {
  const PublishedProgram* published = partition.Current();
  const Program* program =
      published == nullptr ? nullptr : published->program.get();
  const Moment moment = MomentOf(cause, decision.clock, program);
  Customer& customer = dossier.customer;
  Documents& documents = dossier.documents;
  for (const DerivedEvent& event : decision.due) {
    RETURN_IF_ERROR(EvolveDue(customer, documents, event, moment));
  }
  const bool accepted =
      decision.outcome == Outcome::kAccepted && !cause.fact.customer_id.empty();
  if (accepted) Evolve(customer, documents, cause.fact, moment);
  if (decision.sale) Evolve(documents, *decision.sale, cause.fact);
  for (const DerivedEvent& event : decision.events) {
    RETURN_IF_ERROR(Evolve(customer, documents, event, moment));
  }
  dossier.next_due = kEarliest;
  if (accepted && program != nullptr) {
    Trim(customer, *program, decision.clock);
  }
  return CheckConservation(customer);
}

}  // namespace laurel
