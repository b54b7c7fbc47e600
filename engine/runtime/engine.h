// All partitions of a log, run on a few threads: each owns some partitions and
// advances them in turn. The one place that starts threads and that decides
// what a failure means: open again, or stop and say so.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/partition_runner.h"
#include "engine/runtime/view_store.h"

namespace laurel {

struct EngineOptions {
  int threads = 1;
  RunnerOptions runner;
  bool until_caught_up = false;  // leave when no facts are left; no ticks
  int64_t retry_ms = 1'000;      // after a failure that may pass
  // Until caught up, a partition that has failed so often ends the run with
  // its error; live, it is tried for ever.
  int most_failures = 5;
  // A partition that another process has taken is opened again once: this one
  // may only have slept for too long. Taken again within this time, there are
  // two owners, and the engine stops.
  int64_t two_owners_ms = 30'000;
  int64_t retake_ms = 2'000;  // before it is opened again
  // Those to begin with; empty: all.
  std::vector<int32_t> partitions = {};
  bool none_at_first = false;  // Own will tell
  // Told of every failure that may pass, by the threads that fold; and of one
  // that does not, where other partitions go on: `stopped`.
  std::function<void(int32_t partition, const absl::Status&, bool stopped)>
      notice = {};
};

// What all partitions have done, added up. Any thread may ask.
struct EngineProgress {
  int64_t facts = 0;
  int64_t events = 0;
  int64_t replayed = 0;
  int partitions_ready = 0;
  int partitions_owned = 0;
};

class Engine {
 public:
  // The view's store of a partition; called once each time it is opened.
  using OpenStore =
      std::function<absl::StatusOr<std::unique_ptr<ViewStore>>(int32_t)>;

  // `log` must outlive it.
  Engine(EventLog& log, OpenStore open_store, WallClock wall,
         EngineOptions options);
  ~Engine();

  // Runs until Stop, until caught up if asked, or until each partition has had
  // to stop, or two processes own one. The error of the first that stopped is
  // returned, after all have been closed. Finishes the batch at hand and writes
  // the views.
  absl::Status Run();

  // Any thread; also from a signal handler.
  void Stop() { stop_.store(true, std::memory_order_relaxed); }

  // The partitions to run from now on; others are closed, each after its batch.
  // Any thread.
  void Own(const std::vector<int32_t>& partitions);

  // Waits until no partition is open that is not owned. False: not in time.
  bool WaitUntilClosed(int64_t wait_ms) const;

  EngineProgress progress() const;

  // Those that it owns, one by one, as of the last fifth of a second. Any
  // thread.
  std::vector<PartitionProgress> partitions() const;

 private:
  struct Slot;

  absl::Status RunThreads();
  absl::StatusOr<bool> FactsWait();
  void Work(size_t thread);
  absl::StatusOr<bool> AdvanceSlot(Slot& slot);
  absl::Status OpenSlot(Slot& slot);
  void HandleFailure(Slot& slot, const absl::Status& status);
  absl::Status CloseSlot(Slot& slot);
  void LetGo(Slot& slot);
  void Drop(Slot& slot);
  void Notice(const Slot& slot, const absl::Status& status) const;
  void Publish(Slot& slot);
  void Tell(Slot& slot, const absl::Status& failure);

  EventLog& log_;
  const OpenStore open_store_;
  const WallClock wall_;
  const EngineOptions options_;
  std::atomic<bool> stop_ = false;
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace laurel
