#include "connectors/kafka/properties.h"

#include <librdkafka/rdkafka.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/base/nearest.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

// Exactly once depends on them, or they are named by other flags.
constexpr std::string_view kOurs[] = {
    "acks",
    "request.required.acks",
    "auto.offset.reset",
    "bootstrap.servers",
    "metadata.broker.list",
    "check.crcs",
    "dr_cb",
    "dr_msg_cb",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "group.instance.id",
    "isolation.level",
    "max.in.flight",
    "max.in.flight.requests.per.connection",
    "message.timeout.ms",
    "delivery.timeout.ms",
    "partition.assignment.strategy",
    "partitioner",
    "transaction.timeout.ms",
    "transactional.id",
};

absl::string_view Absl(std::string_view text) {
  return {text.data(), text.size()};
}

std::string Strip(std::string_view text) {
  return std::string(absl::StripAsciiWhitespace(Absl(text)));
}

using Conf = std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)>;

Conf NewConf() { return Conf(rd_kafka_conf_new(), &rd_kafka_conf_destroy); }

std::vector<std::string> KnownNames() {
  const Conf conf = NewConf();
  size_t count = 0;
  const char** dump = rd_kafka_conf_dump(conf.get(), &count);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; i += 2) names.emplace_back(dump[i]);
  rd_kafka_conf_dump_free(dump, count);
  return names;
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// ${env:NAME} and ${file:PATH}, as the whole value.
absl::StatusOr<std::string> ValueOf(const std::string& written) {
  if (!written.starts_with("${") || !written.ends_with("}")) return written;
  const std::string inside = written.substr(2, written.size() - 3);
  if (inside.starts_with("env:")) {
    const std::string name = inside.substr(4);
    if (const char* value = std::getenv(name.c_str())) return value;
    return absl::InvalidArgumentError(
        absl::StrCat("the environment has no ", name));
  }
  if (inside.starts_with("file:")) {
    ASSIGN_OR_RETURN(const std::string text, ReadText(inside.substr(5)));
    return Strip(text);
  }
  return absl::InvalidArgumentError(
      "a value in ${} is ${env:NAME} or ${file:PATH}");
}

// Why the property cannot be taken; empty: it can. Never has the value in it.
std::string WhyNot(const Property& property) {
  for (std::string_view ours : kOurs) {
    if (property.name == ours) {
      return "is set by laurel itself; take the line out";
    }
  }
  char unused[512];
  const Conf conf = NewConf();
  switch (rd_kafka_conf_set(conf.get(), property.name.c_str(),
                            property.value.c_str(), unused, sizeof unused)) {
    case RD_KAFKA_CONF_OK:
      return "";
    case RD_KAFKA_CONF_INVALID:
      return "does not take this value";
    default:
      break;
  }
  const std::string nearest = NearestName(property.name, KnownNames());
  return absl::StrCat("is no property of librdkafka",
                      nearest.empty()
                          ? std::string()
                          : absl::StrCat(" (did you mean ", nearest, "?)"));
}

absl::StatusOr<Property> ParseLine(const std::string& line) {
  const size_t equals = line.find('=');
  if (equals == std::string::npos) {
    return absl::InvalidArgumentError("a line is NAME = VALUE");
  }
  Property property{Strip(line.substr(0, equals)), ""};
  ASSIGN_OR_RETURN(property.value, ValueOf(Strip(line.substr(equals + 1))));
  const std::string why_not = WhyNot(property);
  if (why_not.empty()) return property;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", property.name, "\" ", why_not));
}

}  // namespace

absl::StatusOr<Properties> ParseProperties(std::string_view text,
                                           const std::string& file) {
  Properties properties;
  std::vector<std::string> errors;
  int number = 0;
  for (absl::string_view raw : absl::StrSplit(Absl(text), '\n')) {
    ++number;
    const std::string line = Strip({raw.data(), raw.size()});
    if (line.empty() || line[0] == '#') continue;
    auto property = ParseLine(line);
    if (property.ok()) {
      properties.push_back(*std::move(property));
    } else {
      errors.push_back(
          absl::StrCat(file, ":", number, ": ", property.status().message()));
    }
  }
  if (errors.empty()) return properties;
  return absl::InvalidArgumentError(absl::StrJoin(errors, "\n"));
}

absl::StatusOr<Properties> ReadProperties(const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadText(file));
  return ParseProperties(text, file);
}

}  // namespace laurel
