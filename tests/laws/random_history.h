// Random histories, and simpler ones when a law fails.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/laws/history.h"

namespace laurel {

// What a law wants to see much of.
struct Taste {
  std::array<int, kDeeds> weights;  // by Deed
  int refunds = 0;                  // of the last payment, at most
  int most_moves = 70;

  static Taste Everything();
  static Taste Spending();
  static Taste Refunds();
};

// The same on every machine. `size` from 0 to 100 bounds how long it is.
// Programs are drawn from the first `pool` of RandomPatches.
History RandomHistory(uint64_t seed, int size, const Taste& taste,
                      uint64_t pool);

// Histories that are a little simpler, the simplest first; none if there is
// nothing to take away.
std::vector<History> Simpler(const History& history);

}  // namespace laurel
