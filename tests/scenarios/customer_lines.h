// What a scenario says about a customer's state, one subject a line:
//
//   points  available 128  held 0  lots 1:128@2026-03-01
//   tier gold  since 2025-04-20 14:00  until 2026-04-20
//   stage active
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"
#include "tests/scenarios/clauses.h"

namespace laurel {

// What differs, a sentence each; only what the line names is compared.
// `customer` is null where nothing is known of them. InvalidArgument: the line
// says nothing that can be compared.
absl::StatusOr<std::vector<std::string>> CompareCustomer(
    std::string_view line, const Customer* customer, const Program& program,
    const Place& place);

}  // namespace laurel
