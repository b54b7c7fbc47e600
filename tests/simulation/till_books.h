// The till program of workload.h computed by hand, from the facts alone: a
// point for each whole yuan, good for ten days, spent earliest expiry first.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"

namespace laurel {

class TillBooks {
 public:
  struct Sums {
    int64_t issued = 0, redeemed = 0, expired = 0;
    int64_t available = 0;
    bool operator==(const Sums&) const = default;
  };

  // The next fact that can be decided, at the partition's clock, and what
  // laurel decided. Internal: it is not what the books say.
  absl::Status TakeIn(const Fact& fact, Instant clock, const Decision& told);

  // As of the clock of the last fact.
  std::map<std::string, Sums> Close();

 private:
  struct Book {
    std::map<int64_t, int64_t> lots;  // points by expiry, in milliseconds
    Sums sums;
  };

  static void Expire(Book& book, Instant clock);
  static bool Spend(Book& book, int64_t amount);

  std::map<std::string, Book, std::less<>> books_;
  std::set<std::pair<std::string, std::string>> seen_;  // customer, fact id
  Instant clock_ = kEarliest;
};

}  // namespace laurel
