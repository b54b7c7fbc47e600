#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/appender.h"
#include "cli/census.h"
#include "cli/chain/chain.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/control_fact.h"
#include "cli/counted.h"
#include "cli/data_directory.h"
#include "cli/demo_page.h"
#include "cli/engine_run.h"
#include "cli/glow.h"
#include "cli/instant_flag.h"
#include "cli/output.h"
#include "cli/program_source.h"
#include "cli/progress_line.h"
#include "connectors/clock/system_clock.h"
#include "connectors/embedded/log_meta.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

struct DemoOptions {
  std::string data;     // empty: a new temporary directory
  std::string program;  // empty: the one built in
  uint64_t seed = 1;
  uint32_t clients = 24'000;
  int32_t days = 730;
  std::optional<Instant> until;  // none: now
  int32_t partitions = kDefaultPartitions;
  int threads = Cores();
};

constexpr int64_t kUsualFactsAClient = 25;  // for the progress line

absl::StatusOr<std::string> Directory(const std::string& asked) {
  if (!asked.empty()) {
    if (!ReadLogMeta(asked).ok()) return asked;
    return absl::InvalidArgumentError(
        absl::StrCat(asked,
                     " holds a log already; name another directory, or look at "
                     "this one: laurel serve --data ",
                     asked));
  }
  std::error_code error;
  const auto temporary = std::filesystem::temp_directory_path(error);
  std::string pattern = (error ? std::string("/tmp") : temporary.string()) +
                        "/laurel-demo-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    return absl::UnavailableError(
        absl::StrCat(pattern, ": a temporary directory cannot be made"));
  }
  return pattern;
}

absl::StatusOr<ProgramSource> ProgramOf(const DemoOptions& options) {
  return options.program.empty() ? ToProgram("glow.yaml", kGlowYaml)
                                 : LoadProgramFile(options.program);
}

// History as an import; then time passes until its end.
class History {
 public:
  History(EventLog& log, const ProgramSource& program, Instant end,
          ProgressLine& progress)
      : appender_(log), program_(program), end_(end), progress_(progress) {}

  absl::Status Tell(const ChainOptions& chain) {
    RETURN_IF_ERROR(
        MakeChain(chain, [&](const ChainFact& fact) { return Add(fact); }));
    RETURN_IF_ERROR(appender_.AddEverywhere(
        EncodeControlFact("import-finished", end_, ImportFinished())));
    RETURN_IF_ERROR(appender_.AddEverywhere(
        EncodeControlFact("tick", end_, ClockTicked())));
    return appender_.Flush();
  }
  int64_t facts() const { return facts_; }
  Instant begin() const { return begin_; }

 private:
  absl::Status Add(const ChainFact& fact) {
    if (facts_ == 0) RETURN_IF_ERROR(Begin(fact.recorded_at));
    progress_.To(++facts_);
    return appender_.Add(fact.key, fact.bytes);
  }

  absl::Status Begin(Instant at) {
    begin_ = at;
    RETURN_IF_ERROR(appender_.AddEverywhere(
        EncodeControlFact("import-started", at, ImportStarted())));
    return appender_.AddEverywhere(EncodeProgramFact(program_, 1, at));
  }

  Appender appender_;
  const ProgramSource& program_;
  const Instant end_;
  ProgressLine& progress_;
  int64_t facts_ = 0;
  Instant begin_;
};

class Stopwatch {
 public:
  int64_t Ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now() - began_)
        .count();
  }

 private:
  const std::chrono::steady_clock::time_point began_ =
      std::chrono::steady_clock::now();
};

absl::Status TellHistory(const DemoOptions& options,
                         const ProgramSource& program, EventLog& log,
                         bool quiet, DemoFacts& facts) {
  const Stopwatch watch;
  ProgressLine progress(
      "playing two years of six salons",
      options.clients * kUsualFactsAClient * options.days / 730, quiet);
  History history(log, program, facts.end, progress);
  RETURN_IF_ERROR(history.Tell({.seed = options.seed,
                                .clients = options.clients,
                                .end = facts.end,
                                .days = options.days}));
  facts.begin = history.begin();
  facts.facts = history.facts();
  facts.told_ms = watch.Ms();
  return absl::OkStatus();
}

absl::Status Fold(const DemoOptions& options, EventLog& log, bool quiet,
                  DemoFacts& facts) {
  const Stopwatch watch;
  EngineOptions engine;
  engine.threads = options.threads;
  engine.until_caught_up = true;
  ASSIGN_OR_RETURN(
      const EngineProgress done,
      RunUntilCaughtUp(log, facts.data, kDefaultViewBytes, engine, quiet));
  facts.events = done.events;
  facts.fold_ms = watch.Ms();
  return absl::OkStatus();
}

absl::Status Demo(const DemoOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const ProgramSource program, ProgramOf(options));
  DemoFacts facts;
  facts.end = options.until.value_or(Instant{SystemClock()()});
  ASSIGN_OR_RETURN(facts.data, Directory(options.data));
  ASSIGN_OR_RETURN(auto log,
                   OpenLog(facts.data, Access::kServe, options.partitions));
  if (!session.quiet) {
    Note(absl::StrCat("six salons go to ", facts.data));
  }
  RETURN_IF_ERROR(TellHistory(options, program, *log, session.quiet, facts));
  RETURN_IF_ERROR(Fold(options, *log, session.quiet, facts));
  ASSIGN_OR_RETURN(const Census census,
                   TakeCensus(facts.data, log->identity().partitions));
  ASSIGN_OR_RETURN(const Counted counted,
                   CountLog(*log, "", "", options.threads, session.quiet));
  const ComplaintTotals complaints = ComplaintsOf(counted.table);
  if (session.json) {
    PrintLine(DemoJson(facts, census, complaints));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto news, LastNews(*log, 2));
  Print(DemoPage(facts, census, complaints, news, program.program));
  return absl::OkStatus();
}

}  // namespace

void AddDemo(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* demo = AddCommand(
      laurel, session,
      {"demo",
       "Two years of six salons, from nothing: no broker, no configuration",
       "demo\ndemo --data data --seed 7"},
      [options, &session] { return Demo(*options, session); });
  demo->add_option("--data", options->data,
                   "where to; without it a temporary directory")
      ->type_name("DIR");
  demo->add_option("--program", options->program,
                   "other rules than examples/glow.yaml");
  demo->add_option("--seed", options->seed, "another one, another history")
      ->capture_default_str();
  demo->add_option("--customers", options->clients, "about so many")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  demo->add_option("--days", options->days, "of history")
      ->check(CLI::Range(1, 20 * 366))
      ->capture_default_str();
  AddInstant(*demo, "--until", options->until,
             "the end of the history; without it now");
  AddPartitions(*demo, options->partitions);
  demo->add_option("--threads", options->threads, "that fold")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

}  // namespace laurel
