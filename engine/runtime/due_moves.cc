#include "engine/runtime/due_moves.h"

#include <algorithm>

#include "engine/runtime/view_keys.h"

namespace laurel {

void DueMoves::Move(std::string_view customer, Instant from, Instant to) {
  if (from != kNever) rows_.emplace_back(DueKey(from, customer), false);
  if (to != kNever) rows_.emplace_back(DueKey(to, customer), true);
  first_ = std::min(first_, to);
}

void DueMoves::AddRows(StoreBatch& batch) {
  std::sort(rows_.begin(), rows_.end());
  for (const auto& [key, stays] : rows_) {
    if (stays) {
      batch.Put(key, {});
    } else {
      batch.Erase(key);
    }
  }
}

}  // namespace laurel
