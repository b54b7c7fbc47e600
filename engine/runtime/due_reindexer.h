// Makes the due index of a view follow a program that came into force, which
// may make things due earlier than the index says: looks at every customer
// once, some at a time, between writes of the view. The partition goes on
// deciding whatever fires nothing. Whoever is killed begins again: until the
// last customer the view says that its index is for the program before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/partition.h"
#include "engine/runtime/due_moves.h"
#include "engine/runtime/residents.h"
#include "engine/runtime/view_store.h"

namespace laurel {

class DueReindexer {
 public:
  // Both must outlive it.
  DueReindexer(ViewStore& store, Residents& residents)
      : store_(store), residents_(residents) {}

  // Looks at so many customers more, 1 at least. True: those were the last, and
  // the view says so. The view must have the program, no write may be gathered
  // or under way, and no other program may come into force until this is done.
  absl::StatusOr<bool> LookAtSome(const PublishedProgram& current, size_t most);

  // The earliest entry that it has put into the index since this was asked;
  // kNever: none.
  Instant TakeFirst() { return std::exchange(first_, kNever); }

 private:
  struct Row {
    std::string_view key, value;
  };
  absl::Status Look(const PublishedProgram& current, Row customer,
                    DueMoves& moves, StoreBatch& batch);
  absl::Status Finish(uint32_t version, StoreBatch& batch);

  ViewStore& store_;
  Residents& residents_;
  std::string from_;  // the key of the customer who is next; none: the first
  Instant first_ = kNever;
  Customer looked_at_;  // for its memory
};

}  // namespace laurel
