#include "cli/command.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace laurel {
namespace {

std::string Footer(const std::string& examples) {
  std::string footer = "\nExamples:";
  for (absl::string_view line :
       absl::StrSplit(examples, '\n', absl::SkipEmpty())) {
    absl::StrAppend(&footer, "\n  laurel ", line);
  }
  return footer + "\n";
}

}  // namespace

CLI::App* AddCommand(CLI::App& parent, Session& session,
                     const CommandText& text,
                     std::function<absl::Status()> run) {
  CLI::App* command = parent.add_subcommand(text.name, text.does);
  command->fallthrough();  // --json and --config may stand anywhere
  if (!text.examples.empty()) command->footer(Footer(text.examples));
  command->callback([&session, run = std::move(run)] { session.run = run; });
  return command;
}

CLI::App* AddGroup(CLI::App& parent, const std::string& name,
                   const std::string& does) {
  CLI::App* group = parent.add_subcommand(name, does);
  group->fallthrough();
  group->require_subcommand(1);
  return group;
}

}  // namespace laurel
