#include "engine/runtime/engine.h"

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "engine/base/status.h"

namespace laurel {
namespace {

inline constexpr auto kIdle = std::chrono::milliseconds(1);
inline constexpr int64_t kTellEveryMs = 200;

}  // namespace

// One partition. Worked on by one thread; the atomics are read by others.
struct Engine::Slot {
  int32_t partition = 0;
  std::unique_ptr<ViewStore> store;
  std::unique_ptr<PartitionRunner> runner;  // null: to be opened
  std::optional<int64_t> failed_at_ms;      // by the wall: it is opened later
  int failures = 0;                         // that may pass
  bool done = false;  // caught up, if that is all that is asked
  absl::Status failure;
  RunnerCounts before;  // of runners that were thrown away
  std::atomic<int64_t> facts = 0, events = 0, replayed = 0;
  std::atomic<bool> ready = false;
  int64_t told_ms = 0;
  std::mutex mutex;
  PartitionProgress told;  // guarded by mutex
};

Engine::Engine(EventLog& log, OpenStore open_store, WallClock wall,
               EngineOptions options)
    : log_(log),
      open_store_(std::move(open_store)),
      wall_(std::move(wall)),
      options_(std::move(options)) {
  for (int32_t p = 0; p < log.identity().partitions; ++p) {
    slots_.push_back(std::make_unique<Slot>());
    slots_.back()->partition = p;
  }
}

Engine::~Engine() = default;

absl::Status Engine::Run() {
  std::vector<std::thread> threads;
  for (int i = 0; i < options_.threads; ++i) {
    threads.emplace_back([this, i] { Work(static_cast<size_t>(i)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& slot : slots_) {
    RETURN_IF_ERROR(slot->failure);
  }
  return absl::OkStatus();
}

void Engine::Work(size_t thread) {
  std::vector<Slot*> mine;
  for (size_t i = thread; i < slots_.size();
       i += static_cast<size_t>(options_.threads)) {
    mine.push_back(slots_[i].get());
  }
  for (bool all_done = false; !all_done && !stop_.load();) {
    bool worked = false;
    all_done = options_.until_caught_up;
    for (Slot* slot : mine) {
      if (slot->done) continue;
      const auto advanced = AdvanceSlot(*slot);
      if (!advanced.ok()) HandleFailure(*slot, advanced.status());
      worked |= advanced.ok() && *advanced;
      Publish(*slot);
      all_done &= slot->done;
    }
    if (!worked) std::this_thread::sleep_for(kIdle);
  }
  for (Slot* slot : mine) CloseSlot(*slot);
}

absl::StatusOr<bool> Engine::AdvanceSlot(Slot& slot) {
  if (slot.runner == nullptr) {
    // A clock that was set back does not make it wait for ever.
    if (slot.failed_at_ms &&
        std::abs(wall_() - *slot.failed_at_ms) < options_.retry_ms) {
      return false;
    }
    RETURN_IF_ERROR(OpenSlot(slot));
  }
  ASSIGN_OR_RETURN(const bool worked, slot.runner->Advance());
  if (!worked && options_.until_caught_up && slot.runner->caught_up()) {
    slot.done = true;
  }
  return worked;
}

absl::Status Engine::OpenSlot(Slot& slot) {
  ASSIGN_OR_RETURN(slot.store, open_store_(slot.partition));
  RunnerOptions options = options_.runner;
  if (options_.until_caught_up) options.tick_every_ms = 0;
  slot.runner = std::make_unique<PartitionRunner>(log_, slot.partition,
                                                  *slot.store, wall_, options);
  return absl::OkStatus();
}

// Whatever failed, memory is dropped and the partition opened again; or the
// engine stops.
void Engine::HandleFailure(Slot& slot, const absl::Status& status) {
  Tell(slot, status);
  if (slot.runner != nullptr) slot.before.Add(slot.runner->counts());
  slot.runner.reset();
  slot.store.reset();
  slot.ready = false;
  if (FailureOf(status) == LogFailure::kRetry) {
    slot.failed_at_ms = wall_();
    if (options_.notice) options_.notice(slot.partition, status);
    const bool again =
        !options_.until_caught_up || ++slot.failures < options_.most_failures;
    if (again) return;
  }
  slot.failure = status;
  slot.done = true;
  Stop();
}

void Engine::CloseSlot(Slot& slot) {
  if (slot.runner == nullptr) return;
  for (;;) {
    const auto more = slot.runner->AdvanceClosing();
    if (!more.ok()) {
      if (slot.failure.ok()) slot.failure = more.status();
      break;
    }
    if (!*more) break;
    std::this_thread::sleep_for(kIdle);
  }
  Publish(slot);
  Tell(slot, absl::OkStatus());
  slot.runner.reset();
  slot.store.reset();
}

void Engine::Publish(Slot& slot) {
  if (slot.runner == nullptr) return;
  const RunnerCounts& counts = slot.runner->counts();
  slot.facts = slot.before.facts + counts.facts;
  slot.events = slot.before.events + counts.events;
  slot.replayed = slot.before.replayed + counts.replayed;
  slot.ready = slot.runner->ready();
  const int64_t now = wall_();
  if (std::abs(now - slot.told_ms) < kTellEveryMs) return;
  slot.told_ms = now;
  Tell(slot, absl::OkStatus());
}

// What a failure has left of the slot, or where its runner stands.
void Engine::Tell(Slot& slot, const absl::Status& failure) {
  const std::lock_guard lock(slot.mutex);
  slot.told.partition = slot.partition;
  if (slot.runner != nullptr) {
    slot.runner->Tell(slot.told);
    slot.told.counts.Add(slot.before);
  }
  if (failure.ok()) return;
  slot.told.ready = false;
  switch (FailureOf(failure)) {
    case LogFailure::kRetry:
      ++slot.told.reopened;
      break;
    case LogFailure::kFenced:
      ++slot.told.fenced;
      break;
    case LogFailure::kStop:
      break;
  }
}

std::vector<PartitionProgress> Engine::partitions() const {
  std::vector<PartitionProgress> all;
  for (const auto& slot : slots_) {
    const std::lock_guard lock(slot->mutex);
    all.push_back(slot->told);
  }
  return all;
}

EngineProgress Engine::progress() const {
  EngineProgress sum;
  for (const auto& slot : slots_) {
    sum.facts += slot->facts;
    sum.events += slot->events;
    sum.replayed += slot->replayed;
    sum.partitions_ready += slot->ready ? 1 : 0;
  }
  return sum;
}

}  // namespace laurel
