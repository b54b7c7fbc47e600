// Where a command finds its log, and the views beside it: --data DIR holds the
// views, and the log too unless --log kafka:BROKERS says otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/data_directory.h"
#include "cli/kafka_flags.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct LogAddress {
  std::string log;   // "kafka:BROKERS"; empty: the embedded one in `data`
  std::string data;  // a directory
  KafkaFlags kafka;

  bool on_kafka() const { return !log.empty(); }
  const std::string& name() const { return on_kafka() ? log : data; }
};

// The flags --data, required, --log and those of Kafka.
void AddLogAddress(CLI::App& command, LogAddress& out);

// `access` and `create_partitions` are for an embedded log: see OpenLog of
// data_directory.h. Fails as that or as KafkaLog::Open.
absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(
    const LogAddress& place, Access access, int32_t create_partitions = 0);

}  // namespace laurel
