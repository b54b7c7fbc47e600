// Whether a level can be reached by what the rules of its program give.
#pragma once

#include "engine/program/ladder.h"

namespace laurel {

// Complains of thresholds in a status unit that no earn rule gives, or not
// so much of. Retired levels are left out, and units that are retired: who
// holds them earned them before. Hands may give a status all the same
// (units_adjusted), which is no way up that a program could promise.
void CheckReach(const Level& level, const Rung& rung);

}  // namespace laurel
