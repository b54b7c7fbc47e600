// A friend who came, and the one who sent them. The referee's decision rewards
// the referee; that it was made is reported to the referrer's partition as a
// fact, referral_qualified, in the same transaction (forward.h).
#include "engine/base/zone.h"
#include "engine/domain/basket.h"
#include "engine/domain/decide.h"

namespace laurel {
namespace {

int64_t SpendOf(const PaymentCaptured& payment) {
  int64_t spend = 0;
  for (const Line& line : payment.lines) {
    if (CountsAsSpend(line.kind)) spend += line.amount.minor;
  }
  return spend;
}

bool Qualifies(const Deliberation& d, const PaymentCaptured& payment) {
  const Referral& rules = d.program.referral;
  const Customer& customer = d.customer;
  const Instant at = d.fact.occurred_at;
  return rules.decided && !customer.referrer_id.empty() &&
         !customer.referral_met && customer.enrolled_at != kNever &&
         !Referred(d, customer.referrer_id) && at >= customer.enrolled_at &&
         at < Add(customer.enrolled_at, rules.within, d.program.zone) &&
         SpendOf(payment) >= rules.payment_at_least;
}

void Reward(Deliberation& d, Instant at, const std::optional<Grant>& grant) {
  if (grant) {
    GrantUnits(d, at, *grant, GrantReason::kReferral, Theme::kReferral);
  }
}

}  // namespace

bool Referred(const Deliberation& d, std::string_view referee_id) {
  return d.documents.Has(DocumentKind::kReferral, referee_id);
}

void DecideReferral(Deliberation& d, const PaymentCaptured& payment) {
  if (!Qualifies(d, payment)) return;
  // Told also where a referee gets nothing: it is how the referral is known to
  // have been met.
  d.Tell(d.At(), Theme::kReferral,
         ReferralRewarded{d.customer.id, ReferralRole::kReferee});
  Reward(d, d.At(), d.program.referral.referee);
}

void DecideReferral(Deliberation& d, const ReferralQualified& qualified) {
  const Referral& rules = d.program.referral;
  if (!rules.decided || !rules.referrer) return;
  if (rules.limit > 0 && d.customer.friends_rewarded >= rules.limit) return;
  d.Tell(d.now, Theme::kReferral,
         ReferralRewarded{std::string(qualified.referral_id),
                          ReferralRole::kReferrer});
  Reward(d, d.now, rules.referrer);
}

}  // namespace laurel
