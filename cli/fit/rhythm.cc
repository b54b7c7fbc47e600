#include "cli/fit/rhythm.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace laurel {

void VisitDays::Add(std::string_view customer, Day day) {
  visits_.emplace_back(Fnv1a64(customer), day);
  first_ = std::min(first_, day);
  last_ = std::max(last_, day);
}

std::vector<Rhythm> VisitDays::Rhythms(Day until) {
  std::sort(visits_.begin(), visits_.end());
  visits_.erase(std::unique(visits_.begin(), visits_.end()), visits_.end());
  std::vector<Rhythm> rhythms;
  for (auto visit = visits_.begin(); visit != visits_.end();) {
    const auto [customer, since] = *visit;
    const auto whose = customer;
    const auto end = std::find_if(visit, visits_.end(), [&](const auto& other) {
      return other.first != whose;
    });
    if (since <= until) {
      Rhythm rhythm;
      rhythm.age_days = until - since;
      for (++visit; visit != end; ++visit) {
        if (visit->second > until) {
          ++rhythm.repeats_after;
        } else {
          ++rhythm.repeats;
          rhythm.last_days = visit->second - since;
        }
      }
      rhythms.push_back(rhythm);
    }
    visit = end;
  }
  return rhythms;
}

}  // namespace laurel
