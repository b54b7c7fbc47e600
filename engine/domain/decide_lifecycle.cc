#include <algorithm>

#include "engine/base/zone.h"
#include "engine/domain/basket.h"
#include "engine/domain/decide.h"
#include "engine/domain/overdue.h"

namespace laurel {
namespace {

bool IsFallen(Stage stage) { return stage >= Stage::kAtRisk; }

bool IsMet(const VisitGoal& goal, const std::vector<Day>& days, Day day) {
  if (goal.visits <= 0) return false;
  const Day first = Subtract(day, goal.within);
  const auto count = std::count_if(
      days.begin(), days.end(), [&](Day d) { return d >= first && d <= day; });
  return count >= goal.visits;
}

bool HasLoyalTier(const Deliberation& d) {
  const auto& tiers = d.program.lifecycle.loyal_tiers;
  return std::find(tiers.begin(), tiers.end(), d.customer.tier.name) !=
         tiers.end();
}

struct Lift {
  Stage to = Stage::kNew;
  StageReason reason = StageReason::kFirstVisit;
};

// What the visits up to `day` and the tier lift a customer to.
Lift LiftOn(const Deliberation& d, Day day) {
  const Lifecycle& rules = d.program.lifecycle;
  const auto& days = d.customer.lifecycle.days;
  if (d.customer.complaints.empty()) {
    if (HasLoyalTier(d)) return {Stage::kLoyal, StageReason::kTier};
    if (IsMet(rules.loyal, days, day)) {
      return {Stage::kLoyal, StageReason::kVisits};
    }
  }
  if (IsMet(rules.active, days, day)) {
    return {Stage::kActive, StageReason::kVisits};
  }
  return {};
}

void TellStage(Deliberation& d, Instant at, Stage to, StageReason reason) {
  const Lifecycled& life = d.customer.lifecycle;
  StageChanged changed;
  changed.from = life.stage;
  changed.to = to;
  changed.reason = reason;
  changed.last_visit_at = life.last_visit_at;
  if (IsFallen(to) && reason != StageReason::kOptedOut) {
    const auto fall =
        static_cast<size_t>(to) - static_cast<size_t>(Stage::kAtRisk);
    changed.cadence_days = CadenceDays(life, d.program, fall);
    changed.p_alive = AliveText(life, d.program, DayOf(at, d.program.zone));
  }
  if (reason == StageReason::kWonBack) {
    // The last message in (visit - attribution, visit].
    const Instant after =
        Subtract(at, d.program.lifecycle.attribution, d.program.zone);
    for (const SentMessage& sent : d.customer.messages) {
      if (sent.at <= after || sent.at > at) continue;
      changed.message_id = sent.message_id;
      changed.campaign = sent.campaign;
    }
  }
  d.TellNow(at, Theme::kStage, std::move(changed));
}

// A visit or purchase that comes in order.
void DecideVisit(Deliberation& d) {
  const Stage from = d.customer.lifecycle.stage;
  const Instant at = d.fact.occurred_at;
  Lift lift = LiftOn(d, DayOf(at, d.program.zone));
  if (IsFallen(from)) {
    TellStage(d, at, std::max(lift.to, Stage::kActive), StageReason::kWonBack);
  } else if (lift.to > from) {
    TellStage(d, at, lift.to, lift.reason);
  }
}

// When the last of all consents was withdrawn, where that made churned; else
// never was.
Instant OptedOutAt(const Deliberation& d) {
  Instant last = kEarliest;
  for (const Consent& consent : d.customer.consents) {
    if (consent.granted) return kEarliest;
    last = std::max(last, consent.at);
  }
  return d.program.lifecycle.churn_on_optout ? last : kEarliest;
}

// A visit that comes late: the stage held as of the last visit day, or what
// that day lifts it to, then the deepest threshold passed by now.
void DecideLateVisit(Deliberation& d, const Lifecycled& before) {
  const Lifecycled& life = d.customer.lifecycle;
  if (life.stage == Stage::kChurned && d.fact.occurred_at < OptedOutAt(d)) {
    return;
  }
  const Day last = life.days.empty() ? DayOf(life.last_visit_at, d.program.zone)
                                     : life.days.back();
  Stage held = before.risen;
  const bool moved = before.days.empty() || last > before.days.back();
  if (moved && IsFallen(FallenTo(held, FallsAt(before, d.program),
                                 StartOfDay(last, d.program.zone)))) {
    held = Stage::kActive;  // back from below
  }
  held = std::max(held, LiftOn(d, last).to);
  const Stage now = FallenTo(held, FallsAt(life, d.program), d.now);
  if (now != life.stage) TellStage(d, d.now, now, StageReason::kLateFact);
}

bool IsVisitOrPurchase(const FactBody& body) {
  if (std::holds_alternative<VisitCompleted>(body)) return true;
  const auto* sale = std::get_if<PaymentCaptured>(&body);
  return sale != nullptr && IsPurchase(*sale);
}

bool IsRisen(Stage stage) {
  return stage == Stage::kNew || stage == Stage::kActive;
}

// With the last open complaint gone, what it kept back is made good.
void DecideComplaintEnd(Deliberation& d) {
  const Instant at = d.At();
  if (LiftOn(d, DayOf(at, d.program.zone)).to == Stage::kLoyal) {
    TellStage(d, at, Stage::kLoyal, StageReason::kComplaint);
  }
}

// Whether this fact took away the last consent.
bool OptsOut(const Deliberation& d) {
  const auto* changed = std::get_if<ConsentChanged>(&d.fact.body);
  const auto& consents = d.customer.consents;
  return d.program.lifecycle.churn_on_optout && changed != nullptr &&
         !changed->consent.granted &&
         std::none_of(consents.begin(), consents.end(),
                      [](const Consent& consent) { return consent.granted; });
}

}  // namespace

void DecideStage(Deliberation& d, const Lifecycled& before) {
  if (!d.program.lifecycle.decided) return;
  const Stage stage = d.customer.lifecycle.stage;
  if (IsVisitOrPurchase(d.fact.body)) {
    d.late ? DecideLateVisit(d, before) : DecideVisit(d);
  } else if (stage == Stage::kNone &&
             std::holds_alternative<CustomerEnrolled>(d.fact.body)) {
    TellStage(d, d.At(), Stage::kPotential, StageReason::kEnrolled);
  } else if (std::holds_alternative<ComplaintResolved>(d.fact.body)) {
    if (IsRisen(stage)) DecideComplaintEnd(d);
  } else if (OptsOut(d)) {
    if (stage != Stage::kNone && stage != Stage::kChurned) {
      TellStage(d, d.At(), Stage::kChurned, StageReason::kOptedOut);
    }
  } else {
    DecideStageOfTier(d, d.At());
  }
}

void DecideStageOfTier(Deliberation& d, Instant at) {
  if (d.program.lifecycle.decided && IsRisen(d.customer.lifecycle.stage) &&
      d.customer.complaints.empty() && HasLoyalTier(d)) {
    TellStage(d, at, Stage::kLoyal, StageReason::kTier);
  }
}

void FireStage(Deliberation& d, const Due& due) {
  const Stage from = d.customer.lifecycle.stage;
  const Stage to = from < Stage::kAtRisk
                       ? Stage::kAtRisk
                       : static_cast<Stage>(static_cast<int>(from) + 1);
  TellStage(d, due.at, to, StageReason::kOverdue);
}

}  // namespace laurel
