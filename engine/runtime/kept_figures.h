// The figures of one partition, kept in a store, so that the next look at them
// folds only what came since. A view with a position of its own, beside the one
// that decides, which knows nothing of it. It can be thrown away at any time.
//
//   KeptFigures kept(store);
//   RETURN_IF_ERROR(kept.Open(log.identity(), partition));
//   ...                                        // from kept.position() on:
//   RETURN_IF_ERROR(kept.TakeIn(fact, decision, program));
//   kept.position().last_fact = ...
//   RETURN_IF_ERROR(kept.Write());             // now and then, and at the end
//   ASSIGN_OR_RETURN(CounterTable table, kept.Table());
//
// In memory is only what was taken in since the last Write: people that facts
// and decisions named, sales, differences of counters. Errors are those of the
// store, and DATA_LOSS for rows that cannot be; then what it says is worth
// nothing. One thread.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/domain/figure_fold.h"
#include "engine/runtime/figure_rows.h"
#include "engine/runtime/view_store.h"

namespace laurel {

class KeptFigures {
 public:
  // `store` must outlive it, and is of figures alone.
  explicit KeptFigures(ViewStore& store) : store_(store) {}

  // FAILED_PRECONDITION, saying how it differs: the store is of another log or
  // of another laurel. Of an empty store the position is that of nothing.
  absl::Status Open(const LogIdentity& log, int32_t partition);

  // As FigureFold::TakeIn. Write is not allowed after one with an `until`.
  absl::Status TakeIn(const Fact& fact, const Decision& decision,
                      const Program* program, Instant until = kNever);

  // Where it stands; whoever calls TakeIn moves it on before Write.
  FigurePosition& position() { return position_; }

  // All that changed, and the position, at once: after a crash the store has
  // all of it or what it had before. Empties the memory.
  absl::Status Write();

  // What is in the store and what was taken in since.
  absl::StatusOr<CounterTable> Table();

 private:
  absl::Status OpenNames();
  absl::Status OpenWalkIns();
  absl::Status Fetch(std::string_view customer);
  absl::Status FetchSale(std::string_view customer, std::string_view payment);
  absl::Status PutCounters(StoreBatch& batch);
  void PutPeople(StoreBatch& batch);

  ViewStore& store_;
  FigureFold fold_;
  FigurePosition position_;
  size_t names_written_ = 1;  // "" always is
};

}  // namespace laurel
