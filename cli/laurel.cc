#include "cli/laurel.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/exit.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "engine/base/nearest.h"
#include "engine/base/status.h"
#include "engine/domain/decision.h"

namespace laurel {
namespace {

constexpr char kFooter[] =
    "\n`laurel COMMAND --help` tells the flags of a command, with examples.\n"
    "Every flag is also a key of the file that --config names and an\n"
    "environment variable: --data is LAUREL_DATA. Exit status: 0 done,\n"
    "1 failed, 2 wrong use, 3 the input is wrong.\n\n"
    "Examples:\n"
    "  laurel demo\n"
    "  laurel program check examples/glow.yaml\n"
    "  laurel decide --program examples/glow.yaml --facts facts.jsonl\n";

void AddCommands(CLI::App& laurel, Session& session) {
  AddDemo(laurel, session);
  AddServe(laurel, session);
  AddDecide(laurel, session);
  AddImport(laurel, session);
  AddPublish(laurel, session);
  AddProgram(laurel, session);
  AddTopics(laurel, session);
  AddCustomer(laurel, session);
  AddExplain(laurel, session);
  AddFigures(laurel, session);
  AddFit(laurel, session);
  AddVerify(laurel, session);
  AddRebuild(laurel, session);
  AddSnapshot(laurel, session);
  AddParkedCommands(laurel, session);
  AddSkip(laurel, session);
}

void AddCommonFlags(CLI::App& laurel, Session& session) {
  laurel.add_option("--config", session.config,
                    "a YAML file whose keys are flags");
  laurel.add_flag("--json", session.json, "machine-readable output");
  laurel.add_flag("--quiet", session.quiet, "no progress");
  laurel.set_version_flag(
      "--version",
      absl::StrCat("laurel ", LAUREL_VERSION, " (engine ", kEngineVersion, ")"),
      "the version, then exit");
}

absl::Status ApplyConfig(int argc, const char* const* argv, CLI::App& laurel) {
  const std::string config = ConfigOf(argc, argv);
  if (config.empty()) return absl::OkStatus();
  auto yaml = ReadFile(config);
  if (!yaml.ok()) return Annotate(yaml.status(), "--config");
  return ApplySettings(*yaml, config, laurel);
}

// What is wrong with the input is told as file:line: sentence, for editors.
int End(const absl::Status& status) {
  const Exit exit = ExitOf(status);
  if (exit == Exit::kWrongInput) {
    const std::string text(status.message());
    std::fprintf(stderr, "%s\n", Printable(text, true).c_str());
  } else if (!status.ok()) {
    Note(std::string(status.message()));
  }
  return static_cast<int>(exit);
}

// The group that a command is missing of: `program` of `laurel program chekc`.
const CLI::App& Innermost(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : Innermost(*parsed.front());
}

// CLI11 says that a command is missing, not that a word is none.
std::string UnknownCommand(const CLI::App& laurel) {
  const std::vector<std::string> words = laurel.remaining(true);
  const auto is_word = [](const std::string& w) { return !w.starts_with('-'); };
  const auto word = std::find_if(words.begin(), words.end(), is_word);
  if (word == words.end()) return "";
  const CLI::App& group = Innermost(laurel);
  std::vector<std::string> known;
  for (const CLI::App* command : group.get_subcommands(nullptr)) {
    known.push_back(command->get_name());
  }
  const std::string near = NearestName(*word, known);
  const std::string program =
      &group == &laurel ? "laurel" : "laurel " + group.get_name();
  return absl::StrCat(
      "`", program, "` has no command ", *word,
      near.empty() ? "" : absl::StrCat(" (did you mean ", near, "?)"), "; `",
      program, " --help` lists them");
}

int Parse(CLI::App& laurel, int argc, const char* const* argv) {
  try {
    laurel.parse(argc, argv);
    return 0;
  } catch (const CLI::RequiredError& error) {
    const bool of_command = Innermost(laurel).get_require_subcommand_min() > 0;
    const std::string unknown = of_command ? UnknownCommand(laurel) : "";
    if (unknown.empty()) {
      laurel.exit(error);
    } else {
      std::fprintf(stderr, "%s\n", unknown.c_str());
    }
    return static_cast<int>(Exit::kWrongUse);
  } catch (const CLI::ParseError& error) {
    return laurel.exit(error) == 0 ? -1 : static_cast<int>(Exit::kWrongUse);
  }
}

}  // namespace

int RunLaurel(int argc, const char* const* argv) {
  Session session;
  CLI::App laurel(
      "laurel decides loyalty: points, tiers, the stages of a "
      "customer's life.",
      "laurel");
  laurel.footer(kFooter);
  laurel.require_subcommand(1);
  AddCommonFlags(laurel, session);
  AddCommands(laurel, session);
  NameEnvironment(laurel);
  if (absl::Status config = ApplyConfig(argc, argv, laurel); !config.ok()) {
    return End(config);
  }
  const int parsed = Parse(laurel, argc, argv);
  if (parsed != 0) return parsed < 0 ? End(FlushOutput()) : parsed;
  absl::Status status = session.run();
  if (status.ok()) status = FlushOutput();
  std::fflush(stdout);
  return End(status);
}

}  // namespace laurel
