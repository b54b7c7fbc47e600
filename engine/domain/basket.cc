#include "engine/domain/basket.h"

#include <algorithm>
#include <numeric>

#include "engine/base/checked.h"

namespace laurel {

Shares Share(int64_t total, const Shares& weights) {
  Shares shares(weights.size(), 0);
  const int64_t sum =
      std::accumulate(weights.begin(), weights.end(), int64_t{0});
  if (total == 0 || sum == 0) return shares;
  std::vector<std::pair<int128, size_t>> remainders;
  int64_t given = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const int128 exact = int128{total} * weights[i];
    shares[i] = static_cast<int64_t>(exact / sum);
    given += shares[i];
    remainders.emplace_back(-(exact % sum), i);
  }
  std::sort(remainders.begin(), remainders.end());
  for (int64_t left = total - given; left > 0; --left) {
    ++shares[remainders[static_cast<size_t>(total - given - left)].second];
  }
  return shares;
}

bool IsPurchase(const PaymentCaptured& payment) {
  return std::any_of(
      payment.lines.begin(), payment.lines.end(), [](const Line& line) {
        return CountsAsSpend(line.kind) || line.kind == LineKind::kPackage ||
               line.kind == LineKind::kMembership;
      });
}

Shares RemainingLines(const Payment& payment) {
  Shares left;
  for (const SoldLine& line : payment.lines) {
    left.push_back(line.amount - line.refunded);
  }
  if (payment.refunded_amount == 0) return left;
  const Shares shared = Share(payment.refunded_amount, left);
  for (size_t i = 0; i < left.size(); ++i) left[i] -= shared[i];
  return left;
}

int64_t RemainingSpend(const Payment& payment) {
  const Shares left = RemainingLines(payment);
  int64_t spend = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    if (CountsAsSpend(payment.lines[i].kind)) spend += left[i];
  }
  return spend;
}

}  // namespace laurel
