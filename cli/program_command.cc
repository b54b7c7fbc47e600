#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/appender.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/control_fact.h"
#include "cli/data_directory.h"
#include "cli/destination.h"
#include "cli/json_text.h"
#include "cli/log_scan.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/program_text.h"
#include "connectors/embedded/file_lock.h"
#include "engine/base/status.h"
#include "engine/program/succession.h"

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

struct PublishOptions {
  std::string file;
  Destination to;
  int32_t partitions = kDefaultPartitions;
};

// Refuses a program that holders of its units could not live with.
absl::Status CheckFollows(const PublishedFact& before, const Program& next,
                          const std::string& file) {
  ASSIGN_OR_RETURN(const CompiledProgram compiled, Compile(before));
  const auto errors = CheckSuccession(compiled.program, next);
  if (errors.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(FormatErrors(file, errors), file, ": cannot follow version ",
                   before.version, " on this log"));
}

absl::Status TellPublished(const ProgramSource& source, uint32_t version,
                           bool again, const Session& session) {
  const std::string& name = source.compiled.program.name;
  if (session.json) {
    JsonObject json;
    json.Set("program", name)
        .Set("version", int64_t{version})
        .Set("digest", source.digest)
        .SetFlag("published", !again);
    PrintLine(json.Text());
    return absl::OkStatus();
  }
  PrintLine(absl::StrCat("program ", name, " version ", version,
                         again ? " is what the log has already; nothing was "
                                 "published"
                               : " published"));
  return absl::OkStatus();
}

absl::Status Publish(const PublishOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const ProgramSource source, LoadProgramFile(options.file));
  ASSIGN_OR_RETURN(
      auto log, OpenLog(options.to.path, Access::kAppend, options.partitions));
  // Two at once would both take the same version.
  ASSIGN_OR_RETURN(const FileLock lock,
                   FileLock::Take(options.to.path + "/publish.lock"));
  bool everywhere = false;
  ASSIGN_OR_RETURN(const auto before, LatestProgram(*log, &everywhere));
  if (before && everywhere && before->digest == source.digest) {
    return TellPublished(source, before->version, true, session);
  }
  if (before) {
    RETURN_IF_ERROR(
        CheckFollows(*before, source.compiled.program, NameOf(options.file)));
  }
  const uint32_t version = before ? before->version + 1 : 1;
  Appender appender(*log);
  RETURN_IF_ERROR(
      appender.AddEverywhere(EncodeProgramFact(source, version, kNever)));
  RETURN_IF_ERROR(appender.Flush());
  return TellPublished(source, version, false, session);
}

void AddPublishProgram(CLI::App& program, Session& session) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* publish = AddCommand(
      program, session,
      {"publish", "Brings a program into force for the facts after it",
       "program publish examples/glow.yaml --to embedded:data"},
      [options, &session] { return Publish(*options, session); });
  publish->add_option("FILE", options->file, "the program; - is standard input")
      ->required();
  AddDestination(*publish, options->to, false);
  AddPartitions(*publish, options->partitions);
}

}  // namespace

void AddProgram(CLI::App& laurel, Session& session) {
  CLI::App* program = AddGroup(laurel, "program", "The rules, as a YAML file");
  AddCheck(*program, session);
  AddPublishProgram(*program, session);
}

}  // namespace laurel
