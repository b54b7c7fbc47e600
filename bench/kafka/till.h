// Many tills that sell and redeem at an even pace, all together, on a log on
// Kafka. A sale or redemption waits for nobody: when it was meant to be sent
// stands beside it, so that a till that is held up counts as slow.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_log.h"

namespace laurel {

struct TillOptions {
  int payments = 1'000;   // a second
  int redemptions = 100;  // a second, 500 points each
  int seconds = 60;
  int tills = 64;  // each waits for its own fact to be acknowledged
  uint32_t customers = 200'000;
};

struct Sent {
  LogPosition at;
  bool redemption = false;
  std::chrono::steady_clock::time_point meant;  // to be sent
  bool operator<(const Sent& other) const { return at < other.at; }
};

// Returns what was acknowledged, by position. Facts that the broker did not
// take are told on standard error and left out.
std::vector<Sent> Sell(KafkaLog& log, const TillOptions& options,
                       std::chrono::steady_clock::time_point begin);

}  // namespace laurel
