#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/program_text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

struct CheckOptions {
  std::string file;
};

absl::Status Check(const CheckOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const ProgramSource source, LoadProgramFile(options.file));
  if (session.json) {
    PrintLine(ProgramJson(source.compiled, source.digest));
    return absl::OkStatus();
  }
  const Program& program = source.compiled.program;
  Print(absl::StrCat(NameOf(options.file), ": program ", program.name,
                     " is sound\n", ProgramText(program), "  digest      ",
                     source.digest, "\n"));
  return absl::OkStatus();
}

void AddCheck(CLI::App& program, Session& session) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* check = AddCommand(
      program, session,
      {"check", "Checks a program file as a whole: every error with its line",
       "program check examples/glow.yaml\nprogram check --json glow.yaml"},
      [options, &session] { return Check(*options, session); });
  check->add_option("FILE", options->file, "the program; - is standard input")
      ->required();
}

}  // namespace

void AddProgram(CLI::App& laurel, Session& session) {
  CLI::App* program = AddGroup(laurel, "program", "The rules, as a YAML file");
  AddCheck(*program, session);
}

}  // namespace laurel
