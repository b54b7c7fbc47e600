#include <algorithm>

#include "engine/domain/decide.h"
#include "engine/domain/measure.h"
#include "engine/domain/tier_terms.h"

namespace laurel {
namespace {

const Level& LevelAt(const Deliberation& d, int index) {
  return d.program.tiers.levels[static_cast<size_t>(index)];
}

// ---- Telling ----------------------------------------------------------------

void GrantOnEnter(Deliberation& d, Instant at, const Level& level) {
  for (const Grant& grant : level.on_enter) {
    GrantUnits(d, at, grant, GrantReason::kTierEntered, Theme::kBenefit);
  }
  // The first of each recurring benefit comes on entering.
  for (const Recurring& recurring : level.recurring) {
    GrantUnits(d, at, recurring.grant, GrantReason::kRecurring,
               Theme::kBenefit);
  }
}

void TellEntered(Deliberation& d, Instant at, int to, TierReason reason) {
  const Level& level = LevelAt(d, to);
  d.TellNow(at, Theme::kTier,
            TierEntered{level.name, reason, ValidUntil(d.program, to, at)});
  GrantOnEnter(d, at, level);
}

void TellUpgraded(Deliberation& d, Instant at, int to, TierReason reason) {
  const Level& level = LevelAt(d, to);
  d.TellNow(at, Theme::kTier,
            TierUpgraded{d.customer.tier.name, level.name,
                         ValidUntil(d.program, to, at), reason});
  GrantOnEnter(d, at, level);
}

void TellDowngraded(Deliberation& d, Instant at, int to, TierReason reason) {
  d.TellNow(at, Theme::kTier,
            TierDowngraded{d.customer.tier.name, LevelAt(d, to).name,
                           ValidUntil(d.program, to, at), reason});
}

void TellRenewed(Deliberation& d, Instant at, int level) {
  d.TellNow(
      at, Theme::kTier,
      TierRenewed{LevelAt(d, level).name, ValidUntil(d.program, level, at)});
  for (const Grant& grant : LevelAt(d, level).on_renew) {
    GrantUnits(d, at, grant, GrantReason::kTierRenewed, Theme::kBenefit);
  }
}

// ---- By facts ---------------------------------------------------------------

// One that is learned of late does not undo a later one.
bool IsLatest(const Deliberation& d) {
  return d.fact.occurred_at >= d.customer.tier.assigned_at;
}

// Assigned by hand: straight to that level, unless a floor is already topped.
void DecideAssigned(Deliberation& d, const TierAssigned& assigned, Instant at) {
  const int to = d.program.LevelIndex(assigned.tier);
  const Tier& tier = d.customer.tier;
  const int from = d.program.LevelIndex(tier.name);
  if (tier.name.empty() || from < 0) {
    TellEntered(d, at, to, TierReason::kAssigned);
  } else if (to > from) {
    TellUpgraded(d, at, to, TierReason::kAssigned);
  } else if (to < from && assigned.mode == AssignmentMode::kPin) {
    TellDowngraded(d, at, to, TierReason::kAssigned);
  }
}

// At the first visit or purchase the lowest level is entered.
void EnterFirst(Deliberation& d, Instant at) {
  if (!d.customer.tier.name.empty() ||
      d.customer.lifecycle.last_visit_at == kNever) {
    return;
  }
  TellEntered(d, at, 0, TierReason::kFirstVisit);
}

// Up as soon as a threshold is met; in grace, meeting it renews.
void Rise(Deliberation& d, Instant at) {
  const Tier& tier = d.customer.tier;
  const int held = d.program.LevelIndex(tier.name);
  if (held < 0 || IsPinned(tier, at)) return;
  const int qualified = QualifiedLevel(d.customer, d.program,
                                       WindowAt(d.customer, d.program, at));
  if (qualified > held) {
    TellUpgraded(d, at, qualified, TierReason::kQualified);
  } else if (qualified == held && tier.grace_until != kNever) {
    TellRenewed(d, at, held);
  }
}

void Revoke(Deliberation& d, Instant at) {
  const Tier& tier = d.customer.tier;
  const int held = d.program.LevelIndex(tier.name);
  if (held <= 0 || IsAssigned(tier, at)) return;
  const int qualified = QualifiedLevel(d.customer, d.program,
                                       WindowAt(d.customer, d.program, at));
  if (qualified < held) TellDowngraded(d, at, qualified, TierReason::kRefund);
}

// ---- By time ----------------------------------------------------------------

// Nobody reaches a retired level, from above either.
int LevelBelow(const Deliberation& d, int held) {
  int level = held - 1;
  while (level > 0 && LevelAt(d, level).retired) --level;
  return level;
}

// Not qualified, and no grace (left): down as the program says.
void Fall(Deliberation& d, Instant at, int held, int qualified) {
  switch (d.program.tiers.downgrade) {
    case Tiers::Downgrade::kNever:
      TellRenewed(d, at, held);
      break;
    case Tiers::Downgrade::kOneLevel:
      TellDowngraded(d, at, LevelBelow(d, held), TierReason::kReview);
      break;
    case Tiers::Downgrade::kToQualified:
      TellDowngraded(d, at, qualified, TierReason::kReview);
      break;
  }
}

void Review(Deliberation& d, Instant at) {
  const Tier& tier = d.customer.tier;
  const int held = d.program.LevelIndex(tier.name);
  const int qualified = QualifiedLevel(d.customer, d.program,
                                       WindowBefore(d.customer, d.program, at));
  if (qualified > held) {
    TellUpgraded(d, at, qualified, TierReason::kQualified);
  } else if (qualified == held) {
    TellRenewed(d, at, held);
  } else if (d.program.tiers.grace.has_value() && tier.grace_until == kNever) {
    d.TellNow(at, Theme::kTier,
              TierGraceStarted{tier.name, AfterDays(*d.program.tiers.grace, at,
                                                    d.program.zone)});
  } else {
    Fall(d, at, held, qualified);
  }
}

void TellAtRisk(Deliberation& d, Instant at) {
  const Tier& tier = d.customer.tier;
  const Instant review = ReviewAt(tier);
  const Missing missing = MissingAtReview(d.customer, d.program);
  d.TellNow(at, Theme::kTier,
            TierAtRisk{tier.name,
                       review,
                       {d.program.currency, missing.spend},
                       missing.visits,
                       missing.units});
}

void GrantRecurring(Deliberation& d, Instant at) {
  const int held = d.program.LevelIndex(d.customer.tier.name);
  // Of several due at one instant each is granted; look before the first is.
  std::vector<Grant> grants;
  for (const Recurring& recurring : LevelAt(d, held).recurring) {
    if (NextRecurring(d.customer.tier, recurring, d.program.zone) <= at) {
      grants.push_back(recurring.grant);
    }
  }
  for (const Grant& grant : grants) {
    GrantUnits(d, at, grant, GrantReason::kRecurring, Theme::kBenefit);
  }
}

}  // namespace

// No tier is left before it was reached: what a late fact led to has the clock,
// and the next fact may have happened before that.
void DecideTier(Deliberation& d) {
  if (d.program.tiers.levels.empty()) return;
  const Tier& tier = d.customer.tier;
  const Instant at = tier.name.empty() ? d.At() : std::max(d.At(), tier.since);
  const auto* assigned = std::get_if<TierAssigned>(&d.fact.body);
  if (assigned != nullptr && IsLatest(d)) DecideAssigned(d, *assigned, at);
  EnterFirst(d, at);
  if (d.program.tiers.revoke_on_refund &&
      std::holds_alternative<PaymentRefunded>(d.fact.body)) {
    Revoke(d, at);
  }
  Rise(d, at);
}

void FireTier(Deliberation& d, const Due& due) {
  switch (due.kind) {
    case DueKind::kAssignmentEnd:
      TellUpgraded(d, due.at,
                   QualifiedLevel(d.customer, d.program,
                                  WindowAt(d.customer, d.program, due.at)),
                   TierReason::kQualified);
      DecideStageOfTier(d, due.at);
      break;
    case DueKind::kTierReview:
      Review(d, due.at);
      DecideStageOfTier(d, due.at);
      break;
    case DueKind::kTierAtRisk:
      TellAtRisk(d, due.at);
      break;
    default:
      GrantRecurring(d, due.at);
      break;
  }
}

}  // namespace laurel
