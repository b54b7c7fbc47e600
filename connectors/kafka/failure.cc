#include "connectors/kafka/failure.h"

namespace laurel {
namespace {

struct Words {
  std::string_view of;  // as librdkafka and OpenSSL have them
  std::string_view advice;
  bool lasting;
};

// The first that fits.
constexpr Words kSaid[] = {
    {"certificate verify failed",
     "the broker's certificate must be signed by an authority of "
     "ssl.ca.location, and name the host that it is reached by",
     true},
    {"SSL alert",
     "the broker refuses this client's TLS: check ssl.* of --kafka-config. If "
     "it asks for a certificate, ssl.certificate.location and "
     "ssl.key.location name one that it trusts",
     true},
    {"incorrect security.protocol",
     "if the listener speaks TLS, --kafka-config says security.protocol = SSL "
     "or SASL_SSL",
     false},
    {"SSL routines",
     "if the listener speaks no TLS, security.protocol of --kafka-config is "
     "PLAINTEXT or SASL_PLAINTEXT",
     false},
};

const Words* FindWords(std::string_view trouble) {
  for (const Words& words : kSaid) {
    if (trouble.find(words.of) != std::string_view::npos) return &words;
  }
  return nullptr;
}

}  // namespace

absl::StatusCode CodeOf(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return absl::StatusCode::kOk;
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return absl::StatusCode::kAborted;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
      return absl::StatusCode::kFailedPrecondition;
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
      return absl::StatusCode::kInvalidArgument;
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return absl::StatusCode::kDataLoss;
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return absl::StatusCode::kOutOfRange;
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return absl::StatusCode::kResourceExhausted;
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      return absl::StatusCode::kDeadlineExceeded;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

std::string_view AdviceOn(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
      return "check sasl.* of --kafka-config";
    case RD_KAFKA_RESP_ERR__SSL:
      return "check security.protocol and ssl.* of --kafka-config";
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return "the topic or partition is not there; `laurel topics check` "
             "tells which";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return "the broker's ACLs do not allow it; docs/operating/kafka.md "
             "lists what laurel needs";
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      return "records are compressed in a way that this librdkafka does not "
             "know; a newer one may";
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
      return "the broker's transaction.max.timeout.ms must be at least 15000";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return "raise max.message.bytes of the topic";
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return "what was to be read is no longer on the log: retention.ms must "
             "be -1; nothing was reset";
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return "the checksum does not fit: the broker's disk or the network "
             "damages records";
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return "another process has opened the partition, or this one was away "
             "for longer than a transaction may take";
    default:
      return "";
  }
}

std::string_view AdviceOn(std::string_view trouble) {
  const Words* said = FindWords(trouble);
  return said == nullptr ? "" : said->advice;
}

bool IsLasting(rd_kafka_resp_err_t error, std::string_view trouble) {
  if (const Words* said = FindWords(trouble)) return said->lasting;
  return CodeOf(error) == absl::StatusCode::kFailedPrecondition;
}

}  // namespace laurel
