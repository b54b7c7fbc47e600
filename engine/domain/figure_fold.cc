#include "engine/domain/figure_fold.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/domain/basket.h"
#include "engine/domain/documents.h"
#include "engine/domain/names.h"

namespace laurel {
namespace {

constexpr Period kRepurchase{0, 90, 0};
constexpr size_t kWalkInsKept = 4096;

const Zone kUtc;

// A visit counts for a contact at `at` until then.
Instant AttributedUntil(Instant at, const Program* program, const Zone& zone) {
  const Period attribution =
      program == nullptr ? Period{0, 14, 0} : program->lifecycle.attribution;
  return Add(at, attribution, zone);
}

}  // namespace

void AddCounters(const CounterTable& more, CounterTable& sum) {
  for (const auto& [key, amount] : more) {
    const auto found = sum.try_emplace(key, 0).first;
    found->second += amount;
    if (found->second == 0) sum.erase(found);
  }
}

FigureFold::Name FigureFold::NameOf(std::string_view text) {
  const auto known = found_.find(text);
  if (known != found_.end()) return known->second;
  const auto name = static_cast<Name>(names_.size());
  names_.emplace_back(text);
  found_.emplace(names_.back(), name);
  return name;
}

void FigureFold::Add(Counter counter, Name label, Name store, Day day,
                     int64_t amount) {
  if (amount != 0) memory_.counters[{counter, label, store, day}] += amount;
}

CounterTable FigureFold::Table() const {
  CounterTable table;
  for (const auto& [key, amount] : memory_.counters) {
    const auto& [counter, label, store, day] = key;
    if (amount == 0) continue;
    table[{counter, names_[label], names_[store], day}] = amount;
  }
  return table;
}

// ---- Facts ------------------------------------------------------------------

struct FigureFold::FactCount {
  FigureFold& fold;
  const Fact& fact;
  const Program* program;
  const Zone& zone;
  Day day;
  Name store;
  Person* person;  // null: nobody's, or erased
  std::vector<Sale>& sales;

  void operator()(const VisitCompleted&) const {
    fold.Add(Counter::kVisits, 0, store, day, 1);
    Came(false);
  }

  void operator()(const PaymentCaptured& body) const {
    Sale sale;
    sale.id = Fnv1a64(body.payment_id);
    sale.day = day;
    sale.store = store;
    for (const Line& line : body.lines) {
      sale.lines.push_back({Fnv1a64(line.line_id), CountsAsSpend(line.kind),
                            line.amount.minor, 0});
    }
    fold.Add(Counter::kSpend, 0, store, day, sale.Spend());
    sales.push_back(std::move(sale));
    KeepLast(fold.memory_.walk_ins, kWalkInsKept);
    if (!IsPurchase(body)) return;
    fold.Add(Counter::kPurchases, 0, store, day, 1);
    Came(true);
  }

  // Spend comes back where and when it was sold.
  void operator()(const PaymentRefunded& body) const {
    const auto sale = std::find_if(
        sales.rbegin(), sales.rend(),
        [&](const Sale& s) { return s.id == Fnv1a64(body.payment_id); });
    if (sale == sales.rend()) return;
    const int64_t before = sale->Spend();
    for (const RefundLine& refunded : body.lines) {
      for (SoldLine& line : sale->lines) {
        if (line.id != Fnv1a64(refunded.line_id)) continue;
        line.refunded += refunded.amount.minor;
      }
    }
    if (body.has_amount) sale->by_amount += body.amount.minor;
    fold.Add(Counter::kSpend, 0, sale->store, sale->day,
             sale->Spend() - before);
  }

  void operator()(const CustomerEnrolled& body) const {
    if (person == nullptr || body.referrer_id.empty() || person->referred) {
      return;
    }
    person->referred = true;
    fold.Add(Counter::kReferred, 0, person->store, day, 1);
  }

  // Scores off the scale are refused; those of nobody, and from before they
  // were, are passed over here.
  void operator()(const FeedbackReceived& body) const {
    if (!ScaleOf(body.kind).Has(body.score)) return;
    if (body.kind == FeedbackKind::kNps) {
      fold.Add(Counter::kNps, 0, store, day, 1);
      if (body.score >= 9) fold.Add(Counter::kPromoters, 0, store, day, 1);
      if (body.score <= 6) fold.Add(Counter::kDetractors, 0, store, day, 1);
    } else if (body.kind == FeedbackKind::kRating) {
      fold.Add(Counter::kRatings, 0, store, day, 1);
      fold.Add(Counter::kRatingSum, 0, store, day, body.score);
      if (body.score >= 4) fold.Add(Counter::kSatisfied, 0, store, day, 1);
    }
  }

  void operator()(const ComplaintOpened& body) const {
    fold.Add(Counter::kComplaints, 0, store, day, 1);
    if (person == nullptr) return;
    Grievance grievance;
    grievance.id = Fnv1a64(body.complaint_id);
    grievance.store = store;
    person->grievances.push_back(grievance);
  }
  void operator()(const ComplaintAnswered& body) const {
    Grievance* grievance = FindGrievance(body.complaint_id);
    if (grievance == nullptr || grievance->answered) return;
    grievance->answered = true;
    if (grievance->answer_overdue) return;
    fold.Add(Counter::kAnsweredInTime, 0, grievance->store, day, 1);
  }
  void operator()(const ComplaintResolved& body) const {
    const Grievance* grievance = FindGrievance(body.complaint_id);
    if (grievance == nullptr) return;
    if (!grievance->resolution_overdue) {
      fold.Add(Counter::kResolvedInTime, 0, grievance->store, day, 1);
    }
    person->grievances.erase(person->grievances.begin() +
                             (grievance - person->grievances.data()));
  }

  void operator()(const MessageSent& body) const {
    if (person == nullptr) return;
    std::string label(body.campaign);
    label += '/';
    label += laurel::Name(body.channel);
    Attempt attempt;
    attempt.label = fold.NameOf(label);
    fold.Add(Counter::kMessages, attempt.label, store, day, 1);
    attempt.at = fact.occurred_at;
    attempt.until = AttributedUntil(attempt.at, program, zone);
    attempt.store = store;
    attempt.day = day;
    fold.CountAttempt(*person, attempt);
  }

  void operator()(const CustomerErased&) const {
    if (person == nullptr) return;
    if (person->tier != 0) {
      fold.Add(Counter::kTier, person->tier, person->store, day, -1);
    }
    if (person->stage != 0) {
      fold.Add(Counter::kStage, person->stage, person->store, day, -1);
    }
    person->tier = person->stage = 0;
    person->erased = true;
  }

  template <typename Body>
  void operator()(const Body&) const {}

  Grievance* FindGrievance(std::string_view id) const {
    if (person == nullptr) return nullptr;
    for (Grievance& grievance : person->grievances) {
      if (grievance.id == Fnv1a64(id)) return &grievance;
    }
    return nullptr;
  }

  // A visit or a purchase of somebody known.
  void Came(bool purchase) const {
    if (person == nullptr) return;
    const Coming now{fact.occurred_at, day};
    fold.CountFirsts(*person, -1);
    if (now.at < person->first_visit.at) person->first_visit = now;
    if (purchase) {
      auto& [first, second] = person->purchases;
      if (now.at < first.at) {
        second = first;
        first = now;
      } else if (now.at < second.at) {
        second = now;
      }
      person->repurchased =
          second.at != kNever &&
          second.at <= laurel::Add(first.at, kRepurchase, zone);
    }
    fold.CountFirsts(*person, 1);
    fold.CountVisit(*person, now.at, zone);
  }
};

// ---- Derived events ---------------------------------------------------------

struct FigureFold::EventCount {
  FigureFold& fold;
  const DerivedEvent& event;
  const Program* program;
  const Zone& zone;
  Day day;
  Person& person;

  void operator()(const UnitsEarned& e) const {
    Units(Counter::kIssued, e.unit, e.amount);
  }
  void operator()(const UnitsGranted& e) const {
    Units(Counter::kIssued, e.unit, e.amount);
  }
  void operator()(const UnitsRedeemed& e) const {
    Units(Counter::kRedeemed, e.unit, e.amount);
  }
  void operator()(const HoldSettled& e) const {
    Units(Counter::kRedeemed, e.unit, e.captured);
  }
  void operator()(const UnitsRestored& e) const {
    Units(Counter::kRedeemed, e.unit, -e.amount);
  }
  void operator()(const UnitsReversed& e) const {
    Units(Counter::kReversed, e.unit, e.amount);
  }
  void operator()(const UnitsDeducted& e) const {
    Units(Counter::kReversed, e.unit, e.amount);
  }
  void operator()(const UnitsExpired& e) const {
    Units(Counter::kExpired, e.unit, e.amount);
  }

  void operator()(const TierEntered& e) const { Move(e.tier); }
  void operator()(const TierUpgraded& e) const {
    Move(e.to);
    Count(Counter::kUpgrades);
  }
  void operator()(const TierRenewed&) const {
    Count(Counter::kRenewed);
    Count(Counter::kReviewed);
  }
  void operator()(const TierDowngraded& e) const {
    Move(e.to);
    if (e.reason != TierReason::kReview) return;
    Count(Counter::kDowngrades);
    Count(Counter::kReviewed);
  }

  void operator()(const StageChanged& e) const {
    if (person.stage != 0) {
      fold.Add(Counter::kStage, person.stage, person.store, day, -1);
    }
    person.stage = fold.NameOf(laurel::Name(e.to));
    if (person.stage != 0) {
      fold.Add(Counter::kStage, person.stage, person.store, day, 1);
    }
    if (e.to == Stage::kChurned) {
      Count(Counter::kChurned);
      person.churned_on = day;
    }
    if (e.from != Stage::kChurned) return;
    if (e.reason != StageReason::kLateFact) return Count(Counter::kReturned);
    // It had not been so: a late visit has said otherwise.
    fold.Add(Counter::kChurned, 0, person.store, person.churned_on, -1);
  }

  void operator()(const ComplaintOverdue& e) const {
    for (Grievance& grievance : person.grievances) {
      if (grievance.id != Fnv1a64(e.complaint_id)) continue;
      const bool answer = e.what == ComplaintDeadline::kAnswer;
      (answer ? grievance.answer_overdue : grievance.resolution_overdue) = true;
      fold.Add(answer ? Counter::kAnswersOverdue : Counter::kResolutionsOverdue,
               0, grievance.store, day, 1);
    }
  }

  void operator()(const OutreachDue& e) const {
    Reach(Counter::kContacted, Counter::kContactedVisited, e.occasion);
  }
  void operator()(const OutreachSuppressed& e) const {
    if (e.reason != SuppressedReason::kHoldout) return;
    Reach(Counter::kHeldOut, Counter::kHeldOutVisited, e.occasion);
  }

  template <typename Body>
  void operator()(const Body&) const {}

  void Count(Counter counter) const {
    fold.Add(counter, 0, person.store, day, 1);
  }
  void Units(Counter counter, const std::string& unit, int64_t amount) const {
    fold.Add(counter, fold.NameOf(unit), person.store, day, amount);
  }
  void Move(const std::string& tier) const {
    if (person.tier != 0) {
      fold.Add(Counter::kTier, person.tier, person.store, day, -1);
    }
    person.tier = fold.NameOf(tier);
    fold.Add(Counter::kTier, person.tier, person.store, day, 1);
  }
  void Reach(Counter counter, Counter success,
             const std::string& occasion) const {
    Attempt attempt;
    attempt.label = fold.NameOf(occasion);
    fold.Add(counter, attempt.label, person.store, day, 1);
    attempt.at = event.occurred_at;
    attempt.until = AttributedUntil(attempt.at, program, zone);
    attempt.success = success;
    attempt.store = person.store;
    attempt.day = day;
    fold.CountAttempt(person, attempt);
  }
};

// In the order of every fold: what fell due, the fact, what it led to.
void FigureFold::TakeIn(const Fact& fact, const Decision& decision,
                        const Program* program, Instant until) {
  const Zone& zone = program == nullptr ? kUtc : program->zone;
  const auto events = [&](const Events& list) {
    const auto found = memory_.people.find(decision.customer_id);
    if (found == memory_.people.end()) return;
    for (const DerivedEvent& event : list) {
      if (event.occurred_at > until) continue;
      memory_.latest = std::max(memory_.latest, event.occurred_at);
      std::visit(EventCount{*this, event, program, zone,
                            DayOf(event.occurred_at, zone), found->second},
                 event.body);
    }
  };
  events(decision.due);
  if (decision.clock > until) return;
  memory_.latest = std::max(memory_.latest, decision.clock);
  const bool counts = decision.outcome == Outcome::kAccepted &&
                      decision.customer_id == fact.customer_id;
  if (counts) {
    const Day day = DayOf(fact.occurred_at, zone);
    Person* person = fact.customer_id.empty() ? nullptr : &Open(fact, day);
    auto& sales = person == nullptr ? memory_.walk_ins : person->sales;
    if (person != nullptr && person->erased) person = nullptr;
    std::visit(FactCount{*this, fact, program, zone, day, NameOf(fact.store_id),
                         person, sales},
               fact.body);
  }
  events(decision.events);
}

}  // namespace laurel
