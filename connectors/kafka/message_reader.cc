#include "connectors/kafka/message_reader.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/kafka/failure.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr size_t kMostIdle = 8;
constexpr int kOwnWaitMs = 2'000;  // for what this process wrote
constexpr int kLookMs = 10;
constexpr int kAskMs = 1'000;

std::string_view Key(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.key), message.key_len};
}

std::string_view Value(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.len};
}

// The headers as the port has them; empty: none.
std::string Encode(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != 0) return "";
  std::vector<Header> list;
  const char* name = nullptr;
  const void* value = nullptr;
  for (size_t i = 0, size = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
    list.push_back({name, {static_cast<const char*>(value), size}});
  }
  std::vector<char> record;
  AppendRecord({}, {}, list, record);
  std::string_view bytes(record.data(), record.size());
  Record decoded;
  TakeRecord(bytes, decoded);
  return std::string(decoded.headers);
}

// What a batch holds on to.
struct Held {
  explicit Held(std::shared_ptr<KafkaClient> owner)
      : consumer(std::move(owner)) {}
  ~Held() {
    for (rd_kafka_message_t* message : messages) {
      rd_kafka_message_destroy(message);
    }
  }

  std::shared_ptr<KafkaClient> consumer;  // must outlive its messages
  std::vector<rd_kafka_message_t*> messages;
  std::deque<std::string> headers;  // does not move
};

}  // namespace

absl::StatusOr<std::shared_ptr<KafkaClient>> ConsumerPool::Take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto taken = std::move(idle_.back());
      idle_.pop_back();
      return taken;
    }
  }
  return KafkaClient::Make(RD_KAFKA_CONSUMER, properties_);
}

void ConsumerPool::Give(std::shared_ptr<KafkaClient> consumer) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMostIdle) idle_.push_back(std::move(consumer));
}

absl::StatusOr<std::unique_ptr<LogReader>> MessageReader::Open(
    ConsumerPool& pool, ReadPlan plan) {
  ASSIGN_OR_RETURN(auto consumer, pool.Take());
  std::unique_ptr<MessageReader> reader(
      new MessageReader(pool, std::move(consumer), std::move(plan)));
  RETURN_IF_ERROR(reader->Start());
  return reader;
}

MessageReader::MessageReader(ConsumerPool& pool,
                             std::shared_ptr<KafkaClient> consumer,
                             ReadPlan plan)
    : pool_(pool),
      consumer_(std::move(consumer)),
      plan_(std::move(plan)),
      next_(plan_.offset) {}

absl::Status MessageReader::Start() {
  topic_ = rd_kafka_topic_new(consumer_->get(), plan_.topic.c_str(), nullptr);
  queue_ = rd_kafka_queue_new(consumer_->get());
  started_ = rd_kafka_consume_start_queue(topic_, plan_.partition, plan_.offset,
                                          queue_) == 0;
  if (started_) return absl::OkStatus();
  spent_ = true;
  return consumer_->StatusOf(rd_kafka_last_error(), Where());
}

MessageReader::~MessageReader() {
  if (started_) rd_kafka_consume_stop(topic_, plan_.partition);
  for (; head_ < ahead_.size(); ++head_) {
    rd_kafka_message_destroy(ahead_[head_]);
  }
  rd_kafka_queue_destroy(queue_);
  rd_kafka_topic_destroy(topic_);
  if (!spent_) pool_.Give(consumer_);
}

std::string MessageReader::Where() const {
  return absl::StrCat("topic ", plan_.topic, " partition ", plan_.partition,
                      " at offset ", next_);
}

// False: nothing came.
bool MessageReader::Fetch(int wait_ms, size_t most) {
  most = std::max<size_t>(most, 1);
  ahead_.resize(most);
  head_ = 0;
  // A wait is for the whole of a batch: wait for the first alone.
  ssize_t count = 0;
  if (wait_ms > 0) {
    count = rd_kafka_consume_batch_queue(queue_, wait_ms, ahead_.data(), 1);
  }
  count = std::max<ssize_t>(count, 0);
  if (wait_ms == 0 || count == 1) {
    const ssize_t more = rd_kafka_consume_batch_queue(
        queue_, 0, ahead_.data() + count, most - static_cast<size_t>(count));
    count += std::max<ssize_t>(more, 0);
  }
  ahead_.resize(static_cast<size_t>(count));
  AskForMore();
  return count > 0;
}

// A queue that is full stops librdkafka 2.0.2 from fetching, and it looks again
// only after a second, unless something wakes the thread of that broker: any
// request does. Without it a reader gets no more than its queue a second. Only
// who is behind asks: the request would wait for a fetch that waits.
void MessageReader::AskForMore() {
  for (const rd_kafka_message_t* message : ahead_) {
    taken_bytes_ += message->len + message->key_len;
  }
  if (taken_bytes_ < plan_.ahead_bytes / 2) return;
  int64_t first = 0, end = 0;  // by the last answer of the broker
  rd_kafka_get_watermark_offsets(consumer_->get(), plan_.topic.c_str(),
                                 plan_.partition, &first, &end);
  const size_t here = ahead_.size() + rd_kafka_queue_length(queue_);
  if (std::max(end, plan_.end) <= next_ + static_cast<int64_t>(here)) return;
  taken_bytes_ = 0;
  rd_kafka_query_watermark_offsets(consumer_->get(), plan_.topic.c_str(),
                                   plan_.partition, &first, &end, kAskMs);
}

absl::Status MessageReader::WaitForKnown(size_t most) {
  using Clock = std::chrono::steady_clock;
  const int64_t written = plan_.written == nullptr ? 0 : plan_.written->load();
  const bool must = next_ < plan_.end;
  if (!must && (next_ >= written || waited_for_ >= written)) {
    return absl::OkStatus();
  }
  const auto until =
      Clock::now() + std::chrono::milliseconds(must ? kSilenceMs : kOwnWaitMs);
  while (Clock::now() < until) {
    if (Fetch(kLookMs, most)) return absl::OkStatus();
  }
  if (!must) {
    waited_for_ = written;
    return absl::OkStatus();
  }
  spent_ = true;
  return Annotate(consumer_->StatusOf(RD_KAFKA_RESP_ERR__TIMED_OUT, Where()),
                  absl::StrCat("no records for ", kSilenceMs,
                               " ms, though the log reaches to ", plan_.end));
}

absl::Status MessageReader::Read(const ReadLimit& limit, LogBatch& batch) {
  batch.clear();
  for (;;) {
    if (head_ == ahead_.size() && !Fetch(0, limit.records)) {
      RETURN_IF_ERROR(WaitForKnown(limit.records));
      if (head_ == ahead_.size()) return absl::OkStatus();
    }
    RETURN_IF_ERROR(Fill(limit, batch));
    // Only marks of transactions so far: they are passed over.
    if (!batch.empty()) return absl::OkStatus();
  }
}

// Takes over what is ahead, up to the limit or a failure.
absl::Status MessageReader::Fill(const ReadLimit& limit, LogBatch& batch) {
  auto held = std::make_shared<Held>(consumer_);
  size_t bytes = 0;
  for (; head_ < ahead_.size(); ++head_) {
    rd_kafka_message_t* message = ahead_[head_];
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      next_ = std::max(next_, message->offset);
      rd_kafka_message_destroy(message);
      continue;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!batch.empty()) break;  // first what is sound
      spent_ = true;
      return Failed(*message);
    }
    bytes += message->len + message->key_len;
    if (!batch.empty() &&
        (batch.records.size() == limit.records || bytes > limit.bytes)) {
      break;
    }
    std::string headers = Encode(*message);
    std::string_view encoded;
    if (!headers.empty()) {
      encoded = held->headers.emplace_back(std::move(headers));
      bytes += encoded.size();
    }
    rd_kafka_timestamp_type_t unused;
    batch.records.push_back({message->offset,
                             rd_kafka_message_timestamp(message, &unused),
                             Key(*message), encoded, Value(*message)});
    held->messages.push_back(message);
    next_ = std::max(next_, message->offset + 1);
  }
  if (!batch.empty()) batch.held = std::move(held);
  return absl::OkStatus();
}

absl::Status MessageReader::Failed(const rd_kafka_message_t& message) const {
  const absl::Status status = consumer_->StatusOf(message.err, Where());
  if (message.payload == nullptr) return status;
  return Annotate(status, Value(message));
}

}  // namespace laurel
