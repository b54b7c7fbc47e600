// What the world tells laurel: facts as bytes, good and bad, and when.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

struct Telling {
  int64_t at_ms = 0;       // of the world's clock
  int32_t partition = -1;  // -1: all of them, as control facts
  std::string key;
  std::string value;
};

// Random programs and histories of the laws, with bytes that are no facts, keys
// that are not theirs and sources that are forged strewn in.
absl::StatusOr<std::vector<Telling>> HistoryWorkload(uint64_t seed,
                                                     int32_t partitions);

// A program simple enough to be computed by hand: a point for each yuan, good
// for ten days, spent on request. TillBooks in till_books.h is that hand.
absl::StatusOr<std::vector<Telling>> TillWorkload(uint64_t seed,
                                                  int32_t partitions,
                                                  int64_t facts);

// The till with thirty customers, under one program after another: who does not
// come is missed sooner or later.
absl::StatusOr<std::vector<Telling>> ProgramsWorkload(uint64_t seed,
                                                      int32_t partitions,
                                                      int64_t facts);

// The till again: so many customers pay once, and all their points expire at
// one instant.
absl::StatusOr<std::vector<Telling>> CrowdWorkload(int64_t customers);

}  // namespace laurel
