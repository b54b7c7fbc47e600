#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/destination.h"
#include "cli/exit.h"
#include "cli/log_sink.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/progress_line.h"
#include "cli/publisher.h"
#include "connectors/clock/system_clock.h"
#include "connectors/csv/import.h"
#include "connectors/csv/mapping.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"

namespace laurel {
namespace {

struct ImportFlags {
  std::string mapping;
  std::vector<std::string> files;
  Destination to;
  std::string program;  // empty: none
  bool late = false;
  std::string rejects = "rejects.csv";
  int32_t partitions = kDefaultPartitions;
};

// One progress line for each thing that an import does.
class ImportLine {
 public:
  explicit ImportLine(bool quiet) : quiet_(quiet) {}

  void To(const ImportProgress& progress) {
    if (doing_ != progress.doing) {
      doing_ = progress.doing;
      const bool facts = doing_ == "facts";
      line_.emplace(facts ? "writing" : absl::StrCat("reading ", doing_),
                    progress.total, quiet_, facts ? "facts" : "bytes");
    }
    line_->To(progress.done);
  }

 private:
  const bool quiet_;
  std::string doing_;
  std::optional<ProgressLine> line_;
};

std::string Counts(const std::map<std::string, int64_t>& counts) {
  JsonObject json;
  for (const auto& [what, count] : counts) json.Set(what, count);
  return json.Text();
}

std::string ToJson(const ImportSummary& summary) {
  JsonObject json;
  json.Set("rows_read", summary.rows_read)
      .Set("rows_skipped", summary.rows_skipped)
      .Set("rows_rejected", summary.rows_rejected)
      .Set("facts", summary.facts)
      .SetRaw("facts_by_body", Counts(summary.facts_by_body))
      .SetRaw("skipped_by_reason", Counts(summary.skipped_by_reason))
      .SetRaw("rejected_by_reason", Counts(summary.rejected_by_reason))
      .Set("repeated_ids", summary.repeated_ids);
  if (summary.first) json.Set("first", FormatInstant(*summary.first));
  if (summary.last) json.Set("last", FormatInstant(*summary.last));
  return json.Text();
}

// Rejects are told where there are any; else their file says nothing.
void TellSummary(const ImportFlags& flags, const ImportSummary& summary,
                 const Session& session) {
  if (summary.rows_rejected == 0) {
    if (IsFileOrNothing(flags.rejects)) std::remove(flags.rejects.c_str());
  } else {
    Note(absl::StrCat(Grouped(summary.rows_rejected), " rows do not fit: see ",
                      flags.rejects));
  }
  Print(session.json ? ToJson(summary) + "\n" : ToText(summary));
}

absl::Status Run(const ImportFlags& flags, const Mapping& mapping,
                 FactSink& sink, const Session& session, Instant now = kNever) {
  ImportLine line(session.quiet);
  ImportOptions options;
  options.now = now;
  options.files = flags.files;
  options.rejects_path = flags.rejects;
  options.progress = [&](const ImportProgress& progress) { line.To(progress); };
  ASSIGN_OR_RETURN(const ImportSummary summary, Import(mapping, options, sink));
  TellSummary(flags, summary, session);
  if (summary.facts > 0 || summary.rows_rejected == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "no row fits, so nothing is imported; is this the right mapping?");
}

absl::Status RunIntoFile(const ImportFlags& flags, const Mapping& mapping,
                         const Session& session) {
  if (!flags.program.empty()) {
    return WrongUse(
        "--program goes onto a log; a file of facts has none. `laurel decide` "
        "takes the program itself");
  }
  JsonLinesSink sink(flags.to.path);
  RETURN_IF_ERROR(sink.Open());
  return Run(flags, mapping, sink, session);
}

absl::Status RunIntoLog(const ImportFlags& flags, const Mapping& mapping,
                        const Session& session) {
  std::optional<ProgramSource> program;
  if (!flags.program.empty()) {
    ASSIGN_OR_RETURN(program, LoadProgramFile(flags.program));
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(flags.to, flags.partitions));
  ASSIGN_OR_RETURN(const auto publisher, Publisher::Take(*log, flags.to));
  LogSink sink(*log, *publisher, {flags.late, program ? &*program : nullptr});
  const absl::Status status =
      Run(flags, mapping, sink, session, Instant{SystemClock()()});
  if (status.ok() || !sink.half_done()) return status;
  return absl::Status(
      status.code(),
      absl::StrCat(status.message(),
                   ". The import has begun on the log, and nothing falls due "
                   "there until it has ended: run it again with --late. What "
                   "is there already is not counted twice"));
}

// What is written takes the place of what was there.
absl::Status CheckOutputs(const ImportFlags& flags) {
  std::vector<std::string> inputs = flags.files;
  inputs.push_back(flags.mapping);
  if (!flags.program.empty()) inputs.push_back(flags.program);
  RETURN_IF_ERROR(CheckNotInput("--rejects", flags.rejects, inputs));
  if (flags.to.kind != Destination::Kind::kFile) return absl::OkStatus();
  if (flags.to.path == flags.rejects) {
    return WrongUse("--to and --rejects name the same file");
  }
  return CheckNotInput("--to", flags.to.path, inputs);
}

absl::Status RunImport(const ImportFlags& flags, const Session& session) {
  RETURN_IF_ERROR(CheckOutputs(flags));
  ASSIGN_OR_RETURN(const Mapping mapping, LoadMapping(flags.mapping));
  return flags.to.kind == Destination::Kind::kFile
             ? RunIntoFile(flags, mapping, session)
             : RunIntoLog(flags, mapping, session);
}

}  // namespace

void AddImport(CLI::App& laurel, Session& session) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* import = AddCommand(
      laurel, session,
      {"import", "Turns exports of other systems into facts",
       "import --mapping examples/import/cdnow.yaml CDNOW_sample.txt "
       "--to file:facts.jsonl\n"
       "import --mapping shop.yaml sales-*.csv --program glow.yaml "
       "--to embedded:data"},
      [flags, &session] { return RunImport(*flags, session); });
  import->add_option("FILE", flags->files, "exports; zstd is recognised")
      ->required();
  import->add_option("--mapping", flags->mapping, "how rows become facts")
      ->required();
  AddDestination(*import, flags->to, true);
  import->add_option("--program", flags->program,
                     "rules to publish before the first fact");
  import->add_flag("--late", flags->late,
                   "also into a log whose clock is later than the first fact");
  import
      ->add_option("--rejects", flags->rejects,
                   "where rows go that do not fit, with line and reason")
      ->capture_default_str();
  AddPartitions(*import, flags->partitions);
}

}  // namespace laurel
