// A time zone as data: the transitions that program_published carries, so that
// no decision depends on a machine's tzdata.
//
// A local time that a clock change skips moves on by the gap; one shown twice
// is the first.
#pragma once

#include <string>
#include <vector>

#include "engine/base/time.h"

namespace laurel {

struct Zone {
  struct Transition {
    int64_t at_s = 0;      // seconds since 1970 UTC
    int32_t offset_s = 0;  // local minus UTC from then on
    bool operator==(const Transition&) const = default;
  };

  std::string name = "UTC";
  int32_t initial_offset_s = 0;         // before the first transition
  std::vector<Transition> transitions;  // rising

  bool operator==(const Zone&) const = default;
};

Day DayOf(Instant at, const Zone& zone);

// Milliseconds since local midnight, by the wall clock: 0 to kDayMs - 1.
int64_t TimeOfDayMs(Instant at, const Zone& zone);

// The instant at which clocks in `zone` show `day` and `time_of_day_ms`.
Instant AtLocal(Day day, int64_t time_of_day_ms, const Zone& zone);

inline Instant StartOfDay(Day day, const Zone& zone) {
  return AtLocal(day, 0, zone);
}

// Months first, then days, both at the same local time of day; then `ms`.
Instant Add(Instant at, const Period& period, const Zone& zone);
Instant Subtract(Instant at, const Period& period, const Zone& zone);

// The day part alone; `period.ms` is rounded up to whole days.
Day Add(Day day, const Period& period);
Day Subtract(Day day, const Period& period);

}  // namespace laurel
