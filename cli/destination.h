// Where facts go: --to embedded:DIR, kafka:BROKERS, file:OUT.jsonl.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/kafka_flags.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct Destination {
  enum class Kind { kEmbedded, kKafka, kFile };
  Kind kind = Kind::kEmbedded;
  std::string path;  // or the brokers
  KafkaFlags kafka;
};

// The flag --to, required, and those of Kafka. What is no destination, or one
// of a kind that this command has no use for, is a wrong use. `out` outlives
// the command.
CLI::Option* AddDestination(CLI::App& command, Destination& out,
                            bool files_too);

// The log to append to; an embedded one is made, with so many partitions, if
// there is none.
absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const Destination& to,
                                                  int32_t create_partitions);

}  // namespace laurel
