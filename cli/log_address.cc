#include "cli/log_address.h"

#include <utility>

#include "engine/base/status.h"

namespace laurel {
namespace {

std::string WhyNoLog(std::string& text) {
  if (text.empty() || IsKafka(text)) return "";
  return "\"" + text +
         "\" is no log; kafka:HOST:PORT is wanted. Without --log it is the one "
         "in --data";
}

}  // namespace

void AddLogAddress(CLI::App& command, LogAddress& out) {
  AddData(command, out.data);
  command
      .add_option("--log", out.log,
                  "kafka:HOST:PORT, if the log is on Kafka; then --data holds "
                  "the views alone")
      ->check(CLI::Validator(WhyNoLog, "kafka:BROKERS"));
  AddKafkaFlags(command, out.kafka);
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const LogAddress& place,
                                                  Access access,
                                                  int32_t create_partitions) {
  if (place.on_kafka()) {
    ASSIGN_OR_RETURN(auto log, OpenKafka(BrokersOf(place.log), place.kafka));
    return std::unique_ptr<EventLog>(std::move(log));
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(place.data, access, create_partitions));
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace laurel
