// Decimal numbers, exactly: 2.55 is 255 at scale 2. No floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/checked.h"

namespace laurel {

// mantissa / 10^scale; scale 0 to kMaxScale.
struct Decimal {
  int128 mantissa = 0;
  int scale = 0;
};

inline constexpr int kMaxScale = 30;

// "-12.50", "+3", ".5", "1e-05". Nothing where `text` is no such number, or
// one too large or too fine to be held.
std::optional<Decimal> ParseDecimal(std::string_view text);

// Nothing on overflow.
std::optional<Decimal> Add(const Decimal& a, const Decimal& b);
std::optional<Decimal> Multiply(const Decimal& a, const Decimal& b);
Decimal Negate(const Decimal& a);
Decimal Abs(const Decimal& a);

enum class Rounding { kExact, kHalfEven };

// a * 10^digits as an integer. Nothing where it does not fit into 64 bits or,
// with kExact, has a fraction.
std::optional<int64_t> ToScaled(const Decimal& a, int digits,
                                Rounding rounding);

std::string ToString(const Decimal& a);

}  // namespace laurel
