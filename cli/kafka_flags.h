// What commands are told about Kafka, beside where it is.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_log.h"

namespace laurel {

struct KafkaFlags {
  std::string config;                      // the file that --kafka-config names
  std::string prefix = "laurel.";          // of topics
  std::string app = "laurel";              // begins transactional ids
  std::optional<size_t> read_ahead_bytes;  // see KafkaOptions; no flag
};

void AddKafkaFlags(CLI::App& command, KafkaFlags& out);

// "kafka:HOST:PORT,HOST:PORT".
bool IsKafka(const std::string& text);
// Its HOST:PORT,HOST:PORT.
std::string BrokersOf(const std::string& text);

// Reads the file of properties. Errors as those of ReadProperties.
absl::StatusOr<KafkaOptions> ToOptions(const std::string& brokers,
                                       const KafkaFlags& flags);

absl::StatusOr<std::unique_ptr<KafkaLog>> OpenKafka(const std::string& brokers,
                                                    const KafkaFlags& flags);

}  // namespace laurel
