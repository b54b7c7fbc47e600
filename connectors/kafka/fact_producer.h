// Appends facts, each exactly once while this process lives: an idempotent
// producer that all callers share.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/client.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Safe to call from any thread.
class FactProducer : private DeliverySink {
 public:
  FactProducer(Properties properties, std::string topic)
      : properties_(std::move(properties)), topic_(std::move(topic)) {}

  // As EventLog::Append; partitions have been checked.
  absl::StatusOr<std::vector<LogPosition>> Append(const RoutedRecords& facts);

 private:
  struct Waiting;
  struct Slot;

  absl::StatusOr<std::shared_ptr<KafkaClient>> Client();
  void Forget(const std::shared_ptr<KafkaClient>& spent);
  absl::Status Send(KafkaClient& client, const RoutedRecords& facts,
                    std::vector<Slot>& slots);
  void Delivered(const rd_kafka_message_t& message) override;

  const Properties properties_;
  const std::string topic_;
  std::mutex mutex_;
  std::shared_ptr<KafkaClient> client_;  // made with the first append
};

}  // namespace laurel
