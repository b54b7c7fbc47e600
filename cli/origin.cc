#include "cli/origin.h"

#include <string_view>
#include <utility>

#include "cli/data_directory.h"
#include "cli/exit.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::string_view kEmbedded = "embedded:";
constexpr std::string_view kFile = "file:";

bool Takes(const std::string& text, std::string_view scheme) {
  return text.starts_with(scheme) && text.size() > scheme.size();
}

std::string WhyNone(const std::string& text) {
  if (Takes(text, kEmbedded) || Takes(text, kFile) || IsKafka(text)) return "";
  return "\"" + text +
         "\" is no origin; embedded:DIR, kafka:HOST:PORT or file:FACTS.jsonl "
         "is wanted";
}

void Parse(const std::vector<std::string>& texts, Origin& out) {
  for (const std::string& text : texts) {
    if (Takes(text, kFile)) {
      out.files.push_back(text.substr(kFile.size()));
    } else if (IsKafka(text)) {
      out.logs.push_back(BrokersOf(text));
      out.on_kafka = true;
    } else {
      out.logs.push_back(text.substr(kEmbedded.size()));
    }
  }
}

}  // namespace

void AddOrigin(CLI::App& command, Origin& out) {
  AddKafkaFlags(command, out.kafka);
  command
      .add_option_function<std::vector<std::string>>(
          "--from",
          [&out](const std::vector<std::string>& texts) { Parse(texts, out); },
          "a log on local disk or on Kafka, or files")
      ->check(CLI::Validator([](std::string& text) { return WhyNone(text); },
                             "embedded:DIR|kafka:BROKERS|file:FACTS.jsonl"))
      ->required();
}

absl::Status CheckOrigin(const Origin& from) {
  if (from.logs.empty() || from.logs.size() + from.files.size() == 1) {
    return absl::OkStatus();
  }
  return WrongUse("--from takes one log, or files; not both, nor two logs");
}

absl::StatusOr<std::unique_ptr<EventLog>> OpenLog(const Origin& from) {
  if (from.on_kafka) {
    ASSIGN_OR_RETURN(auto log, OpenKafka(from.logs.front(), from.kafka));
    return std::unique_ptr<EventLog>(std::move(log));
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(from.logs.front(), Access::kRead));
  return std::unique_ptr<EventLog>(std::move(log));
}

}  // namespace laurel
