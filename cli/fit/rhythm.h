// How customers come and stay away, as the models look at it: of each only how
// often, how recently and since when.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.h"

namespace laurel {

// Days count from the first visit day.
struct Rhythm {
  int32_t repeats = 0;        // x: visit days after the first
  int32_t last_days = 0;      // t_x: to the last of them; 0: none
  int32_t age_days = 0;       // T: to the end of the time that is fitted
  int32_t repeats_after = 0;  // visit days after that end
  auto operator<=>(const Rhythm&) const = default;
};

// Visit days of many customers, in any order; a day counts once.
class VisitDays {
 public:
  void Add(std::string_view customer, Day day);

  bool empty() const { return visits_.empty(); }
  // Of all visits; only if there are any.
  Day first() const { return first_; }
  Day last() const { return last_; }

  // Of those who came by `until`. May be called again with another day.
  std::vector<Rhythm> Rhythms(Day until);

 private:
  std::vector<std::pair<uint64_t, Day>> visits_;  // customer as Fnv1a64
  Day first_{INT32_MAX};
  Day last_{INT32_MIN};
};

}  // namespace laurel
