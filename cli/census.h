// All customers of a data directory as they stand now, from its views: how many
// are in which stage and tier, and what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "engine/domain/customer.h"

namespace laurel {

struct UnitTotals {
  int64_t issued = 0;
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t reversed = 0;
  int64_t outstanding = 0;  // pending, available and held
  int64_t owed = 0;
};

struct Census {
  int64_t customers = 0;
  std::array<int64_t, 8> stages{};  // by Stage
  std::map<std::string, int64_t> tiers;
  std::map<std::string, UnitTotals> units;
  // Somebody with a tier worth a look, and redemptions; empty: nobody.
  std::string worth_a_look;
};

// The views must have been written (nobody serves).
absl::StatusOr<Census> TakeCensus(const std::string& directory,
                                  int32_t partitions);

}  // namespace laurel
