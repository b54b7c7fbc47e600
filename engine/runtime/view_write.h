// What one write puts into the view: gathered by the partition's thread at a
// commit boundary, put into a batch by whoever writes, while the partition goes
// on. Nothing here changes but the order of `moves`, which is the writer's.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/runtime/due_moves.h"
#include "engine/runtime/view_rows.h"
#include "engine/runtime/view_store.h"

namespace laurel {

struct WrittenCustomer {
  std::string id;
  std::string state;      // encoded
  std::string documents;  // Resident::documents
  Instant due_row;        // the entry that she has in the due index
};

struct ViewWrite {
  std::vector<WrittenCustomer> customers;  // in no order
  DueMoves moves;
  std::vector<std::pair<uint32_t, std::string>> programs;  // version, row
  Progress progress;
  bool large = false;
  bool told = false;  // see PartitionFold::Gather

  // In the order of their keys, but for the last few.
  void AddRows(StoreBatch& batch);
};

// Documents as they wait to be written: [u32 key size, key, u32 value size,
// value], a key being the kind and the id; of one key the last counts.
void AppendSized(std::string_view bytes, std::string& out);
std::string_view TakeSized(std::string_view& rest);

}  // namespace laurel
