// Why a rule said nothing: the first condition that failed, in words. Asks
// Hold for one condition at a time, so that it can say nothing else than what
// was decided.
#pragma once

#include <string>

#include "engine/domain/conditions.h"

namespace laurel {

// "tiers: silver is not among gold, black"; empty: all hold, as far as Hold
// looks.
std::string WhyNot(const Conditions& when, const Circumstances& asked);

// The conditions about lines or services, for a payment or a visit; empty:
// something matches.
std::string WhyNoLine(const Conditions& when, const Fact& fact);

}  // namespace laurel
