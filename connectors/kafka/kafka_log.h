// The log port on Apache Kafka. README.md tells the topics, who may do what,
// and which rules of librdkafka stand behind the code.
//
//   auto log = KafkaLog::Open({.brokers = "kafka-1:9092,kafka-2:9092"});
//
// Exactly once: a partition's owner writes through a transactional producer of
// its own, whose id is <app>.<facts topic>.<partition>; opening the partition
// fences whoever had it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka/fact_producer.h"
#include "connectors/kafka/message_reader.h"
#include "connectors/kafka/properties.h"
#include "connectors/kafka/stream_ends.h"
#include "connectors/kafka/topics.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct KafkaOptions {
  std::string brokers;             // host:port,host:port
  std::string prefix = "laurel.";  // of topic names
  std::string app = "laurel";      // begins transactional ids
  Properties properties = {};      // passed through
  int timeout_ms = 8'000;          // of metadata and positions
  // What readers of all partitions fetch ahead, about; librdkafka takes twice
  // as much again to keep it.
  size_t read_ahead_bytes = 32 << 20;
};

class KafkaLog : public EventLog {
 public:
  // Asks a broker for the topics. Errors name what to do:
  //   UNAVAILABLE, DEADLINE_EXCEEDED  no broker answers
  //   FAILED_PRECONDITION             wrong credentials; topics that are
  //                                   missing or set otherwise
  //   INVALID_ARGUMENT                properties
  static absl::StatusOr<std::unique_ptr<KafkaLog>> Open(KafkaOptions options);

  const LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t partition) override;
  absl::StatusOr<int64_t> AppendedEnd(Stream stream,
                                      int32_t partition) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) override;
  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t partition) override;

  // The right to append control facts to all partitions at once; fences
  // another publisher. Take it before reading which program is the latest.
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPublisher();

  // FAILED_PRECONDITION, naming both numbers, if a topic has got another number
  // of partitions since it was opened.
  absl::Status CheckUnchanged();

  const TopicNames& topics() const { return topics_; }

 private:
  KafkaLog(KafkaOptions options, std::shared_ptr<KafkaClient> client,
           LogIdentity identity);

  absl::StatusOr<std::shared_ptr<KafkaClient>> Uncommitted();
  absl::StatusOr<OffsetRange> Ask(const KafkaClient& client, Stream stream,
                                  int32_t partition) const;
  absl::StatusOr<int64_t> WholeEnd(Stream stream, int32_t partition);

  const KafkaOptions options_;
  const TopicNames topics_;
  const std::shared_ptr<KafkaClient> client_;  // asks for metadata
  const LogIdentity identity_;
  StreamEnds ends_;
  ConsumerPool consumers_;
  std::mutex mutex_;
  std::shared_ptr<KafkaClient> uncommitted_;  // guarded; null until asked
  FactProducer facts_;
};

// A client that asks and administers, for topics that need not be there yet.
// Fails as Open does.
absl::StatusOr<std::shared_ptr<KafkaClient>> OpenKafkaClient(
    const KafkaOptions& options);

}  // namespace laurel
