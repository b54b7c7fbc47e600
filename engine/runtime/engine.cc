#include "engine/runtime/engine.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

inline constexpr auto kIdle = std::chrono::milliseconds(1);
inline constexpr int64_t kTellEveryMs = 200;

// Of a clock that nobody sets.
int64_t SteadyMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

// One partition. Worked on by one thread, at first the one that opens it; the
// atomics are read by others.
struct Engine::Slot {
  int32_t partition = 0;
  std::unique_ptr<ViewStore> store;
  std::unique_ptr<PartitionRunner> runner;  // null: to be opened
  std::future<absl::Status> opening;        // valid: by a thread of its own
  std::optional<int64_t> failed_at_ms;      // by the wall: it is opened ...
  int64_t wait_ms = 0;                      // ... so much later
  int failures = 0;                         // that may pass
  std::optional<int64_t> fenced_at_ms;      // another process took it
  bool done = false;     // stopped; or caught up, if that is all that is asked
  absl::Status failure;  // that stopped it
  absl::Status closing;
  RunnerCounts before;  // of runners that were thrown away
  std::atomic<int64_t> facts = 0, events = 0, replayed = 0;
  std::atomic<bool> ready = false;
  int64_t store_ms = 0;  // that opening the store took
  int64_t told_ms = 0;
  std::mutex mutex;
  PartitionProgress told;                         // guarded by mutex
  std::atomic<int64_t> attended_ms = SteadyMs();  // last
  std::atomic<bool> owned = false;
  std::atomic<bool> open = false;     // or about to be
  std::atomic<bool> stopped = false;  // by a failure that does not pass
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
    slots_.back()->owned =
        options_.partitions.empty() && !options_.none_at_first;
  }
  for (int32_t p : options_.partitions) {
    slots_[static_cast<size_t>(p)]->owned = true;
  }
}

Engine::~Engine() = default;

// A partition that had caught up may have been given facts since, by another
// one that forwarded them: then once more, until nobody decides anything.
absl::Status Engine::Run() {
  for (;;) {
    const int64_t before = progress().facts;
    RETURN_IF_ERROR(RunThreads());
    const bool decided = progress().facts > before;
    if (!options_.until_caught_up || stop_ || !decided) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool more, FactsWait());
    if (!more) return absl::OkStatus();
  }
}

absl::StatusOr<bool> Engine::FactsWait() {
  bool wait = false;
  for (const auto& slot : slots_) {
    if (!slot->owned) continue;
    ASSIGN_OR_RETURN(const OffsetRange facts,
                     log_.Range(Stream::kFacts, slot->partition));
    if (facts.end <= slot->told.next_fact) continue;
    slot->done = false;
    wait = true;
  }
  return wait;
}

absl::Status Engine::RunThreads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < options_.threads; ++i) {
    threads.emplace_back([this, i] { Work(static_cast<size_t>(i)); });
  }
  for (std::thread& thread : threads) thread.join();
  // Why it stopped, before what that led to.
  for (const auto& slot : slots_) {
    RETURN_IF_ERROR(slot->failure);
  }
  for (const auto& slot : slots_) {
    RETURN_IF_ERROR(slot->closing);
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
      // Else by the one that opens it.
      if (!slot->opening.valid()) slot->attended_ms = SteadyMs();
      if (!slot->owned) LetGo(*slot);
      if (slot->done || !slot->owned) continue;
      const auto advanced = AdvanceSlot(*slot);
      if (!advanced.ok()) HandleFailure(*slot, advanced.status());
      worked |= advanced.ok() && *advanced;
      if (!slot->opening.valid()) Publish(*slot);
      all_done &= slot->done;
    }
    if (!worked) std::this_thread::sleep_for(kIdle);
  }
  for (Slot* slot : mine) {
    slot->closing = CloseSlot(*slot);
    slot->open = false;
    if (!absl::IsAborted(slot->closing) &&
        !absl::IsUnavailable(slot->closing) &&
        !absl::IsDeadlineExceeded(slot->closing)) {
      continue;
    }
    // The next owner finds out: nothing is lost.
    Notice(*slot, slot->closing);
    slot->closing = absl::OkStatus();
  }
}

// The next owner finds out what became of a commit that failed just now.
void Engine::LetGo(Slot& slot) {
  if (!slot.open) return;
  const absl::Status closed = CloseSlot(slot);
  if (!closed.ok()) Notice(slot, closed);
  if (slot.stopped.exchange(false)) {  // who has it next tries again
    slot.failure = absl::OkStatus();
    slot.done = false;
  }
  slot.failures = 0;
  slot.fenced_at_ms.reset();
  slot.failed_at_ms.reset();
  slot.open = false;
}

void Engine::Own(const std::vector<int32_t>& partitions) {
  std::vector<bool> owned(slots_.size());
  for (int32_t p : partitions) {  // a topic may have more since it was opened
    if (static_cast<size_t>(p) < owned.size())
      owned[static_cast<size_t>(p)] = true;
  }
  for (size_t p = 0; p < slots_.size(); ++p) slots_[p]->owned = owned[p];
}

bool Engine::WaitUntilClosed(int64_t wait_ms) const {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  const auto closed = [](const auto& slot) {
    return slot->owned || !slot->open;
  };
  while (!std::all_of(slots_.begin(), slots_.end(), closed)) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(kIdle);
  }
  return true;
}

absl::StatusOr<bool> Engine::AdvanceSlot(Slot& slot) {
  if (slot.runner == nullptr && !slot.opening.valid()) {
    // A clock that was set back does not make it wait for ever.
    if (slot.failed_at_ms &&
        std::abs(wall_() - *slot.failed_at_ms) < slot.wait_ms) {
      return false;
    }
    slot.open = true;
    if (!slot.owned) return false;  // revoked just now
    slot.opening = std::async(std::launch::async,
                              [this, &slot] { return OpenSlot(slot); });
  }
  if (slot.opening.valid()) {
    if (slot.opening.wait_for(std::chrono::seconds(0)) !=
        std::future_status::ready) {
      return false;
    }
    RETURN_IF_ERROR(slot.opening.get());
    return true;
  }
  ASSIGN_OR_RETURN(const bool worked, slot.runner->Advance());
  if (!worked && options_.until_caught_up && slot.runner->caught_up()) {
    slot.done = true;
  }
  return worked;
}

// Until it is ready. It is mostly waiting for the log, to be taken over and to
// be read: all partitions do so at the same time.
absl::Status Engine::OpenSlot(Slot& slot) {
  const int64_t began = wall_();
  slot.attended_ms = SteadyMs();
  ASSIGN_OR_RETURN(slot.store, open_store_(slot.partition));
  slot.store_ms = wall_() - began;
  RunnerOptions options = options_.runner;
  if (options_.until_caught_up) options.tick_every_ms = 0;
  slot.runner = std::make_unique<PartitionRunner>(log_, slot.partition,
                                                  *slot.store, wall_, options);
  while (!slot.runner->ready() && slot.owned && !stop_) {
    slot.attended_ms = SteadyMs();
    ASSIGN_OR_RETURN(const bool worked, slot.runner->Advance());
    Publish(slot);
    if (!worked) std::this_thread::sleep_for(kIdle);
  }
  return absl::OkStatus();
}

// Its memory; what it has done stays counted.
void Engine::Drop(Slot& slot) {
  if (slot.runner != nullptr) slot.before.Add(slot.runner->counts());
  slot.runner.reset();
  slot.store.reset();
  slot.ready = false;
}

// Whatever failed, memory is dropped and the partition opened again; or the
// engine stops.
void Engine::HandleFailure(Slot& slot, const absl::Status& status) {
  Tell(slot, status);
  Drop(slot);
  if (FailureOf(status) == LogFailure::kFenced) {
    const auto before = std::exchange(slot.fenced_at_ms, wall_());
    const bool again = !before || std::abs(*slot.fenced_at_ms - *before) >
                                      options_.two_owners_ms;
    slot.failed_at_ms = wall_();
    slot.wait_ms = options_.retake_ms;
    if (again) return Notice(slot, status);
    slot.failure = Annotate(
        status, absl::StrCat(
                    "partition ", slot.partition,
                    " was taken by another process twice within ",
                    options_.two_owners_ms / 1'000,
                    " s: two processes own it. Each partition belongs to one"));
    slot.done = true;
    return Stop();
  }
  if (FailureOf(status) == LogFailure::kRetry) {
    slot.failed_at_ms = wall_();
    slot.wait_ms = options_.retry_ms;
    Notice(slot, status);
    const bool again =
        !options_.until_caught_up || ++slot.failures < options_.most_failures;
    if (again) return;
  }
  slot.failure = status;
  slot.done = slot.stopped = true;
  // One fact or one view is no reason for the others to stand still.
  const bool all = std::all_of(
      slots_.begin(), slots_.end(),
      [](const auto& other) { return !other->owned || other->stopped; });
  all ? Stop() : Notice(slot, status);
}

void Engine::Notice(const Slot& slot, const absl::Status& status) const {
  if (options_.notice) options_.notice(slot.partition, status, slot.stopped);
}

absl::Status Engine::CloseSlot(Slot& slot) {
  absl::Status status;
  if (slot.opening.valid()) status = slot.opening.get();
  if (!status.ok()) Drop(slot);
  if (slot.runner == nullptr) return status;
  for (bool more = true; more;) {
    slot.attended_ms = SteadyMs();
    const auto advanced = slot.runner->AdvanceClosing();
    status = advanced.status();
    more = advanced.ok() && *advanced;
    if (more) std::this_thread::sleep_for(kIdle);
  }
  Publish(slot);
  Tell(slot, absl::OkStatus());
  {
    const std::lock_guard lock(slot.mutex);
    slot.told.ready = false;
  }
  Drop(slot);
  return status;
}

void Engine::Publish(Slot& slot) {
  if (slot.runner == nullptr) return;
  const RunnerCounts& counts = slot.runner->counts();
  slot.facts = slot.before.facts + counts.facts;
  slot.events = slot.before.events + counts.events;
  slot.replayed = slot.before.replayed + counts.replayed;
  const int64_t now = wall_();
  const bool turned = slot.ready != slot.runner->ready();
  if (turned || std::abs(now - slot.told_ms) >= kTellEveryMs) {
    slot.told_ms = now;
    Tell(slot, absl::OkStatus());
  }
  slot.ready = slot.runner->ready();
}

// What a failure has left of the slot, or where its runner stands.
void Engine::Tell(Slot& slot, const absl::Status& failure) {
  const std::lock_guard lock(slot.mutex);
  slot.told.partition = slot.partition;
  if (slot.runner != nullptr) {
    slot.told.stopped = false;
    slot.runner->Tell(slot.told);
    slot.told.counts.Add(slot.before);
    slot.told.opening.view_ms += slot.store_ms;
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
      slot.told.stopped = true;
      break;
  }
}

std::vector<PartitionProgress> Engine::partitions() const {
  std::vector<PartitionProgress> all;
  for (const auto& slot : slots_) {
    if (!slot->owned) continue;
    const std::lock_guard lock(slot->mutex);
    all.push_back(slot->told);
    all.back().partition = slot->partition;  // also before it was ever told
    all.back().unattended_ms = SteadyMs() - slot->attended_ms;
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
    sum.partitions_owned += slot->owned ? 1 : 0;
  }
  return sum;
}

}  // namespace laurel
