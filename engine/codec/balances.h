// What a customer has of each unit, for whoever shows it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// One unit, all its parts together.
struct Balance {
  std::string_view unit;  // of the customer or the program
  int64_t pending = 0, available = 0, held = 0, arrears = 0;
  int64_t principal = 0, bonus = 0;  // of available
  bool has_parts = false;
};

// Units in the order of the program, those retired only if the customer has
// moved them; then what the program does not know. `program` may be null.
std::vector<Balance> BalancesOf(const Customer& customer,
                                const Program* program);

}  // namespace laurel
