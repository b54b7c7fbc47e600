#include "connectors/kafka/client.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "connectors/kafka/failure.h"

namespace laurel {
namespace {

constexpr int kWarning = 4;  // syslog's
constexpr char kInterceptor[] = "laurel";

absl::Status Refused(const Property& property, const char* why) {
  (void)why;  // may have the value in it
  return absl::InvalidArgumentError(
      absl::StrCat("librdkafka refuses property \"", property.name,
                   "\"; see its type in "
                   "CONFIGURATION.md of librdkafka"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<KafkaClient>> KafkaClient::Make(
    rd_kafka_type_t type, const Properties& properties, Callbacks callbacks) {
  std::shared_ptr<KafkaClient> made(new KafkaClient());
  made->callbacks_ = callbacks;
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char text[512];
  for (const Property& property : properties) {
    if (rd_kafka_conf_set(conf, property.name.c_str(), property.value.c_str(),
                          text, sizeof text) == RD_KAFKA_CONF_OK) {
      continue;
    }
    rd_kafka_conf_destroy(conf);
    return Refused(property, text);
  }
  rd_kafka_conf_set_opaque(conf, made.get());
  rd_kafka_conf_set_log_cb(conf, &TakeLog);
  rd_kafka_conf_set_error_cb(conf, &TakeError);
  if (callbacks.sink != nullptr) {
    rd_kafka_conf_set_dr_msg_cb(conf, &TakeDelivery);
  }
  if (callbacks.rebalance != nullptr) {
    rd_kafka_conf_set_rebalance_cb(conf, &TakeRebalance);
  }
  rd_kafka_conf_interceptor_add_on_new(conf, kInterceptor, &TakeNew,
                                       made.get());
  made->client_ = rd_kafka_new(type, conf, text, sizeof text);
  if (made->client_ == nullptr) {
    rd_kafka_conf_destroy(conf);
    const bool tls = std::strstr(text, "ssl.") != nullptr;
    return absl::InvalidArgumentError(absl::StrCat(
        "librdkafka cannot be set up so: ", text,
        tls ? ": is the file that the property names there, is it PEM, is "
              "ssl.key.password that of the key?"
            : ""));
  }
  return made;
}

KafkaClient::~KafkaClient() {
  if (client_ == nullptr) return;
  // Messages point into memory of their owner, who may go away now.
  rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                              RD_KAFKA_PURGE_F_NON_BLOCKING);
  rd_kafka_destroy(client_);
}

void KafkaClient::TakeLog(const rd_kafka_t* client, int level,
                          const char* facility, const char* text) {
  auto* self = static_cast<KafkaClient*>(rd_kafka_opaque(client));
  if (level > kWarning && std::strcmp(facility, "FAIL") != 0) return;
  const std::lock_guard lock(self->mutex_);
  self->last_trouble_ = text;
}

void KafkaClient::TakeError(rd_kafka_t*, int code, const char* text,
                            void* opaque) {
  auto* self = static_cast<KafkaClient*>(opaque);
  const auto error = static_cast<rd_kafka_resp_err_t>(code);
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // says no why
  const std::lock_guard lock(self->mutex_);
  self->last_trouble_ = text;
  self->last_error_ = error;
}

void KafkaClient::TakeDelivery(rd_kafka_t*, const rd_kafka_message_t* message,
                               void* self) {
  static_cast<KafkaClient*>(self)->callbacks_.sink->Delivered(*message);
}

void KafkaClient::TakeRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                                rd_kafka_topic_partition_list_t* partitions,
                                void* opaque) {
  const Callbacks& callbacks = static_cast<KafkaClient*>(opaque)->callbacks_;
  callbacks.rebalance(client, error, partitions, callbacks.self);
}

rd_kafka_resp_err_t KafkaClient::TakeNew(rd_kafka_t* client,
                                         const rd_kafka_conf_t*, void* self,
                                         char*, size_t) {
  return rd_kafka_interceptor_add_on_broker_state_change(client, kInterceptor,
                                                         &TakeState, self);
}

rd_kafka_resp_err_t KafkaClient::TakeState(rd_kafka_t*, int32_t, const char*,
                                           const char*, int, const char* state,
                                           void* self) {
  if (std::strcmp(state, "DOWN") == 0) {
    ++static_cast<KafkaClient*>(self)->disconnects_;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

absl::Status KafkaClient::StatusOf(rd_kafka_resp_err_t code,
                                   std::string_view doing) const {
  return Explain(code, rd_kafka_err2str(code), doing);
}

absl::Status KafkaClient::StatusOf(const rd_kafka_error_t* error,
                                   std::string_view doing) const {
  return Explain(rd_kafka_error_code(error), rd_kafka_error_string(error),
                 doing);
}

void KafkaClient::Succeeded() const {
  rd_kafka_poll(client_, 0);  // of errors nobody has heard yet
  const std::lock_guard lock(mutex_);
  last_trouble_.clear();
  last_error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
}

absl::Status KafkaClient::Explain(rd_kafka_resp_err_t code,
                                  std::string_view text,
                                  std::string_view doing) const {
  rd_kafka_poll(client_, 0);  // its last words
  const std::lock_guard lock(mutex_);
  const absl::StatusCode plain = CodeOf(code);
  std::string why(text);
  const bool away = plain == absl::StatusCode::kUnavailable ||
                    plain == absl::StatusCode::kDeadlineExceeded;
  const bool lasting = away && IsLasting(last_error_, last_trouble_);
  if (lasting) code = last_error_;
  if (away && !last_trouble_.empty())
    absl::StrAppend(&why, "; ", last_trouble_);
  std::string_view advice = away ? AdviceOn(last_trouble_) : "";
  if (advice.empty()) advice = AdviceOn(code);
  if (!advice.empty()) absl::StrAppend(&why, ": ", std::string(advice));
  return absl::Status(
      lasting ? absl::StatusCode::kFailedPrecondition : CodeOf(code),
      absl::StrCat(std::string(doing), ": ", why));
}

}  // namespace laurel
