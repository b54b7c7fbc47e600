// Chance from a seed: splitmix64 (Steele, Lea, Flood), and integer draws of our
// own, since those of the standard library differ between libraries.
#pragma once

#include <cstddef>
#include <cstdint>

namespace laurel {

class Chance {
 public:
  explicit Chance(uint64_t seed = 0) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // 0 <= x < n; n > 0. The bias of the remainder is below n / 2^64.
  uint64_t Below(uint64_t n) { return Next() % n; }

  // From first to last, both included.
  int64_t Between(int64_t first, int64_t last) {
    return first +
           static_cast<int64_t>(Below(static_cast<uint64_t>(last - first) + 1));
  }

  bool Percent(uint64_t share) { return Below(100) < share; }
  bool OneIn(uint64_t n) { return Below(n) == 0; }

  template <typename T, size_t N>
  const T& OneOf(const T (&list)[N]) {
    return list[Below(N)];
  }

 private:
  uint64_t state_;
};

}  // namespace laurel
