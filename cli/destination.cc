#include "cli/destination.h"

#include <string_view>
#include <utility>

#include "cli/data_directory.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::string_view kEmbedded = "embedded:";
constexpr std::string_view kFile = "file:";
constexpr char kLogs[] = "embedded:DIR|kafka:BROKERS";
constexpr char kLogsAndFiles[] = "embedded:DIR|kafka:BROKERS|file:OUT.jsonl";

bool Takes(const std::string& text, std::string_view scheme) {
  return text.starts_with(scheme) && text.size() > scheme.size();
}

std::string WhyNone(const std::string& text, bool files_too) {
  if (Takes(text, kEmbedded) || IsKafka(text) ||
      (files_too && Takes(text, kFile))) {
    return "";
  }
  return "\"" + text + "\" is no destination; embedded:DIR" +
         (files_too ? ", kafka:HOST:PORT or file:OUT.jsonl"
                    : " or kafka:HOST:PORT") +
         " is wanted";
}

void Parse(const std::string& text, Destination& out) {
  if (Takes(text, kFile)) {
    out.kind = Destination::Kind::kFile;
    out.path = text.substr(kFile.size());
  } else if (IsKafka(text)) {
    out.kind = Destination::Kind::kKafka;
    out.path = BrokersOf(text);
  } else {
    out.kind = Destination::Kind::kEmbedded;
    out.path = text.substr(kEmbedded.size());
  }
}

}  // namespace

CLI::Option* AddDestination(CLI::App& command, Destination& out,
                            bool files_too) {
  AddKafkaFlags(command, out.kafka);
  const auto check = [files_too](std::string& text) {
    return WhyNone(text, files_too);
  };
  return command
      .add_option_function<std::string>(
          "--to", [&out](const std::string& text) { Parse(text, out); },
          files_too ? "a log on local disk, on Kafka, or a file of facts"
                    : "a log on local disk or on Kafka")
      ->check(CLI::Validator(check, files_too ? kLogsAndFiles : kLogs))
      ->required();
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const Destination& to,
                                                  int32_t create_partitions) {
  if (to.kind == Destination::Kind::kKafka) {
    ASSIGN_OR_RETURN(auto log, OpenKafka(to.path, to.kafka));
    return std::unique_ptr<EventLog>(std::move(log));
  }
  ASSIGN_OR_RETURN(auto log,
                   OpenLog(to.path, Access::kAppend, create_partitions));
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace laurel
