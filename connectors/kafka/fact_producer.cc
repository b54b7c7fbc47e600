#include "connectors/kafka/fact_producer.h"

#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/kafka/failure.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr int kPollMs = 5;

const char* Data(std::string_view bytes) {
  return bytes.data() == nullptr ? "" : bytes.data();  // an empty key is one
}

}  // namespace

// One Append. Its messages are delivered by whichever thread polls.
struct FactProducer::Waiting {
  std::atomic<int64_t> left = 0;
  std::mutex mutex;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;  // the first
  size_t bytes = 0;                                        // of that message
};

struct FactProducer::Slot {
  Waiting* waiting = nullptr;
  int64_t offset = -1;
};

absl::StatusOr<std::shared_ptr<KafkaClient>> FactProducer::Client() {
  const std::lock_guard lock(mutex_);
  if (client_ == nullptr) {
    ASSIGN_OR_RETURN(client_, KafkaClient::Make(RD_KAFKA_PRODUCER, properties_,
                                                {.sink = this}));
  }
  return client_;
}

// An idempotent producer that failed for good is no more.
void FactProducer::Forget(const std::shared_ptr<KafkaClient>& spent) {
  const std::lock_guard lock(mutex_);
  if (client_ == spent) client_.reset();
}

absl::StatusOr<std::vector<LogPosition>> FactProducer::Append(
    const RoutedRecords& facts) {
  ASSIGN_OR_RETURN(const auto client, Client());
  Waiting waiting;
  std::vector<Slot> slots(facts.size(), Slot{&waiting});
  const absl::Status sent = Send(*client, facts, slots);
  while (waiting.left > 0) rd_kafka_poll(client->get(), kPollMs);
  const std::string doing = absl::StrCat("appending to ", topic_);
  if (waiting.error != 0 || !sent.ok()) {
    char unused[8];
    if (rd_kafka_fatal_error(client->get(), unused, sizeof unused) != 0) {
      Forget(client);
    }
    RETURN_IF_ERROR(sent);
    return client->StatusOf(
        waiting.error,
        absl::StrCat(doing, " a fact of ", waiting.bytes, " bytes"));
  }
  std::vector<LogPosition> positions;
  for (size_t i = 0; i < slots.size(); ++i) {
    positions.push_back({facts.partitions()[i], slots[i].offset});
  }
  return positions;
}

absl::Status FactProducer::Send(KafkaClient& client, const RoutedRecords& facts,
                                std::vector<Slot>& slots) {
  size_t i = 0;
  for (const Record& record : facts.records()) {
    rd_kafka_headers_t* headers = nullptr;
    if (!record.headers.empty()) {
      headers = rd_kafka_headers_new(4);
      for (const Header& header : ParseHeaders(record.headers)) {
        rd_kafka_header_add(headers, header.name.data(),
                            static_cast<ssize_t>(header.name.size()),
                            header.value.data(),
                            static_cast<ssize_t>(header.value.size()));
      }
    }
    Slot& slot = slots[i];
    ++slot.waiting->left;
    rd_kafka_resp_err_t error;
    do {
      error = rd_kafka_producev(
          client.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
          RD_KAFKA_V_PARTITION(facts.partitions()[i]),
          RD_KAFKA_V_VALUE(const_cast<char*>(Data(record.value)),
                           record.value.size()),
          RD_KAFKA_V_KEY(Data(record.key), record.key.size()),
          RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(&slot),
          RD_KAFKA_V_END);
      if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
        rd_kafka_poll(client.get(), kPollMs);
      }
    } while (error == RD_KAFKA_RESP_ERR__QUEUE_FULL);
    if (error != 0) {
      --slot.waiting->left;
      if (headers != nullptr) rd_kafka_headers_destroy(headers);
      return client.StatusOf(
          error, absl::StrCat("appending a fact of ", record.value.size(),
                              " bytes to ", topic_));
    }
    ++i;
  }
  return absl::OkStatus();
}

void FactProducer::Delivered(const rd_kafka_message_t& message) {
  Slot& slot = *static_cast<Slot*>(message._private);
  Waiting& waiting = *slot.waiting;
  slot.offset = message.offset;
  if (message.err != 0) {
    const std::lock_guard lock(waiting.mutex);
    if (waiting.error == 0) {
      waiting.error = message.err;
      waiting.bytes = message.len;
    }
  }
  --waiting.left;  // the last thing: then it may be gone
}

}  // namespace laurel
