// What the children of the serve sections do.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "bench/macro/child.h"
#include "bench/macro/machine.h"
#include "bench/macro/served.h"
#include "bench/macro/settings.h"
#include "bench/macro/stopwatch.h"
#include "connectors/clock/system_clock.h"
#include "connectors/embedded/embedded_log.h"
#include "engine/base/status.h"
#include "engine/runtime/history.h"

namespace laurel {
namespace {

inline constexpr auto kLook = std::chrono::milliseconds(5);
inline constexpr auto kTellEvery = std::chrono::seconds(10);

absl::StatusOr<std::unique_ptr<EmbeddedLog>> OpenLog(
    const BenchSettings& settings) {
  return EmbeddedLog::Open(settings.directory, {.access = Access::kServe});
}

Views ViewsOf(const BenchSettings& settings, const char* name) {
  return Views(settings.directory + "/" + name);
}

void TellCost(const Stopwatch& watch) {
  Tell("wall", watch.wall());
  Tell("cpu", watch.cpu());
  Tell("peak", static_cast<double>(PeakResidentBytes()));
}

// On standard error, for whoever waits.
void TellProgress(const Engine& engine, const std::atomic<bool>& ended) {
  const auto start = std::chrono::steady_clock::now();
  auto next = start + kTellEvery;
  while (!ended) {
    std::this_thread::sleep_for(kLook);
    const auto now = std::chrono::steady_clock::now();
    if (now < next) continue;
    next += kTellEvery;
    std::fprintf(
        stderr, "laurel-bench: %s facts decided in %lld s\n",
        Readable(static_cast<double>(engine.progress().facts)).c_str(),
        static_cast<long long>(
            std::chrono::duration_cast<std::chrono::seconds>(now - start)
                .count()));
  }
}

// Runs the engine in another thread, and `look` here until it says stop.
template <typename Look>
absl::Status RunWhile(EventLog& log, const Views& views, const Look& look) {
  EngineOptions options = ServeOptions();
  options.until_caught_up = false;
  Engine engine(
      log, [&](int32_t partition) { return views.Open(partition); },
      SystemClock(), options);
  absl::Status status;
  std::thread run([&] { status = engine.Run(); });
  while (look(engine.progress())) std::this_thread::sleep_for(kLook);
  engine.Stop();
  run.join();
  return status;
}

}  // namespace

absl::Status ServeInChild(const BenchSettings& settings) {
  ASSIGN_OR_RETURN(const auto log, OpenLog(settings));
  const Views views = ViewsOf(settings, "view");
  Stopwatch watch(Stopwatch::Whose::kProcess);
  Engine engine(
      *log, [&](int32_t partition) { return views.Open(partition); },
      SystemClock(), ServeOptions());
  std::atomic<bool> ended = false;
  std::thread tell([&] { TellProgress(engine, ended); });
  const absl::Status status = engine.Run();
  ended = true;
  tell.join();
  RETURN_IF_ERROR(status);
  watch.Stop();
  TellCost(watch);
  return absl::OkStatus();
}

absl::Status RunInChild(const BenchSettings& settings) {
  ASSIGN_OR_RETURN(const auto log, OpenLog(settings));
  const Views views = ViewsOf(settings, "killed");
  return RunWhile(*log, views, [](const EngineProgress& progress) {
    Tell("facts", static_cast<double>(progress.facts));
    return true;
  });
}

absl::Status OpenInChild(const BenchSettings& settings) {
  Stopwatch watch(Stopwatch::Whose::kProcess);
  ASSIGN_OR_RETURN(const auto log, OpenLog(settings));
  const Views views = ViewsOf(settings, "killed");
  int64_t replayed = 0;
  RETURN_IF_ERROR(RunWhile(*log, views, [&](const EngineProgress& progress) {
    if (progress.partitions_ready < log->identity().partitions) return true;
    watch.Stop();
    replayed = progress.replayed;
    return false;
  }));
  TellCost(watch);
  Tell("replayed", static_cast<double>(replayed));
  return absl::OkStatus();
}

absl::Status RebuildInChild(const BenchSettings& settings) {
  ASSIGN_OR_RETURN(const auto log, OpenLog(settings));
  const Views views = ViewsOf(settings, "rebuilt");
  Stopwatch watch(Stopwatch::Whose::kProcess);
  std::atomic<int32_t> next = 0;
  std::vector<absl::Status> statuses(std::thread::hardware_concurrency());
  const auto rebuild = [&](absl::Status& status) {
    for (int32_t p; status.ok() && (p = next++) < kPartitions;) {
      auto view = views.Open(p);
      status = view.ok() ? RebuildView(*log, p, **view, [](int64_t) {})
                         : view.status();
    }
  };
  std::vector<std::thread> threads;
  for (absl::Status& status : statuses)
    threads.emplace_back(rebuild, std::ref(status));
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& status : statuses) RETURN_IF_ERROR(status);
  watch.Stop();
  TellCost(watch);
  return absl::OkStatus();
}

}  // namespace laurel
