#include "engine/base/zone.h"

#include <algorithm>

#include "engine/base/civil.h"

namespace laurel {
namespace {

int64_t FloorDiv(int64_t n, int64_t d) { return n / d - (n % d < 0 ? 1 : 0); }

int64_t OffsetMs(Instant at, const Zone& zone) {
  const auto& all = zone.transitions;
  if (all.empty()) return int64_t{zone.initial_offset_s} * kSecondMs;
  if (at.ms >= all.back().at_s * kSecondMs) {
    return int64_t{all.back().offset_s} * kSecondMs;
  }
  const auto next = std::upper_bound(
      all.begin(), all.end(), at.ms,
      [](int64_t ms, const auto& t) { return ms < t.at_s * kSecondMs; });
  return int64_t{next == all.begin() ? zone.initial_offset_s
                                     : std::prev(next)->offset_s} *
         kSecondMs;
}

int64_t LocalMs(Instant at, const Zone& zone) {
  return at.ms + OffsetMs(at, zone);
}

// Between two transitions the offset is constant, so local time there is one
// stretch:   ... [at[i-1] + o, at[i] + o) | [at[i] + p, at[i+1] + p) ...
// Take the first stretch that ends after `local_ms`. Before its begin lies a
// gap, which the offset of the stretch before carries us over.
Instant FromLocal(int64_t local_ms, const Zone& zone) {
  const auto& all = zone.transitions;
  const auto offset_before = [&](size_t i) {
    return int64_t{i == 0 ? zone.initial_offset_s : all[i - 1].offset_s} *
           kSecondMs;
  };
  // Zones without summer time are nearly always asked behind their last one.
  const auto ends = [&](size_t i) {
    return all[i].at_s * kSecondMs + offset_before(i);
  };
  size_t low = 0, high = all.size();
  if (high > 0 && local_ms >= ends(high - 1)) low = high;
  while (low < high) {
    const size_t mid = (low + high) / 2;
    if (local_ms < ends(mid)) {
      high = mid;
    } else {
      low = mid + 1;
    }
  }
  const int64_t offset = offset_before(low);
  if (low > 0 && local_ms < all[low - 1].at_s * kSecondMs + offset) {
    return {local_ms - offset_before(low - 1)};
  }
  return {local_ms - offset};
}

// Behind the last transition, where zones without summer time always are, a
// civil day is 24 hours.
bool IsSettled(Instant at, const Zone& zone) {
  return zone.transitions.empty() ||
         at.ms >= zone.transitions.back().at_s * kSecondMs + 2 * kDayMs;
}

Instant Shift(Instant at, int32_t months, int32_t days, const Zone& zone) {
  if (months == 0) {
    const Instant shifted = at + days * kDayMs;
    if (days == 0 || IsSettled(std::min(at, shifted), zone)) return shifted;
  }
  const int64_t local = LocalMs(at, zone);
  const Day day{static_cast<int32_t>(FloorDiv(local, kDayMs))};
  const int64_t time_of_day = local - day.n * kDayMs;
  return AtLocal(AddMonths(day, months) + days, time_of_day, zone);
}

int32_t WholeDays(const Period& period) {
  return period.days + static_cast<int32_t>((period.ms + kDayMs - 1) / kDayMs);
}

}  // namespace

Day DayOf(Instant at, const Zone& zone) {
  return {static_cast<int32_t>(FloorDiv(LocalMs(at, zone), kDayMs))};
}

int64_t TimeOfDayMs(Instant at, const Zone& zone) {
  const int64_t local = LocalMs(at, zone);
  return local - FloorDiv(local, kDayMs) * kDayMs;
}

Instant AtLocal(Day day, int64_t time_of_day_ms, const Zone& zone) {
  return FromLocal(int64_t{day.n} * kDayMs + time_of_day_ms, zone);
}

Instant Add(Instant at, const Period& period, const Zone& zone) {
  return Shift(at, period.months, period.days, zone) + period.ms;
}

Instant Subtract(Instant at, const Period& period, const Zone& zone) {
  return Shift(at, -period.months, -period.days, zone) - period.ms;
}

Day Add(Day day, const Period& period) {
  return AddMonths(day, period.months) + WholeDays(period);
}

Day Subtract(Day day, const Period& period) {
  return AddMonths(day, -period.months) - WholeDays(period);
}

}  // namespace laurel
