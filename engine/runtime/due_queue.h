// Who of a partition has something due, in the order in which it fires:
// (instant, customer). The due index of the store is read in its order and no
// further than asked; whoever changed since the view was written and falls due
// before her entry there is remembered beside it. So looking for the first
// costs the same however many are due. One thread at a time.
//
//   ASSIGN_OR_RETURN(Resident* first, due.Take());
//   if (first == nullptr) return;  // nothing is due
//   RETURN_IF_ERROR(Fire(partition, tick, *first->open, &decision));
//   residents.Keep(*first);
//   due.Add(*first);
//
// Instants of the index and of residents may be too early; the customers know.
// Who is looked at and found to be due later goes back to her true place, so
// what comes out does not depend on what the store or the memory holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/partition.h"
#include "engine/runtime/residents.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_store.h"

namespace laurel {

class DueQueue {
 public:
  // All must outlive it. `partition` is the one whose customers they are; its
  // program is the one that the index in the store follows.
  DueQueue(ViewStore& store, Residents& residents, const Partition& partition)
      : store_(store), residents_(residents), partition_(partition) {}

  // A resident that changed, after Residents::Keep, or was gathered.
  void Add(Resident& resident);

  // The first for whom something is due by the partition's clock, open until
  // the next Find; null: nobody. She is gone from here until she is added.
  absl::StatusOr<Resident*> Take();

  // Looks for the first that falls due by then, at so many customers at most.
  // False: there are more to look at.
  absl::StatusOr<bool> Settle(Instant by, size_t looks = SIZE_MAX);

  // When that is, once it is settled; if later, kNever or any later instant.
  Instant First() const { return queue_.empty() ? kNever : queue_.front().at; }

  // The view was written, and residents may go: add those that have changed
  // since. `first`: the earliest entry that the write has put into the index.
  void Clear(Instant first);

 private:
  struct Entry {
    Instant at;
    Resident* resident;
    bool looked = false;  // at the customer: this is her instant
  };
  static bool Later(const Entry& a, const Entry& b);

  void Push(Entry entry);
  Entry Pop();
  bool IsRead() const;
  absl::Status ReadSome(Instant by);
  absl::Status Look(const Entry& entry);

  ViewStore& store_;
  Residents& residents_;
  const Partition& partition_;
  std::vector<Entry> queue_;            // a heap, the first in front
  DueEntry read_to_ = {kEarliest, {}};  // of the index; what is next is not
  // The index holds nothing before. A store passes over each entry that it has
  // erased there, and there are as many of them as have fired.
  Instant begin_ = kEarliest;
};

}  // namespace laurel
