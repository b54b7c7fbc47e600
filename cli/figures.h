// Sums over all customers of a data directory, from its views.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/derived_event.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct UnitFigures {
  int64_t issued = 0;
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t reversed = 0;
  int64_t outstanding = 0;  // pending, available and held
  int64_t owed = 0;
};

struct Figures {
  int64_t customers = 0;
  std::array<int64_t, 8> stages{};  // by Stage
  std::map<std::string, int64_t> tiers;
  std::map<std::string, UnitFigures> units;
  // Somebody with a tier worth a look, and redemptions; empty: nobody.
  std::string worth_a_look;
};

// The views must have been written (nobody serves).
absl::StatusOr<Figures> SumUp(const std::string& directory, int32_t partitions);

// An event that a shop owner may want to hear of.
struct News {
  std::string customer;
  DerivedEvent event;
};

// The last `each` of every kind of news, in the order of time. Reads all
// decisions.
absl::StatusOr<std::vector<News>> LastNews(EventLog& log, size_t each);

}  // namespace laurel
