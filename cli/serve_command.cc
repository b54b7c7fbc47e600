#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/data_directory.h"
#include "cli/engine_run.h"
#include "cli/json_text.h"
#include "cli/log_scan.h"
#include "cli/observed_engine.h"
#include "cli/output.h"
#include "cli/progress_line.h"
#include "cli/served_view.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/status.h"
#include "engine/runtime/engine.h"
#include "spdlog/sinks/stdout_color_sinks.h"
#include "spdlog/spdlog.h"

namespace laurel {
namespace {

struct ServeOptions {
  std::string data;
  int32_t partitions = kDefaultPartitions;
  int threads = Cores();
  bool until_caught_up = false;
  size_t view_memory_mb = kDefaultViewBytes >> 20;
  size_t residents = 400'000;
  std::string http;  // where operators are answered; empty: nowhere
  int64_t tick_every_ms = 10'000;
};

constexpr auto kLook = std::chrono::milliseconds(20);
constexpr auto kTell = std::chrono::seconds(10);

void StartLog() {
  auto log = spdlog::stderr_color_mt("laurel");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  spdlog::set_default_logger(log);
}

// The program in force by the first partition's view; before there is one, the
// first that its log has.
absl::StatusOr<std::optional<PublishedFact>> ProgramInForce(
    EventLog& log, const std::string& directory) {
  const RocksMemory memory(size_t{8} << 20);
  ASSIGN_OR_RETURN(auto view, OpenViewToRead(directory, 0, memory));
  if (view != nullptr) {
    ASSIGN_OR_RETURN(auto stored, StoredProgram(*view));
    if (stored) return stored;
  }
  return FirstProgram(log, 0);
}

// Programs say what they ask for and do not get; so does serving them.
absl::Status AnnounceProgram(EventLog& log, const std::string& directory) {
  ASSIGN_OR_RETURN(const auto published, ProgramInForce(log, directory));
  if (!published) {
    spdlog::warn(
        "no program yet: facts are recorded and nothing is decided until "
        "`laurel program publish`");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const CompiledProgram compiled, Compile(*published));
  spdlog::info("program {} version {}", compiled.program.name,
               published->version);
  for (const std::string& what : compiled.not_decided) {
    spdlog::warn("not decided yet: {}", what);
  }
  return absl::OkStatus();
}

// Tells how far the engine is, until it is told to end.
void Watch(const Engine& engine, const std::atomic<bool>& ended, int partitions,
           bool live) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point next = Clock::now() + kTell;
  EngineProgress before;
  int ready = 0;
  while (!ended) {
    std::this_thread::sleep_for(kLook);
    const EngineProgress now = engine.progress();
    if (now.partitions_ready == partitions && ready < partitions) {
      spdlog::info("ready: {} partitions, {} decisions folded", partitions,
                   now.replayed);
    }
    ready = now.partitions_ready;
    if (Clock::now() < next) continue;
    next += kTell;
    const int64_t facts = now.facts - before.facts;
    if (live && facts > 0) {
      spdlog::info("{} facts in 10 s, {} since the start, {} derived events",
                   facts, now.facts, now.events);
    }
    before = now;
  }
}

EngineOptions OptionsOf(const ServeOptions& options, int32_t partitions) {
  EngineOptions engine;
  engine.threads = options.threads;
  engine.until_caught_up = options.until_caught_up;
  engine.runner.residents =
      options.residents / static_cast<size_t>(partitions) + 1;
  engine.runner.tick_every_ms = options.tick_every_ms;
  engine.notice = [](int32_t partition, const absl::Status& status) {
    spdlog::warn("partition {}: {}; trying again", partition,
                 std::string(status.message()));
  };
  return engine;
}

void TellEnd(const EngineProgress& done, double seconds,
             const Session& session) {
  if (session.json) {
    JsonObject json;
    json.Set("facts", done.facts)
        .Set("derived_events", done.events)
        .Set("replayed", done.replayed)
        .Set("elapsed_ms", static_cast<int64_t>(seconds * 1000));
    return PrintLine(json.Text());
  }
  if (session.quiet) return;
  const auto rate = static_cast<int64_t>(static_cast<double>(done.facts) /
                                         std::max(seconds, 0.001));
  Note(absl::StrCat(Grouped(done.facts), " facts decided, ",
                    Grouped(done.events), " derived events, in ",
                    static_cast<int64_t>(seconds * 1000), " ms (",
                    Grouped(rate), "/s)"));
}

// Until it is told to stop.
absl::StatusOr<EngineProgress> RunLive(EventLog& log,
                                       const ServeOptions& options,
                                       bool quiet) {
  const RocksMemory memory(options.view_memory_mb << 20);
  Engine engine(log, OpenServedViews(options.data, memory), SystemClock(),
                OptionsOf(options, log.identity().partitions));
  const Serving stops(engine);
  ASSIGN_OR_RETURN(const auto http, Observe(options.http, engine, log));
  if (http != nullptr) {
    spdlog::info("/metrics, /healthz and /readyz on port {}", http->port());
  }
  std::atomic<bool> ended = false;
  std::thread watch(
      [&] { Watch(engine, ended, log.identity().partitions, !quiet); });
  spdlog::info("serving {}: {} partitions on {} threads", options.data,
               log.identity().partitions, options.threads);
  const absl::Status status = engine.Run();
  ended = true;
  watch.join();
  RETURN_IF_ERROR(status);
  spdlog::info("stopped");
  return engine.progress();
}

absl::StatusOr<EngineProgress> Run(EventLog& log, const ServeOptions& options,
                                   bool quiet) {
  if (!options.until_caught_up) return RunLive(log, options, quiet);
  return RunUntilCaughtUp(log, options.data, options.view_memory_mb << 20,
                          OptionsOf(options, log.identity().partitions), quiet);
}

absl::Status Serve(const ServeOptions& options, const Session& session) {
  StartLog();
  CatchSignals();
  ASSIGN_OR_RETURN(auto log,
                   OpenLog(options.data, Access::kServe, options.partitions));
  RETURN_IF_ERROR(AnnounceProgram(*log, options.data));
  const auto began = std::chrono::steady_clock::now();
  ASSIGN_OR_RETURN(const EngineProgress done,
                   Run(*log, options, session.quiet));
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - began;
  TellEnd(done, took.count(), session);
  return absl::OkStatus();
}

}  // namespace

void AddServe(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* serve = AddCommand(
      laurel, session,
      {"serve",
       "Runs the engine on a log; SIGTERM finishes the batch and leaves",
       "serve --data data\nserve --data data --until-caught-up"},
      [options, &session] { return Serve(*options, session); });
  AddData(*serve, options->data);
  AddPartitions(*serve, options->partitions);
  serve->add_option("--threads", options->threads, "that fold")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  serve->add_option("--http", options->http,
                    "answer /metrics, /healthz and /readyz there, e.g. "
                    "127.0.0.1:9464");
  serve->add_flag("--until-caught-up", options->until_caught_up,
                  "leave when all facts are decided; no ticks");
  serve
      ->add_option("--view-memory-mb", options->view_memory_mb,
                   "of the views of all partitions together")
      ->check(CLI::Range(8, 1 << 20))
      ->capture_default_str();
  serve
      ->add_option("--residents", options->residents,
                   "customers kept in memory, of all partitions together")
      ->capture_default_str();
  serve
      ->add_option("--tick-every-ms", options->tick_every_ms,
                   "how often time may be told to pass when something is due")
      ->capture_default_str();
}

}  // namespace laurel
