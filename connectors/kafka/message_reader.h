// Reads one partition of one topic, committed records only.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/properties.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Consumers that no reader has just now; their connections stand. Safe to call
// from any thread. Must outlive its readers.
class ConsumerPool {
 public:
  explicit ConsumerPool(Properties properties)
      : properties_(std::move(properties)) {}

  absl::StatusOr<std::shared_ptr<KafkaClient>> Take();
  void Give(std::shared_ptr<KafkaClient> consumer);

 private:
  const Properties properties_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<KafkaClient>> idle_;
};

struct ReadPlan {
  std::string topic;
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t end = 0;         // at opening
  size_t ahead_bytes = 0;  // that librdkafka fetches before it stops
  const std::atomic<int64_t>* written = nullptr;  // see StreamEnds
};

// Waits for records that are known to be there, up to `end` of its plan: an
// empty batch before it would be taken for the end of the log. UNAVAILABLE if
// they do not come within kSilenceMs. After it, Read does not wait, but for
// what this process has written itself.
class MessageReader : public LogReader {
 public:
  static constexpr int kSilenceMs = 8'000;

  static absl::StatusOr<std::unique_ptr<LogReader>> Open(ConsumerPool& pool,
                                                         ReadPlan plan);
  ~MessageReader() override;

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override;
  int64_t next_offset() const override { return next_; }

 private:
  MessageReader(ConsumerPool& pool, std::shared_ptr<KafkaClient> consumer,
                ReadPlan plan);

  absl::Status Start();
  bool Fetch(int wait_ms, size_t most);
  void AskForMore();
  absl::Status WaitForKnown(size_t most);
  absl::Status Fill(const ReadLimit& limit, LogBatch& batch);
  absl::Status Failed(const rd_kafka_message_t& message) const;
  std::string Where() const;

  ConsumerPool& pool_;
  const std::shared_ptr<KafkaClient> consumer_;
  const ReadPlan plan_;
  rd_kafka_topic_t* topic_ = nullptr;
  rd_kafka_queue_t* queue_ = nullptr;
  bool started_ = false;
  bool spent_ = false;  // its consumer is not to be used again
  int64_t next_;
  int64_t waited_for_ = 0;                  // in vain, of `written`
  std::vector<rd_kafka_message_t*> ahead_;  // fetched; from head_ on not given
  size_t head_ = 0;
  size_t taken_bytes_ = 0;  // since librdkafka was last asked for more
};

}  // namespace laurel
