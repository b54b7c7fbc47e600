#include "cli/kafka_flags.h"

#include <string_view>
#include <utility>

#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::string_view kKafka = "kafka:";

}  // namespace

void AddKafkaFlags(CLI::App& command, KafkaFlags& out) {
  command
      .add_option("--kafka-config", out.config,
                  "properties of librdkafka, such as TLS and SASL; values may "
                  "be ${env:NAME} or ${file:PATH}")
      ->type_name("FILE");
  command.add_option("--topic-prefix", out.prefix, "of the topics' names")
      ->capture_default_str();
  command
      .add_option("--app", out.app,
                  "begins the transactional ids; one for each log")
      ->capture_default_str();
}

bool IsKafka(const std::string& text) {
  return text.starts_with(kKafka) && text.size() > kKafka.size();
}

std::string BrokersOf(const std::string& text) {
  return text.substr(kKafka.size());
}

absl::StatusOr<KafkaOptions> ToOptions(const std::string& brokers,
                                       const KafkaFlags& flags) {
  KafkaOptions options;
  options.brokers = brokers;
  options.prefix = flags.prefix;
  options.app = flags.app;
  options.read_ahead_bytes =
      flags.read_ahead_bytes.value_or(options.read_ahead_bytes);
  if (flags.config.empty()) return options;
  ASSIGN_OR_RETURN(options.properties, ReadProperties(flags.config));
  return options;
}

absl::StatusOr<std::unique_ptr<KafkaLog>> OpenKafka(const std::string& brokers,
                                                    const KafkaFlags& flags) {
  ASSIGN_OR_RETURN(KafkaOptions options, ToOptions(brokers, flags));
  return KafkaLog::Open(std::move(options));
}

}  // namespace laurel
