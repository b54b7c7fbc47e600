// What a decision has the engine report to another customer's partition: that
// a referral was met, to the referrer.
#pragma once

#include <optional>
#include <string>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"

namespace laurel {

// A fact that owns its text.
struct ForwardedFact {
  std::string id;  // "referral/<referee>"
  std::string referrer;
  std::string referee;
  Instant recorded_at;  // the deciding clock

  // Its strings point into this.
  Fact View() const;
};

// Whether there is any, so that most decisions need no customer looked up.
bool ForwardsSomething(const Decision& decision);

// `customer` is whom the decision was made for, after it.
std::optional<ForwardedFact> ForwardedBy(const Decision& decision,
                                         const Customer& customer);

}  // namespace laurel
