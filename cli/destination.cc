#include "cli/destination.h"

#include <string_view>

namespace laurel {
namespace {

constexpr std::string_view kEmbedded = "embedded:";
constexpr std::string_view kFile = "file:";

bool Takes(const std::string& text, std::string_view scheme) {
  return text.starts_with(scheme) && text.size() > scheme.size();
}

std::string WhyNone(const std::string& text, bool files_too) {
  if (Takes(text, kEmbedded) || (files_too && Takes(text, kFile))) return "";
  if (text.starts_with("kafka:")) {
    return "kafka: is not there yet; embedded:DIR is a log on local disk";
  }
  return "\"" + text + "\" is no destination; embedded:DIR" +
         (files_too ? " or file:OUT.jsonl" : "") + " is wanted";
}

Destination Parse(const std::string& text) {
  if (Takes(text, kFile)) {
    return {Destination::Kind::kFile, text.substr(kFile.size())};
  }
  return {Destination::Kind::kEmbedded, text.substr(kEmbedded.size())};
}

}  // namespace

CLI::Option* AddDestination(CLI::App& command, Destination& out,
                            bool files_too) {
  const auto check = [files_too](std::string& text) {
    return WhyNone(text, files_too);
  };
  return command
      .add_option_function<std::string>(
          "--to", [&out](const std::string& text) { out = Parse(text); },
          files_too ? "embedded:DIR, a log on local disk, or file:OUT.jsonl"
                    : "embedded:DIR, a log on local disk")
      ->check(CLI::Validator(
          check, files_too ? "embedded:DIR|file:OUT.jsonl" : "embedded:DIR"))
      ->required();
}

}  // namespace laurel
