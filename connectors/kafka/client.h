// One librdkafka client, with what it has been told of its troubles.
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "connectors/kafka/properties.h"

namespace laurel {

// Told of each message that was produced, by the thread that polls.
class DeliverySink {
 public:
  virtual ~DeliverySink() = default;
  virtual void Delivered(const rd_kafka_message_t& message) = 0;
};

// What a client calls back, beside errors.
struct Callbacks {
  DeliverySink* sink = nullptr;  // of producers
  // Of members of a group; `self` is what it is called with.
  void (*rebalance)(rd_kafka_t*, rd_kafka_resp_err_t,
                    rd_kafka_topic_partition_list_t*, void* self) = nullptr;
  void* self = nullptr;
};

// Safe to call from any thread, as librdkafka is.
class KafkaClient {
 public:
  // Whoever is called back must outlive the client. INVALID_ARGUMENT:
  // librdkafka refuses a property.
  static absl::StatusOr<std::shared_ptr<KafkaClient>> Make(
      rd_kafka_type_t type, const Properties& properties,
      Callbacks callbacks = {});
  // Drops what was not sent. Waits for its threads, not for brokers.
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  rd_kafka_t* get() const { return client_; }

  // Connections that were lost so far. A request in flight meanwhile may have
  // been sent twice.
  int64_t disconnects() const { return disconnects_; }

  // Something went well: what went wrong before has passed.
  void Succeeded() const;

  // What a failure means for the caller, as the log port has it; `doing` is
  // put in front: "commit of partition 3". A time-out is explained by the last
  // trouble, and is no longer one to wait for if that was wrong credentials.
  absl::Status StatusOf(rd_kafka_resp_err_t code, std::string_view doing) const;
  absl::Status StatusOf(const rd_kafka_error_t* error,
                        std::string_view doing) const;

 private:
  KafkaClient() = default;

  absl::Status Explain(rd_kafka_resp_err_t code, std::string_view text,
                       std::string_view doing) const;
  static void TakeLog(const rd_kafka_t* client, int level, const char* facility,
                      const char* text);
  static void TakeError(rd_kafka_t* client, int code, const char* text,
                        void* self);
  static void TakeDelivery(rd_kafka_t* client,
                           const rd_kafka_message_t* message, void* self);
  static void TakeRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                            rd_kafka_topic_partition_list_t* partitions,
                            void* self);
  static rd_kafka_resp_err_t TakeNew(rd_kafka_t* client,
                                     const rd_kafka_conf_t* conf, void* self,
                                     char* text, size_t size);
  static rd_kafka_resp_err_t TakeState(rd_kafka_t* client, int32_t broker,
                                       const char* protocol, const char* name,
                                       int port, const char* state, void* self);

  rd_kafka_t* client_ = nullptr;
  Callbacks callbacks_;
  std::atomic<int64_t> disconnects_ = 0;
  mutable std::mutex mutex_;
  // Since it succeeded last; guarded.
  mutable std::string last_trouble_;
  mutable rd_kafka_resp_err_t last_error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
};

}  // namespace laurel
