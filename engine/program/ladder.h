// Whether the levels of a program rise: each must be harder to reach than the
// one below, or one of the two is of no use.
#pragma once

#include <vector>

#include "engine/program/spot.h"

namespace laurel {

// Where a level and its thresholds stand in the file.
struct Rung {
  Spot level;
  std::vector<Spot> thresholds;  // as many as Level::qualify
};

// Complains of a threshold that is lower than the same measure of a level
// below, and of a level below that everybody passes: whoever reaches it
// reaches this one too. Retired levels are left out.
void CheckLadder(const std::vector<Level>& levels,
                 const std::vector<Rung>& rungs);

}  // namespace laurel
