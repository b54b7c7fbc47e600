// What a basket is worth in one unit under the terms of its sale. Pure
// arithmetic, exact until one rounding; the same function judges the sale and,
// later, what refunds leave of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "engine/base/checked.h"
#include "engine/domain/decision.h"
#include "engine/domain/program.h"

namespace laurel {

struct PricedLine {
  std::string_view sku;
  std::string_view category;
  LineKind kind = LineKind::kProduct;
  int64_t net = 0;  // minor units, less its share of excluded tenders
};

struct RuleShare {
  size_t rule = 0;  // index in Program::earn
  int64_t amount = 0;
  int64_t capped = 0;
};

struct Worth {
  int64_t amount = 0;
  absl::InlinedVector<RuleShare, 2> shares;  // add up to amount
};

// The most one fact can be worth; an account holds at most 4000 times that.
inline constexpr int64_t kMaxWorth = 1'000'000'000'000'000;
inline constexpr int64_t kMaxIssued = 4000 * kMaxWorth;

// numerator / denominator as the program rounds; the denominator is positive.
int128 Rounded(int128 numerator, int128 denominator, Rounding rounding);

// `terms` says which rules hold and what limits allow. Nothing if a product
// does not fit 128 bits or the worth exceeds kMaxWorth.
std::optional<Worth> WorthOf(const Program& program, size_t unit,
                             const SaleTerms& terms,
                             absl::Span<const PricedLine> lines);

}  // namespace laurel
