// Changes of the due index, gathered so that they are put behind the
// customers' rows and in the order of their keys.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/runtime/view_store.h"

namespace laurel {

class DueMoves {
 public:
  // The customer's entry; kNever: none.
  void Move(std::string_view customer, Instant from, Instant to);

  // The earliest entry that comes into being; kNever: none.
  Instant first() const { return first_; }

  void AddRows(StoreBatch& batch);

 private:
  std::vector<std::pair<std::string, bool>> rows_;  // key; whether it stays
  Instant first_ = kNever;
};

}  // namespace laurel
