// Why nothing happened, told to people.
#pragma once

#include <string>
#include <vector>

#include "cli/customer_lookup.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"

namespace laurel {

// Of each earn rule that listens to such facts and gave nothing, a line:
// "gold-rate: tiers: silver is not among gold". `before` is the customer after
// the decision before this one.
std::vector<std::string> SilentRules(const RecordedFact& fact,
                                     const Decision& decision,
                                     const Customer& before,
                                     const Partition& partition);

// What is missing to the next tier; of each occasion when it comes next, and
// what would hold it back, or why it does not come.
std::vector<std::string> SilenceOf(const FoundCustomer& found);

}  // namespace laurel
