#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/engine_run.h"
#include "cli/exit.h"
#include "cli/kafka_membership.h"
#include "cli/log_address.h"
#include "cli/log_scan.h"
#include "cli/observed_engine.h"
#include "cli/output.h"
#include "cli/partition_list.h"
#include "cli/progress_line.h"
#include "cli/published_flag.h"
#include "cli/served_view.h"
#include "connectors/clock/system_clock.h"
#include "connectors/embedded/log_meta.h"
#include "engine/base/status.h"
#include "engine/codec/json_text.h"
#include "engine/runtime/engine.h"
#include "spdlog/sinks/stdout_color_sinks.h"
#include "spdlog/spdlog.h"

namespace laurel {
namespace {

struct ServeOptions {
  LogAddress place;
  std::string partitions;  // embedded: how many to make; Kafka: which to serve
  std::string group;
  std::string member;
  int threads = Cores();
  bool until_caught_up = false;
  size_t memory_mb = 512;  // of customers and views
  std::string http;        // where operators are answered; empty: nowhere
  int64_t tick_every_ms = 10'000;
  std::vector<std::string> events_publish = {"default"};
  std::string events_format = "protobuf";
  std::string customers_format = "protobuf";
};

// Of what serve may take, what readers of a log on Kafka hold, and what RocksDB
// gets for its caches.
size_t ReadAheadBytes(const ServeOptions& options) {
  return (options.memory_mb << 20) / 64;
}

size_t ViewBytes(const ServeOptions& options) {
  return (options.memory_mb << 20) / 5;
}

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
        "no program yet: what comes before the first one earns nothing, now "
        "or later; `laurel program publish` it before facts");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Program compiled, Compile(*published));
  spdlog::info("program {} version {}", compiled.name, published->version);
  return absl::OkStatus();
}

// The partition that took longest, and with what.
void TellOpening(const Engine& engine) {
  const auto partitions = engine.partitions();
  const auto slowest = std::max_element(
      partitions.begin(), partitions.end(), [](const auto& a, const auto& b) {
        return a.opening.sum_ms() < b.opening.sum_ms();
      });
  if (slowest == partitions.end()) return;
  const OpeningTimes& took = slowest->opening;
  spdlog::info(
      "partition {} took longest, {} ms: {} to open the view, {} to take it "
      "over, {} to find its place, {} to fold {} decisions",
      slowest->partition, took.sum_ms(), took.view_ms, took.take_ms,
      took.check_ms, took.fold_ms, slowest->counts.replayed);
}

// It may be under way, or have been killed, which nobody else would say.
void TellImporting(const Engine& engine) {
  std::vector<int32_t> importing;
  for (const PartitionProgress& partition : engine.partitions()) {
    if (partition.importing) importing.push_back(partition.partition);
  }
  if (importing.empty()) return;
  spdlog::warn(
      "partitions {}: an import has begun and not ended, so nothing falls due "
      "there. If none is running, run it again with --late",
      absl::StrJoin(importing, ", "));
}

// Tells how far the engine is, until it is told to end.
void Watch(const Engine& engine, const std::atomic<bool>& ended, bool live) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point next = Clock::now() + kTell;
  EngineProgress before;
  int ready = 0;
  while (!ended) {
    std::this_thread::sleep_for(kLook);
    const EngineProgress now = engine.progress();
    if (now.partitions_ready == now.partitions_owned &&
        ready < now.partitions_ready) {
      spdlog::info("ready: {} partitions, {} decisions folded",
                   now.partitions_ready, now.replayed);
      TellOpening(engine);
      TellImporting(engine);
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

Format FormatOf(const std::string& name) {
  return name == "json" ? Format::kJson : Format::kProtobuf;
}

absl::StatusOr<EngineOptions> OptionsOf(const ServeOptions& options,
                                        int32_t partitions) {
  EngineOptions engine;
  if (options.place.on_kafka() && !options.partitions.empty()) {
    ASSIGN_OR_RETURN(engine.partitions,
                     ParsePartitions(options.partitions, partitions));
  }
  engine.threads = options.threads;
  engine.until_caught_up = options.until_caught_up;
  engine.none_at_first = !options.group.empty();
  engine.runner =
      SharingMemory((options.memory_mb << 20) - ViewBytes(options), partitions);
  engine.runner.tick_every_ms = options.tick_every_ms;
  engine.runner.published = Published(PublishedNames(options.events_publish));
  engine.runner.published.format = FormatOf(options.events_format);
  if (options.place.on_kafka() && options.customers_format != "none") {
    engine.runner.snapshots = FormatOf(options.customers_format);
  }
  engine.notice = [](int32_t partition, const absl::Status& status,
                     bool stopped) {
    const std::string why(status.message());
    if (stopped) {
      spdlog::error("partition {} has stopped, the others go on: {}", partition,
                    why);
    } else {
      spdlog::warn("partition {}: {}; trying again", partition, why);
    }
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

MembershipOptions MembershipOf(const ServeOptions& options) {
  return {BrokersOf(options.place.log), options.place.kafka, options.group,
          options.member};
}

// Until it is told to stop.
absl::StatusOr<EngineProgress> RunLive(EventLog& log,
                                       const ServeOptions& options,
                                       bool quiet) {
  const RocksMemory memory(ViewBytes(options));
  ASSIGN_OR_RETURN(const EngineOptions engine_options,
                   OptionsOf(options, log.identity().partitions));
  Engine engine(log, OpenServedViews(options.place.data, memory), SystemClock(),
                engine_options);
  const Serving stops(engine);
  ASSIGN_OR_RETURN(const auto http, Observe(options.http, engine, log));
  if (http != nullptr) {
    spdlog::info("/metrics, /healthz and /readyz on port {}", http->port());
  }
  std::atomic<bool> ended = false;
  std::thread watch([&] { Watch(engine, ended, !quiet); });
  std::optional<KafkaMembership> membership;
  if (options.place.on_kafka()) {
    membership.emplace(static_cast<KafkaLog&>(log), engine,
                       MembershipOf(options));
  }
  spdlog::info("serving {}: {} partitions on {} threads", options.place.name(),
               log.identity().partitions, options.threads);
  absl::Status status = engine.Run();
  ended = true;
  watch.join();
  if (membership && status.ok()) status = membership->End();
  RETURN_IF_ERROR(status);
  spdlog::info("stopped");
  return engine.progress();
}

absl::StatusOr<EngineProgress> Run(EventLog& log, const ServeOptions& options,
                                   bool quiet) {
  if (!options.until_caught_up) return RunLive(log, options, quiet);
  ASSIGN_OR_RETURN(const EngineOptions engine_options,
                   OptionsOf(options, log.identity().partitions));
  return RunUntilCaughtUp(log, options.place.data, ViewBytes(options),
                          engine_options, quiet);
}

// Of an embedded log; a log on Kafka is made by `topics create`.
absl::StatusOr<int32_t> PartitionsToMake(const ServeOptions& options) {
  if (options.place.on_kafka()) {
    if (options.group.empty() || options.partitions.empty()) return 0;
    return WrongUse("--partitions says which to serve, and so does --group");
  }
  if (!options.group.empty()) {
    return WrongUse("--group is for a log on Kafka: --log kafka:HOST:PORT");
  }
  int32_t partitions = kDefaultPartitions;
  if (options.partitions.empty() ||
      (absl::SimpleAtoi(options.partitions, &partitions) && partitions >= 1 &&
       partitions <= kMaxPartitions)) {
    return partitions;
  }
  return WrongUse(absl::StrCat("--partitions ", options.partitions,
                               ": the number of partitions of an embedded "
                               "log is wanted, 1 to ",
                               kMaxPartitions));
}

absl::Status Serve(const ServeOptions& options, const Session& session) {
  StartLog();
  CatchSignals();
  ASSIGN_OR_RETURN(const int32_t to_make, PartitionsToMake(options));
  LogAddress place = options.place;
  place.kafka.read_ahead_bytes = ReadAheadBytes(options);
  ASSIGN_OR_RETURN(auto log, OpenLog(place, Access::kServe, to_make));
  RETURN_IF_ERROR(AnnounceProgram(*log, options.place.data));
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
       "serve --data data\nserve --data data --until-caught-up\n"
       "serve --data views --log kafka:localhost:9092 --partitions 0-3\n"
       "serve --data views --log kafka:localhost:9092 --group laurel"},
      [options, &session] { return Serve(*options, session); });
  AddLogAddress(*serve, options->place);
  serve->add_option("--partitions", options->partitions,
                    "which to serve of a log on Kafka, such as 0-3 (without: "
                    "all); how many to make of an embedded one (4)");
  serve->add_option("--group", options->group,
                    "share the partitions of a log on Kafka with the other "
                    "processes of this consumer group");
  serve->add_option("--member", options->member,
                    "this process in the group, so that its partitions wait "
                    "10 s for it when it is started again");
  serve->add_option("--threads", options->threads, "that fold")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  serve->add_option("--http", options->http,
                    "answer /metrics, /healthz and /readyz there, e.g. "
                    "127.0.0.1:9464");
  serve->add_flag("--until-caught-up", options->until_caught_up,
                  "leave when all facts are decided; no ticks");
  serve
      ->add_option(
          "--memory-mb", options->memory_mb,
          "for customers, views, commits and what is read ahead, of all "
          "partitions together")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  serve
      ->add_option("--tick-every-ms", options->tick_every_ms,
                   "how often time may be told to pass when something is due")
      ->check(CLI::Range(int64_t{1}, int64_t{kDayMs}))
      ->capture_default_str();
  AddPublished(*serve, options->events_publish);
  serve
      ->add_option("--events-format", options->events_format,
                   "of the values of public events")
      ->check(CLI::IsMember({"protobuf", "json"}))
      ->capture_default_str();
  serve
      ->add_option("--customers-format", options->customers_format,
                   "of the snapshots of customers on Kafka")
      ->check(CLI::IsMember({"protobuf", "json", "none"}))
      ->capture_default_str();
}

}  // namespace laurel
