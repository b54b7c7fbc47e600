// The fold behind the figures: takes facts with their decisions, in the order
// of the log, and changes counters. What it must remember of a customer to take
// a difference is its own, and small.
//
//   FigureFold fold;
//   fold.TakeIn(fact, decision, *program);   // each, in order
//   fold.Table();                            // counters by store and day
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"
#include "engine/domain/figure_counts.h"
#include "engine/domain/program.h"

namespace laurel {

class FigureFold {
 public:
  // One decision on the fact. `program` is the one in force, for its zone and
  // its attribution; null before the first. Rejected, parked and duplicate
  // facts count nothing; what fell due before them does. As known at `until`:
  // of decisions after it only what had fallen due by then. One thread.
  void TakeIn(const Fact& fact, const Decision& decision,
              const Program* program, Instant until = kNever);

  CounterTable Table() const;

 private:
  using Name = uint32_t;  // of a store or label, by position in names_

  struct SoldLine {
    uint64_t id = 0;  // Fnv1a64
    bool is_spend = false;
    int64_t sold = 0;
    int64_t refunded = 0;
  };
  struct Sale {
    uint64_t id = 0;  // Fnv1a64
    Day day;
    Name store = 0;
    int64_t by_amount = 0;  // refunded without lines
    absl::InlinedVector<SoldLine, 2> lines;
    int64_t Spend() const;
  };
  // Something that a visit within the attribution makes a success.
  struct Attempt {
    Instant at, until;
    Counter success = Counter::kMessagesConverted;
    Name label = 0;
    Name store = 0;
    Day day;
    bool converted = false;
  };
  struct Grievance {
    uint64_t id = 0;  // Fnv1a64
    Name store = 0;
    bool answered = false;
    bool answer_overdue = false;
    bool resolution_overdue = false;
  };
  // With the day it was counted on: a zone may change, what is taken out may
  // not.
  struct Coming {
    Instant at = kNever;
    Day day = kNoDay;
  };
  struct Person {
    Name store = 0;  // where it was first seen
    Day known_on = kNoDay;
    bool referred = false;
    bool erased = false;
    Coming first_visit;
    std::array<Coming, 2> purchases;  // the two earliest
    bool repurchased = false;         // as it was counted
    Name tier = 0;                    // 0: none
    Day churned_on = kNoDay;          // the last time
    Name stage = 0;
    std::vector<int32_t> months;    // with a visit day, rising: 12 * year + m
    std::vector<Instant> visits;    // rising, the last few
    std::vector<Attempt> attempts;  // the last few
    std::vector<Grievance> grievances;
    std::vector<Sale> sales;
  };
  struct FactCount;
  struct EventCount;

  Name NameOf(std::string_view text);
  void Add(Counter counter, Name label, Name store, Day day, int64_t amount);
  Person& Open(const Fact& fact, Day day);
  void CountMonth(Person& person, int32_t month);
  void CountCohort(const Person& person, int64_t sign);
  void CountFirsts(const Person& person, int64_t sign);
  void CountVisit(Person& person, Instant at, const Zone& zone);
  void CountAttempt(Person& person, Attempt attempt);

  std::vector<std::string> names_{""};
  std::map<std::string, Name, std::less<>> found_{{"", 0}};
  std::map<std::tuple<Counter, Name, Name, Day>, int64_t> counters_;
  std::map<std::string, Person, std::less<>> people_;
  std::vector<Sale> walk_ins_;  // nobody's, the last few thousand
};

}  // namespace laurel
