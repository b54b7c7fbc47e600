#include "engine/domain/sale.h"

#include <algorithm>

#include "engine/base/checked.h"
#include "engine/domain/basket.h"

namespace laurel {

int64_t ExcludedOf(const PaymentCaptured& sale, const Program& program) {
  int128 excluded = 0, lines = 0;
  for (const Tender& tender : sale.tenders) {
    if ((program.exclude_tenders & Bit(tender.kind)) != 0) {
      excluded += tender.amount.minor;
    }
  }
  for (const Line& line : sale.lines) lines += line.amount.minor;
  return static_cast<int64_t>(std::clamp<int128>(excluded, 0, lines));
}

PricedLines PriceSale(const PaymentCaptured& sale, int64_t excluded) {
  Shares shares(sale.lines.size(), 0);
  if (excluded > 0) {
    Shares sold;
    for (const Line& line : sale.lines) sold.push_back(line.amount.minor);
    shares = Share(excluded, sold);
  }
  PricedLines priced;
  for (size_t i = 0; i < sale.lines.size(); ++i) {
    const Line& line = sale.lines[i];
    priced.push_back(
        {line.sku, line.category, line.kind, line.amount.minor - shares[i]});
  }
  return priced;
}

PricedLines PriceRest(const Payment& payment) {
  Shares sold;
  for (const SoldLine& line : payment.lines) sold.push_back(line.amount);
  const Shares excluded = Share(payment.terms.excluded, sold);
  const Shares left = RemainingLines(payment);
  PricedLines priced;
  for (size_t i = 0; i < payment.lines.size(); ++i) {
    const SoldLine& line = payment.lines[i];
    int64_t net = left[i];
    if (excluded[i] != 0) {
      net -= static_cast<int64_t>(int128{excluded[i]} * left[i] / line.amount);
    }
    priced.push_back({line.sku, line.category, line.kind, net});
  }
  return priced;
}

}  // namespace laurel
