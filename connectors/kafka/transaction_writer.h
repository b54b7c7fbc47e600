// The right to write one partition, as a transactional producer of its own: a
// commit is one transaction. Whoever opens the same transactional id next
// fences this one.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/stream_ends.h"
#include "connectors/kafka/topics.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct WriterPlan {
  Properties properties;  // of a producer, without the transactional id
  std::string transactional_id;
  const TopicNames* topics = nullptr;
  LogIdentity log;
  int32_t partition = 0;
  int64_t decisions_end = 0;   // known to a publisher of programs as 0
  StreamEnds* ends = nullptr;  // told of what was committed
};

// A commit blocks in librdkafka, so it has a thread. After a failure, also one
// whose outcome is not known, the producer is thrown away: the next one ends or
// aborts its transaction. So it is, too, when a connection was lost during a
// commit that succeeded: the end of a transaction may have been sent twice, and
// the late one could end the transaction after it.
class TransactionWriter : public PartitionWriter, private DeliverySink {
 public:
  // From begin to the answer of the broker.
  static constexpr int kCommitMs = 8'000;

  // Fences the owner before and waits until its transaction is ended. Reads of
  // decisions are right only after it.
  static absl::StatusOr<std::unique_ptr<TransactionWriter>> Open(
      WriterPlan plan);
  ~TransactionWriter() override;

  // Only now it can write. Warms the connections up with a transaction that is
  // aborted, meanwhile: the first one takes up to a second. Once, before
  // Submit. `decisions_end`: where the decisions end now.
  void Start(int64_t decisions_end);

  absl::Status Submit(Commit commit) override;
  std::optional<Completion> Poll() override;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase { kIdle, kSubmitted, kDone };

  explicit TransactionWriter(WriterPlan plan);

  absl::Status Init();
  void Work();
  absl::Status WarmUp();
  absl::Status Run(const Commit& commit);
  absl::Status CheckRoutes(const Commit& commit) const;
  absl::Status Begin();
  absl::Status Produce(const Commit& commit);
  absl::Status ProduceAll(Stream stream, const Records& records);
  absl::Status ProduceFacts(const RoutedRecords& facts);
  absl::Status ProduceCustomers(const Records& customers);
  absl::Status ProducePlain(rd_kafka_topic_t* topic);
  void AddPlain(int32_t partition, const Record& record,
                std::string_view value);
  absl::Status MakeRoom(rd_kafka_topic_t* topic, const Record& record);
  absl::Status EndTopic(rd_kafka_topic_t* topic);
  absl::Status Flush();
  absl::Status ProduceOne(Stream stream, const Record& record);
  absl::Status End();
  absl::Status CheckConnected(int64_t disconnects) const;
  absl::Status Failed(rd_kafka_error_t* error);
  void Abort(Clock::time_point until);
  void Delivered(const rd_kafka_message_t& message) override;
  rd_kafka_topic_t* Topic(Stream stream) const {
    return topics_[static_cast<size_t>(stream)];
  }
  int LeftMs() const;
  void Close();

  const WriterPlan plan_;
  const std::string doing_;  // for messages

  // Of the thread, once it runs.
  std::shared_ptr<KafkaClient> client_;
  std::array<rd_kafka_topic_t*, 4> topics_ = {};  // by stream
  rd_kafka_topic_t* customers_ = nullptr;
  std::vector<rd_kafka_message_t> chunk_;
  int64_t decisions_end_ = 0;
  std::array<int64_t, 3> own_ends_ = {};  // decisions, events, parked
  std::vector<int64_t> fact_ends_;        // by partition
  size_t waiting_bytes_ = 0;  // produced, and not known to be delivered
  absl::Status undelivered_;
  bool lost_ = false;        // a record of the transaction, for any reason
  Clock::time_point ended_;  // the last transaction
  Clock::time_point until_;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  Phase phase_ = Phase::kIdle;
  bool stop_ = false;
  bool failed_ = false;
  Commit commit_;
  absl::Status outcome_;
  int64_t outcome_end_ = 0;

  std::thread thread_;
};

}  // namespace laurel
