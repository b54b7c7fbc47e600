// What librdkafka's error codes mean in the words of the log port.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "absl/status/status.h"

namespace laurel {

// The code that says what the caller does: see engine/runtime/event_log.h.
// What is not known is UNAVAILABLE: open again.
absl::StatusCode CodeOf(rd_kafka_resp_err_t error);

// What to do about it, as the end of a sentence; empty: it passes.
std::string_view AdviceOn(rd_kafka_resp_err_t error);

// The same on what librdkafka said of a connection, where its words tell more
// than its code.
std::string_view AdviceOn(std::string_view trouble);

// The kind of trouble that time does not mend: credentials, certificates. A TLS
// handshake that only broke off is none: brokers are restarted.
bool IsLasting(rd_kafka_resp_err_t error, std::string_view trouble);

}  // namespace laurel
