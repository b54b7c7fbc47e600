#include "cli/instant_flag.h"

#include "engine/base/rfc3339.h"

namespace laurel {
namespace {

std::string WhyNoInstant(std::string& text) {
  if (ParseInstant(text)) return "";
  return "\"" + text +
         "\" is no instant; write it with an offset, such as "
         "2025-03-01T00:00:00+08:00";
}

}  // namespace

CLI::Option* AddInstant(CLI::App& command, const std::string& name,
                        std::optional<Instant>& out, const std::string& does) {
  const auto take = [&out](const std::string& text) {
    out = ParseInstant(text);
  };
  return command.add_option_function<std::string>(name, take, does)
      ->check(CLI::Validator(WhyNoInstant, "INSTANT"));
}

}  // namespace laurel
