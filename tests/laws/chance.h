// Random numbers that are the same on every machine and compiler, so that a
// history found here is found there.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "engine/base/hash.h"

namespace laurel {

// Never draw twice in the arguments of one call: their order is the compiler's.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}

  uint64_t Next() { return Fmix64(state_ += 0x9e3779b97f4a7c15); }
  // From 0 to below `n`, n > 0.
  int64_t Below(int64_t n) {
    return static_cast<int64_t>(Next() % static_cast<uint64_t>(n));
  }
  bool OneIn(int64_t n) { return Below(n) == 0; }
  template <typename T>
  T OneOf(std::initializer_list<T> values) {
    return values.begin()[Below(static_cast<int64_t>(values.size()))];
  }

 private:
  uint64_t state_;
};

}  // namespace laurel
