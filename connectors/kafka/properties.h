// Settings of librdkafka: those that a user passes through (--kafka-config),
// and those that exactly-once depends on, which nobody may change.
//
//   # kafka.properties
//   security.protocol = SASL_SSL
//   sasl.mechanism = SCRAM-SHA-512
//   sasl.username = laurel
//   sasl.password = ${env:KAFKA_PASSWORD}
//   ssl.key.password = ${file:/run/secrets/key-password}
//
// Values are never printed: some are secrets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

struct Property {
  std::string name;
  std::string value;
};
using Properties = std::vector<Property>;

// Reads `text` of `file`: a property a line, # begins a comment line.
// INVALID_ARGUMENT, a sentence a line with file, line and property: what is no
// property of librdkafka, what laurel sets itself, and secrets that are not
// where the value says.
absl::StatusOr<Properties> ParseProperties(std::string_view text,
                                           const std::string& file);

// The same of a file. NOT_FOUND: there is none.
absl::StatusOr<Properties> ReadProperties(const std::string& file);

}  // namespace laurel
