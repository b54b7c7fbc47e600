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

  void AddRows(StoreBatch& batch);

 private:
  std::vector<std::pair<std::string, bool>> rows_;  // key; whether it stays
};

}  // namespace laurel
