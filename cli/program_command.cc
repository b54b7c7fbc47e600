#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/control_fact.h"
#include "cli/data_directory.h"
#include "cli/destination.h"
#include "cli/log_scan.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/program_text.h"
#include "cli/publisher.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"

namespace laurel {
namespace {

struct CheckOptions {
  std::string file;
};

absl::Status Check(const CheckOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const ProgramSource source, LoadProgramFile(options.file));
  if (session.json) {
    PrintLine(ProgramJson(source.program, source.digest));
    return absl::OkStatus();
  }
  const Program& program = source.program;
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

void TellPublished(const ProgramSource& source, const NextProgram& next,
                   const Session& session) {
  const std::string& name = source.program.name;
  if (session.json) {
    JsonObject json;
    json.Set("program", name)
        .Set("version", int64_t{next.version})
        .Set("digest", source.digest)
        .SetFlag("published", !next.is_there);
    return PrintLine(json.Text());
  }
  PrintLine(absl::StrCat("program ", name, " version ", next.version,
                         next.is_there
                             ? " is what the log has already; nothing was "
                               "published"
                             : " published"));
}

absl::Status Publish(const PublishOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const ProgramSource source, LoadProgramFile(options.file));
  ASSIGN_OR_RETURN(auto log, OpenLog(options.to, options.partitions));
  ASSIGN_OR_RETURN(const auto publisher, Publisher::Take(*log, options.to));
  ASSIGN_OR_RETURN(const NextProgram next, FollowOn(*log, source));
  if (!next.is_there) {
    RETURN_IF_ERROR(publisher->AddEverywhere(
        EncodeProgramFact(source, next.version, kNever)));
  }
  TellPublished(source, next, session);
  return absl::OkStatus();
}

void AddPublishProgram(CLI::App& program, Session& session) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* publish = AddCommand(
      program, session,
      {"publish", "Brings a program into force for the facts after it",
       "program publish examples/glow.yaml --to embedded:data\n"
       "program publish examples/glow.yaml --to kafka:localhost:9092"},
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
