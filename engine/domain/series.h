// Amounts by civil day, in rising order.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/base/grow.h"
#include "engine/domain/customer.h"

namespace laurel {

// The gaps that a cadence looks at are the last 8: between 9 visit days.
inline constexpr size_t kGapDays = 9;

inline void AddOn(std::vector<DayAmount>& series, Day day, int64_t amount) {
  if (amount == 0) return;
  if (!series.empty() && series.back().day == day) {
    series.back().amount += amount;
    return;
  }
  const auto place = std::lower_bound(
      series.begin(), series.end(), day,
      [](const DayAmount& entry, Day wanted) { return entry.day < wanted; });
  if (place != series.end() && place->day == day) {
    place->amount += amount;
  } else {
    const auto index = place - series.begin();
    MakeRoom(series);
    series.insert(series.begin() + index, {day, amount});
  }
}

// Takes so much off, the latest days first; what is kept no more gives nothing.
inline void TakeLatest(std::vector<DayAmount>& series, int64_t amount) {
  for (auto entry = series.rbegin(); entry != series.rend(); ++entry) {
    const int64_t taken = std::min(std::max<int64_t>(entry->amount, 0), amount);
    entry->amount -= taken;
    amount -= taken;
  }
}

// The sum over [first, last].
inline int64_t SumOf(const std::vector<DayAmount>& series, Day first,
                     Day last) {
  int64_t sum = 0;
  for (auto entry = series.rbegin();
       entry != series.rend() && entry->day >= first; ++entry) {
    if (entry->day <= last) sum += entry->amount;
  }
  return sum;
}

}  // namespace laurel
