// The made-up history of bench/macro/workload.h on a log on Kafka, as an import
// leaves it: the program first on each partition, then the facts.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_log.h"

namespace laurel {

struct HistoryOptions {
  std::string program = "examples/glow.yaml";
  uint32_t customers = 200'000;
  int64_t facts = 3'000'000;  // about as many, and not more
};

// Two years that end yesterday, so that live facts can follow. Returns how many
// facts of customers it has appended.
absl::StatusOr<int64_t> PublishHistory(KafkaLog& log,
                                       const HistoryOptions& options);

}  // namespace laurel
