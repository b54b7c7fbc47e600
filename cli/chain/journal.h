// Writes the facts of the demo in the order in which the log learns of them:
// most at once, some a day late because a till was offline, some twice.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "cli/chain/chance.h"
#include "engine/domain/fact.h"

namespace laurel {

struct ChainFact {
  std::string_view key;    // customer_id, or store_id of a stranger's
  std::string_view bytes;  // laurel.v1.Event, with both times
  Instant recorded_at;
};

// What it returns other than OK ends the chain. Views are good during the call.
using TakeFact = std::function<absl::Status(const ChainFact&)>;

class Journal {
 public:
  Journal(Chance chance, TakeFact take)
      : chance_(chance), take_(std::move(take)) {}

  // A fact whose occurred_at is set, reported at `now` or later. `salon`: of
  // the till that reports it; -1: another system, which is never offline.
  absl::Status Write(Fact fact, Instant now, int salon);

  // Gives what was held back until then. Call before writing at `now`, with
  // instants that do not go back.
  absl::Status CatchUp(Instant now);

 private:
  struct Held {
    Instant at;
    uint64_t number;  // in the order of holding
    std::string key;
    std::string bytes;
    bool operator>(const Held& other) const {
      return at != other.at ? at > other.at : number > other.number;
    }
  };

  bool IsOffline(Instant now, int salon) const;
  void Hold(Instant at, std::string_view key);

  Chance chance_;
  TakeFact take_;
  std::string bytes_;
  uint64_t held_count_ = 0;
  std::priority_queue<Held, std::vector<Held>, std::greater<Held>> held_;
};

}  // namespace laurel
