// The arithmetic of a sale: what counts as spend, what a refund leaves, and
// how a sum is shared over lines.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"

namespace laurel {

using Shares = absl::InlinedVector<int64_t, 4>;

// Shares `total` over `weights` in proportion, by largest remainder; ties go
// to the earlier one. Weights are not negative; 0 <= total <= their sum, so no
// share exceeds its weight.
//
//   Share(60, {100, 200}) = {20, 40};  Share(2, {1, 1, 1}) = {1, 1, 0}
Shares Share(int64_t total, const Shares& weights);

// Product and service lines are what tiers call spend.
constexpr bool CountsAsSpend(LineKind kind) {
  return kind == LineKind::kProduct || kind == LineKind::kService;
}

// Has a product, service, package or membership line.
bool IsPurchase(const PaymentCaptured& payment);

// What is left of each line after all refunds so far, in line order.
Shares RemainingLines(const Payment& payment);

// What is left of its product and service lines.
int64_t RemainingSpend(const Payment& payment);

}  // namespace laurel
