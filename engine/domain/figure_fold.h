// The fold behind the figures: takes facts with their decisions, in the order
// of the log, and changes counters. What it must remember of a customer to take
// a difference is its own, and small.
//
//   FigureFold fold;
//   fold.TakeIn(fact, decision, *program);   // each, in order
//   fold.Table();                            // counters by store and day
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/domain/decision.h"
#include "engine/domain/fact.h"
#include "engine/domain/figure_counts.h"
#include "engine/domain/figure_memory.h"
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

  // For whoever keeps it between two runs. Before TakeIn it must hold the
  // people that the fact and the decision name, and the sale that is refunded,
  // as far as earlier facts left them; counters may be taken out and summed
  // elsewhere.
  FigureMemory& memory() { return memory_; }

  // By number. A fold that goes on is told them again first, in this order.
  const std::vector<std::string>& names() const { return names_; }
  FigureName NameOf(std::string_view text);

 private:
  using Name = FigureName;
  using SoldLine = FigureLineSold;
  using Sale = FigureSale;
  using Attempt = FigureAttempt;
  using Grievance = FigureGrievance;
  using Coming = FigureComing;
  using Person = FigurePerson;
  struct FactCount;
  struct EventCount;

  void Add(Counter counter, Name label, Name store, Day day, int64_t amount);
  Person& Open(const Fact& fact, Day day);
  void CountMonth(Person& person, int32_t month);
  void CountCohort(const Person& person, int64_t sign);
  void CountFirsts(const Person& person, int64_t sign);
  void CountVisit(Person& person, Instant at, const Zone& zone);
  void CountAttempt(Person& person, Attempt attempt);

  std::vector<std::string> names_{""};
  std::map<std::string, Name, std::less<>> found_{{"", 0}};
  FigureMemory memory_;
};

}  // namespace laurel
