// Integer arithmetic that says when a result does not fit. Money and units
// never wrap.
//
//   int64_t sum = 0;
//   if (!AddTo(sum, line.amount)) return Refuse(kOverflow);
#pragma once

#include <cstdint>

namespace laurel {

using int128 = __int128;

// Adds to `sum`; false, and `sum` unchanged, if the result does not fit.
[[nodiscard]] constexpr bool AddTo(int64_t& sum, int64_t amount) {
  int64_t result = 0;
  if (__builtin_add_overflow(sum, amount, &result)) return false;
  sum = result;
  return true;
}

constexpr bool FitsInt64(int128 v) { return v == static_cast<int64_t>(v); }

// *out = a * b; false if it does not fit, *out is then meaningless.
[[nodiscard]] constexpr bool Multiply(int128 a, int128 b, int128* out) {
  if (FitsInt64(a) && FitsInt64(b)) {
    *out = int128{static_cast<int64_t>(a)} * static_cast<int64_t>(b);
    return true;
  }
  return !__builtin_mul_overflow(a, b, out);
}

// Rounds towards minus infinity; d > 0.
constexpr int128 FloorDiv(int128 n, int128 d) {
  if (FitsInt64(n) && FitsInt64(d)) {  // several times faster
    const auto small_n = static_cast<int64_t>(n), by = static_cast<int64_t>(d);
    return small_n / by - (small_n % by < 0 ? 1 : 0);
  }
  int128 q = n / d;
  return (n % d < 0) ? q - 1 : q;
}

}  // namespace laurel
