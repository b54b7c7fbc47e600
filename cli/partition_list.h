// Partitions as people write them: "0-3,7".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

// In ascending order, each once. INVALID_ARGUMENT, with the word: what is no
// number or range, or not below `partitions`.
absl::StatusOr<std::vector<int32_t>> ParsePartitions(const std::string& text,
                                                     int32_t partitions);

}  // namespace laurel
