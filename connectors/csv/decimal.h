// Decimal numbers, exactly: 2.55 is 255 at scale 2. No floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/checked.h"

namespace laurel {

// mantissa / 10^scale; scale 0 to kMaxScale.
struct ExactDecimal {
  int128 mantissa = 0;
  int scale = 0;
};

inline constexpr int kMaxScale = 30;

// "-12.50", "+3", ".5", "1e-05". Nothing where `text` is no such number, or
// one too large or too fine to be held.
std::optional<ExactDecimal> ParseDecimal(std::string_view text);

// Nothing on overflow.
std::optional<ExactDecimal> Add(const ExactDecimal& a, const ExactDecimal& b);
std::optional<ExactDecimal> Multiply(const ExactDecimal& a,
                                     const ExactDecimal& b);
ExactDecimal Negate(const ExactDecimal& a);
ExactDecimal Abs(const ExactDecimal& a);

enum class AmountRounding { kExact, kHalfEven };

// a * 10^digits as an integer. Nothing where it does not fit into 64 bits or,
// with kExact, has a fraction.
std::optional<int64_t> ToScaled(const ExactDecimal& a, int digits,
                                AmountRounding rounding);

std::string ToString(const ExactDecimal& a);

}  // namespace laurel
