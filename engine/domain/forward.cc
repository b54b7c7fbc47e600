#include "engine/domain/forward.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"

namespace laurel {
namespace {

inline constexpr size_t kLongestId = 128;

// Referees with very long names have a hash in its place.
std::string IdFor(const std::string& referee) {
  std::string id = absl::StrCat("referral/", referee);
  if (id.size() <= kLongestId) return id;
  return absl::StrCat("referral/", absl::Hex(Fnv1a64(referee)));
}

bool IsMet(const DerivedEvent& event) {
  const auto* rewarded = std::get_if<ReferralRewarded>(&event.body);
  return rewarded != nullptr && rewarded->role == ReferralRole::kReferee;
}

}  // namespace

bool ForwardsSomething(const Decision& decision) {
  return std::any_of(decision.events.begin(), decision.events.end(), IsMet);
}

Fact ForwardedFact::View() const {
  Fact fact;
  fact.id = id;
  fact.source = "laurel/engine";
  fact.customer_id = referrer;
  fact.occurred_at = fact.recorded_at = recorded_at;
  fact.body = ReferralQualified{referee, referee};
  return fact;
}

std::optional<ForwardedFact> ForwardedBy(const Decision& decision,
                                         const Customer& customer) {
  if (!ForwardsSomething(decision)) return std::nullopt;
  return ForwardedFact{IdFor(customer.id), customer.referrer_id, customer.id,
                       decision.clock};
}

}  // namespace laurel
