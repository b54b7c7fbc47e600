// Where facts come from: --from embedded:DIR, kafka:BROKERS, file:FACTS.jsonl.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/kafka_flags.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct Origin {
  std::vector<std::string> logs;   // a directory, or brokers
  bool on_kafka = false;           // the log is
  std::vector<std::string> files;  // in the order given
  KafkaFlags kafka;

  bool is_log() const { return files.empty(); }
};

// The flag --from, required, and those of Kafka. What is no origin is a wrong
// use. `out` outlives the command.
void AddOrigin(CLI::App& command, Origin& out);

// A wrong use: two logs, or a log and files.
absl::Status CheckOrigin(const Origin& from);

// The log of a checked origin, to be read. Fails as OpenLog of data_directory.h
// or KafkaLog::Open.
absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const Origin& from);

}  // namespace laurel
