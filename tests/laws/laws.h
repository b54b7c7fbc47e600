// The laws of docs/domain-map.md section 17: true of every history.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tests/laws/history.h"
#include "tests/laws/random_history.h"

namespace laurel {

// Each is OK, or Internal with what broke it. A history whose programs do not
// compile is InvalidArgument: nothing can be said of it.

// 1: accounts and lots are what the events say, at every step.
absl::Status Conservation(const History& history);
// 2: folding decisions gives the customers and documents that deciding gave.
absl::Status Rebuild(const History& history);
// 3: the same facts give the same decisions.
absl::Status Determinism(const History& history);
// 4: a fact seen twice changes nothing.
absl::Status Duplicate(const History& history);
// 5: how the facts of customers are interleaved changes none of them.
absl::Status Independence(const History& history);
// 7: partial refunds equal one combined; a full refund leaves nothing earned.
absl::Status Refund(const History& history);
// 9: ticks or none, each customer gets the same events.
absl::Status Timers(const History& history);

// Stocks of the figures are what the customers hold, flows what they did, and
// no day counts less than nothing. Kept and gone on from, they are the same.
absl::Status Figures(const History& history);
// Which customers are in memory never changes a decision.
absl::Status Residency(const History& history);
// A runner that is thrown away at any moment, with its view, an older copy of
// it or none, decides each fact once and the same.
absl::Status Crash(const History& history);

struct Law {
  std::string_view name;
  int share;  // of 10,000 histories
  Taste taste;
  absl::Status (*holds)(const History&);
};

// Law 8 is Conservation again, of people who spend: the auditor refuses what
// was not available.
const std::vector<Law>& Laws();

}  // namespace laurel
