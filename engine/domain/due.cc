#include "engine/domain/due.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/base/zone.h"
#include "engine/domain/decide.h"
#include "engine/domain/expiry.h"
#include "engine/domain/measure.h"
#include "engine/domain/outreach.h"
#include "engine/domain/overdue.h"
#include "engine/domain/tier_terms.h"

namespace laurel {
namespace {

// Keeps the first of what it is offered by `bound`. The texts must outlive it.
class Earliest {
 public:
  explicit Earliest(Instant bound) : bound_(bound) {}

  void Offer(Instant at, DueKind kind, std::string_view id = {},
             uint64_t number = 0) {
    if (!CouldBe(at) || at == kNever) return;
    first_ = std::min(first_, Offered{at, kind, id, number});
  }

  // What costs something to work out is not, if it would come too late.
  bool CouldBe(Instant at) const { return at <= last(); }

  // Nothing later can be the first any more.
  Instant last() const { return std::min(bound_, first_.at); }

  std::optional<Due> Take() const {
    if (first_.at == kNever) return std::nullopt;
    return Due{first_.at, first_.kind, std::string(first_.id), first_.number};
  }

 private:
  // A Due before its text is copied; in the same order.
  struct Offered {
    Instant at = kNever;
    DueKind kind = DueKind::kActivation;
    std::string_view id;
    uint64_t number = 0;
    auto operator<=>(const Offered&) const = default;
  };

  const Instant bound_;
  Offered first_;
};

// ---- Units ------------------------------------------------------------------

// Warnings run from the longest before the earliest expiry; one at or before
// the last that was told or skipped is over, and so are all of what expires
// now, as a lot does at the end of a hold that outlasted it.
void OfferWarnings(const Customer& customer, const Account& account,
                   const Unit& unit, const Zone& zone, Earliest& earliest) {
  Instant last_date = customer.judged_at;
  for (const Lot& lot : account.lots) {
    if (lot.expires_at == kNever) break;
    if (lot.remaining == 0 || lot.expires_at <= last_date) continue;
    last_date = lot.expires_at;
    Instant at = Subtract(lot.expires_at, unit.warn.front(), zone);
    if (!earliest.CouldBe(at)) break;
    for (const Period& warn : unit.warn) {
      if (&warn != &unit.warn.front()) {
        at = Subtract(lot.expires_at, warn, zone);
      }
      if (at < account.warned_at || (at == account.warned_at &&
                                     lot.expires_at <= account.warned_expiry)) {
        continue;
      }
      earliest.Offer(at, DueKind::kExpiryWarning, account.unit,
                     static_cast<uint64_t>(lot.expires_at.ms));
      break;
    }
  }
}

void OfferAccount(const Customer& customer, const Account& account,
                  const Program& program, Earliest& earliest) {
  const Unit* unit = program.FindUnit(account.unit);
  bool dated = false;  // lots stand by expiry: the first with units decides
  bool any = false;
  for (const Lot& lot : account.lots) {
    if (lot.pending) {
      earliest.Offer(lot.activates_at, DueKind::kActivation, {}, lot.id);
    }
    if (lot.remaining == 0) continue;
    any = true;
    if (dated) continue;
    dated = true;
    earliest.Offer(lot.expires_at, DueKind::kExpiry, account.unit);
  }
  if (unit == nullptr || !any) return;
  if (unit->expiry.kind == Expiry::Kind::kInactivity) {
    earliest.Offer(IdleUntil(customer, *unit, program.zone), DueKind::kExpiry,
                   account.unit, 1);
  }
  if (!unit->warn.empty()) {
    OfferWarnings(customer, account, *unit, program.zone, earliest);
  }
}

// ---- Tiers ------------------------------------------------------------------

// An assignment ends with an event only if the customer rises then.
void OfferAssignmentEnd(const Customer& customer, const Program& program,
                        int held, Earliest& earliest) {
  const Tier& tier = customer.tier;
  if (tier.assigned != AssignmentMode::kPin || tier.assigned_until == kNever ||
      tier.assigned_until < customer.latest_at ||
      !earliest.CouldBe(tier.assigned_until)) {
    return;
  }
  const int qualified = QualifiedLevel(
      customer, program, WindowAt(customer, program, tier.assigned_until));
  if (qualified > held) {
    earliest.Offer(tier.assigned_until, DueKind::kAssignmentEnd);
  }
}

void OfferAtRisk(const Customer& customer, const Program& program,
                 Instant review, Earliest& earliest) {
  const Tier& tier = customer.tier;
  if (!program.tiers.at_risk.has_value() || tier.grace_until != kNever ||
      tier.at_risk_told == review) {
    return;
  }
  const Instant at = Subtract(review, *program.tiers.at_risk, program.zone);
  if (!earliest.CouldBe(at)) return;
  if (MissingAtReview(customer, program).any()) {
    earliest.Offer(at, DueKind::kTierAtRisk);
  }
}

void OfferTier(const Customer& customer, const Program& program,
               Earliest& earliest) {
  const Tier& tier = customer.tier;
  const int held = program.LevelIndex(tier.name);
  if (held < 0) return;
  OfferAssignmentEnd(customer, program, held, earliest);
  for (const Recurring& recurring :
       program.tiers.levels[static_cast<size_t>(held)].recurring) {
    earliest.Offer(NextRecurring(tier, recurring, program.zone),
                   DueKind::kRecurring);
  }
  const Instant review = ReviewAt(tier);
  if (review == kNever) return;
  earliest.Offer(review, DueKind::kTierReview);
  OfferAtRisk(customer, program, review, earliest);
}

// ---- Lifecycle --------------------------------------------------------------

// Which threshold comes next; none at the ends of a life.
std::optional<size_t> NextFall(Stage stage) {
  if (stage < Stage::kNew || stage == Stage::kChurned) return std::nullopt;
  return stage < Stage::kAtRisk ? 0 : stage == Stage::kAtRisk ? 1 : 2;
}

// ---- Service and outreach ---------------------------------------------------

void OfferComplaints(const Customer& customer, const Program& program,
                     Earliest& earliest) {
  for (const Complaint& complaint : customer.complaints) {
    for (ComplaintDeadline what :
         {ComplaintDeadline::kAnswer, ComplaintDeadline::kResolution}) {
      earliest.Offer(OverdueAt(complaint, program, what), DueKind::kComplaint,
                     complaint.complaint_id, static_cast<uint64_t>(what));
    }
  }
}

}  // namespace

Instant DueSearch::Fall(size_t fall) {
  std::optional<Instant>& at = falls_[fall];
  if (!at) at = FallAt(customer_.lifecycle, *published_.program, fall);
  return *at;
}

std::optional<Due> DueSearch::Next(Instant bound) {
  occasion_.reset();
  if (customer_.erased || !customer_.known()) return std::nullopt;
  const Program& program = *published_.program;
  // The stage comes first in most lives, and spares working out the rest.
  Earliest earliest(bound);
  if (const auto fall = NextFall(customer_.lifecycle.stage)) {
    // By number: two thresholds may come to one day, and are then two falls.
    earliest.Offer(Fall(*fall), DueKind::kStage, {}, *fall);
  }
  for (const Account& account : customer_.accounts) {
    OfferAccount(customer_, account, program, earliest);
  }
  for (const Hold& hold : customer_.holds) {
    earliest.Offer(hold.expires_at, DueKind::kHold, hold.hold_id);
  }
  if (!program.tiers.levels.empty() && !customer_.tier.name.empty()) {
    OfferTier(customer_, program, earliest);
  }
  OfferComplaints(customer_, program, earliest);
  std::optional<Due> first = earliest.Take();
  occasion_ = NextOccasion(customer_, published_,
                           first ? first->at - 1 : earliest.last());
  if (!occasion_) return first;
  return Due{
      occasion_->at, DueKind::kOutreach, occasion_->occasion->name,
      Fnv1a64(occasion_->ref) ^ static_cast<uint64_t>(occasion_->due.ms)};
}

std::optional<Due> NextDue(const Customer& customer,
                           const PublishedProgram& published) {
  return DueSearch(customer, published).Next(kNever);
}

}  // namespace laurel
