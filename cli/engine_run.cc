#include "cli/engine_run.h"

#include <signal.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "cli/progress_line.h"
#include "cli/served_view.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/status.h"
#include "projections/rocks_store.h"

namespace laurel {
namespace {

constexpr auto kLook = std::chrono::milliseconds(20);

std::atomic<Engine*> serving = nullptr;
std::atomic<bool> told_to_stop = false;

// Async-signal-safe: atomics only.
void StopServing(int) {
  told_to_stop = true;
  if (Engine* engine = serving.load()) engine->Stop();
}

}  // namespace

void CatchSignals() {
  struct sigaction stop = {};
  stop.sa_handler = StopServing;
  sigaction(SIGTERM, &stop, nullptr);
  sigaction(SIGINT, &stop, nullptr);
}

Serving::Serving(Engine& engine) {
  serving = &engine;
  if (told_to_stop) engine.Stop();  // before there was an engine
}

Serving::~Serving() { serving = nullptr; }

absl::StatusOr<int64_t> FactsOf(EventLog& log) {
  int64_t facts = 0;
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    ASSIGN_OR_RETURN(const OffsetRange range, log.Range(Stream::kFacts, p));
    facts += range.end - range.begin;
  }
  return facts;
}

absl::StatusOr<EngineProgress> RunUntilCaughtUp(EventLog& log,
                                                const std::string& directory,
                                                size_t view_bytes,
                                                const EngineOptions& options,
                                                bool quiet) {
  ASSIGN_OR_RETURN(const int64_t facts, FactsOf(log));
  const RocksMemory memory(view_bytes);
  Engine engine(log, OpenServedViews(directory, memory), SystemClock(),
                options);
  const Serving stops(engine);
  std::atomic<bool> ended = false;
  std::thread watch([&] {
    ProgressLine progress("deciding", facts, quiet);
    while (!ended) {
      progress.To(engine.progress().facts);
      std::this_thread::sleep_for(kLook);
    }
  });
  const absl::Status status = engine.Run();
  ended = true;
  watch.join();
  RETURN_IF_ERROR(status);
  return engine.progress();
}

}  // namespace laurel
