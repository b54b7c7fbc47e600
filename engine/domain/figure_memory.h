// What the fold behind the figures remembers: plain values, so that whoever
// keeps them between two runs can write them down and put them back.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/base/time.h"
#include "engine/domain/figure_counts.h"

namespace laurel {

// Forgets the oldest of more than `most`; the newest stand last.
template <typename T>
void KeepLast(std::vector<T>& list, size_t most) {
  if (list.size() <= most) return;
  list.erase(list.begin(), list.end() - static_cast<std::ptrdiff_t>(most));
}

// A store or a label, by its position among the names of the fold; 0: "".
using FigureName = uint32_t;

struct FigureLineSold {
  uint64_t id = 0;  // Fnv1a64
  bool is_spend = false;
  int64_t sold = 0;
  int64_t refunded = 0;
  bool operator==(const FigureLineSold&) const = default;
};

struct FigureSale {
  uint64_t id = 0;  // Fnv1a64 of the payment; the last one of an id counts
  Day day;
  FigureName store = 0;
  int64_t by_amount = 0;  // refunded without lines
  absl::InlinedVector<FigureLineSold, 2> lines;

  // What product and service lines came to, less all refunds so far.
  int64_t Spend() const;
  bool operator==(const FigureSale&) const = default;
};

// Something that a visit within the attribution makes a success.
struct FigureAttempt {
  Instant at, until;
  Counter success = Counter::kMessagesConverted;
  FigureName label = 0;
  FigureName store = 0;
  Day day;
  bool converted = false;
  bool operator==(const FigureAttempt&) const = default;
};

struct FigureGrievance {
  uint64_t id = 0;  // Fnv1a64
  FigureName store = 0;
  bool answered = false;
  bool answer_overdue = false;
  bool resolution_overdue = false;
  bool operator==(const FigureGrievance&) const = default;
};

// With the day it was counted on: a zone may change, what is taken out may not.
struct FigureComing {
  Instant at = kNever;
  Day day = kNoDay;
  bool operator==(const FigureComing&) const = default;
};

struct FigurePerson {
  FigureName store = 0;  // where it was first seen
  Day known_on = kNoDay;
  bool referred = false;
  bool erased = false;
  FigureComing first_visit;
  std::array<FigureComing, 2> purchases;  // the two earliest
  bool repurchased = false;               // as it was counted
  FigureName tier = 0;                    // 0: none
  Day churned_on = kNoDay;                // the last time
  FigureName stage = 0;
  std::vector<int32_t> months;  // with a visit day, rising: 12 * year + m
  std::vector<Instant> visits;  // rising, the last few
  std::vector<FigureAttempt> attempts;  // the last few
  std::vector<FigureGrievance> grievances;
  std::vector<FigureSale> sales;
  bool operator==(const FigurePerson&) const = default;
};

struct FigureMemory {
  using Place =
      std::tuple<Counter, FigureName, FigureName, Day>;  // label first

  std::map<Place, int64_t> counters;
  std::map<std::string, FigurePerson, std::less<>> people;
  std::vector<FigureSale> walk_ins;  // nobody's, the last few thousand
  // Asked as of then or later, all that was taken in counts.
  Instant latest = kEarliest;
};

}  // namespace laurel
