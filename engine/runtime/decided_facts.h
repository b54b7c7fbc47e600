// Facts with what was decided about them, in the order of the log. One
// decision a fact, but for ticks and publications: one a customer they fired.
//
//   ASSIGN_OR_RETURN(auto decided, DecidedFacts::Open(log, 3, 0, 0));
//   for (;;) {
//     ASSIGN_OR_RETURN(const bool more, decided.Await());
//     if (!more) break;
//     RETURN_IF_ERROR(fold.Replay(decided.fact(), decided.decision()));
//   }
//
// Gives what is on the log when it is opened, and no more. A reader that has
// nothing at hand is not at its end: Next says which of both it is.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/domain/decision.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/logged_fact.h"

namespace laurel {

class DecidedFacts {
 public:
  DecidedFacts() = default;
  // From the fact and the decision that a view has not folded: S and D.
  static absl::StatusOr<DecidedFacts> Open(EventLog& log, int32_t partition,
                                           int64_t next_fact,
                                           int64_t next_decision);

  enum class Found { kDecision, kNothingYet, kEnd };

  // Never waits. DATA_LOSS: the two streams do not fit.
  absl::StatusOr<Found> Next();

  // Waits for the next decision; false: none is left. UNAVAILABLE if nothing
  // comes for a long time.
  absl::StatusOr<bool> Await();

  const LoggedFact& fact() const { return fact_; }
  const Decision& decision() const { return decision_; }
  // Of the decision that Next gave.
  int64_t decision_offset() const { return decision_offset_; }

  // Decisions that are left, about.
  int64_t left() const { return decisions_end_ - decisions_.next_offset(); }

  // Decisions that the log gave twice, since it was asked last.
  int64_t TakeRepeated() { return decisions_.TakeRepeated(); }

  // The facts from the first that is not (wholly) decided on.
  LogCursor TakeFacts() { return std::move(facts_); }

 private:
  // False: the fact is not at hand yet.
  absl::StatusOr<bool> TakeFact();

  int32_t partition_ = 0;
  LogCursor facts_, decisions_;
  int64_t facts_end_ = 0, decisions_end_ = 0;  // at opening
  LoggedFact fact_;
  Decision decision_;
  int64_t decision_offset_ = 0;
  bool more_of_fact_ = false;  // the fact at the cursor has more decisions
};

}  // namespace laurel
