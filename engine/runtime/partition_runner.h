// Runs one partition live: reads facts, decides them, commits the decisions,
// answers, and writes the view behind. A state machine that never waits: each
// Advance does a bounded piece of work, so that one thread can run many
// partitions, and a simulator all of them.
//
// The commit protocol, with S (next fact) and D (next decision) of the view:
//
//   opening    S, D from the view -> take the partition over (fences the
//              owner before) -> fold decisions from D on with their facts
//   running    read facts -> Step each -> submit {decisions, events, parked}
//              -> committed: answer -> every now and then: snapshots of the
//              customers that changed join the commit, and when it is durable
//              the view is written behind, as of that commit
//
// A failed commit has an unknown outcome: throw the runner away and make a new
// one, which opens the partition again. There is no second way back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/runtime/clock.h"
#include "engine/runtime/decided_facts.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/owed_snapshots.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/publish.h"
#include "engine/runtime/runner_counts.h"
#include "engine/runtime/view_store.h"

namespace laurel {

struct RunnerOptions {
  ReadLimit read;                       // facts a batch
  int64_t write_every_ms = 5'000;       // the view, ...
  int64_t write_every_facts = 50'000;   // ... whichever comes first, ...
  size_t write_every_bytes = 32 << 20;  // ... or so much waiting, ...
  // ... or, if there is no backlog, so many customers: all are gathered at once
  // and whoever asks waits, here for about 20 ms.
  size_t write_live_customers = 1'000;
  size_t resident_bytes = 128 << 20;  // of customers kept in memory, about
  size_t commit_bytes = 4 << 20;      // of decisions and events in a commit
  int64_t tick_every_ms = 10'000;     // when something is due; 0: no ticks
  // Customers that a tick fires, 0: all. If more are due, the next one follows
  // at once, and facts that came meanwhile stand before it.
  uint32_t tick_most = 200;
  // Customers for whom the due index follows a new program, between two batches
  // of facts: about 10 ms.
  size_t follow_customers = 2'000;
  Published published;
  // Snapshots of customers, committed before each write of the view; absent:
  // none.
  std::optional<Format> snapshots;
};

// What fits `bytes` of memory for all of so many partitions together, and what
// is folded again within 2 s or so of opening them. An eighth of it is for
// commits: one is filled while another is under way.
RunnerOptions SharingMemory(size_t bytes, int32_t partitions);

class PartitionRunner {
 public:
  // `log`, `store` and whatever `wall` refers to must outlive it.
  PartitionRunner(EventLog& log, int32_t partition, ViewStore& store,
                  WallClock wall, RunnerOptions options);

  // Does a piece of work. False: there was nothing to do just now.
  absl::StatusOr<bool> Advance();

  // All facts at hand are decided and committed.
  bool caught_up() const {
    return state_ == State::kRunning && caught_up_ && owed_.empty();
  }
  bool ready() const { return state_ == State::kRunning; }
  // The next tick follows at once if something is due.
  bool ticks_on() const { return ticks_on_; }

  // Lets the commit under way finish, then writes the view and makes it
  // durable. Takes no more facts.
  absl::StatusOr<bool> AdvanceClosing();

  // Parks the next fact, which the caller names by its offset, without
  // deciding it. Only when caught up with the decisions: ready().
  absl::Status Skip(int64_t offset, std::string_view reason);

  RunnerCounts counts() const;
  // Overwrites all but the partition and what its owner counts.
  void Tell(PartitionProgress& progress) const;
  PartitionFold& fold() { return *fold_; }

 private:
  enum class State { kNew, kChecking, kReplaying, kRunning };
  // Of the view: nothing; others are told who changed, a commit at a time;
  // gathered, and what has it is to be committed first; under way, behind.
  enum class Writing { kNo, kTelling, kGathered, kBehind };

  absl::Status Begin();
  int64_t EndPhase();
  absl::Status CheckEnds();
  absl::Status CheckLog(const OffsetRange& facts, const OffsetRange& decisions);
  absl::Status ReadLastFact(const OffsetRange& facts);
  absl::StatusOr<bool> CheckLastFact();
  absl::StatusOr<bool> ReplaySome();
  absl::StatusOr<bool> RunSome();
  absl::Status TakeCompletion();
  absl::StatusOr<bool> StepBatch();
  absl::Status AtFact(int64_t offset, const absl::Status& status) const;
  absl::Status StepOne(const LogRecord& record, bool* go_on);
  absl::Status Tell(const Decision& decision);
  absl::Status SubmitStepped();
  bool HasStepped() const;
  bool WriteIsDue() const;
  bool IsLive() const;
  bool IsFarAhead() const;
  absl::Status TellAndGather();
  absl::Status Gather();
  absl::StatusOr<bool> TellOwed();
  void WriteBehind();
  absl::Status TakeWritten();
  absl::StatusOr<bool> TickIfDue();
  void Count(const Decision& decision);

  EventLog& log_;
  const int32_t partition_;
  ViewStore& store_;
  const WallClock wall_;
  const RunnerOptions options_;
  State state_ = State::kNew;
  std::unique_ptr<PartitionFold> fold_;
  std::unique_ptr<PartitionWriter> writer_;
  DecidedFacts decided_;  // while replaying
  LogCursor facts_;       // then; while checking, at the fact before S
  LoggedFact fact_;
  OwedSnapshots owed_;
  Commit stepped_;
  Commit spent_;  // the one before, for its memory
  bool in_flight_ = false;
  bool caught_up_ = false;
  Writing writing_ = Writing::kNo;
  size_t told_changed_ = 0;        // of those who changed, while telling
  bool ticks_on_ = true;           // when opened nobody knows what is due
  int64_t facts_since_write_ = 0;  // was gathered
  int64_t last_write_ms_ = 0;
  int64_t last_tick_ms_ = 0;
  int64_t submitted_ms_ = 0;
  int64_t decided_to_ms_ = 0;
  int64_t phase_ms_ = 0;  // when this phase of opening began
  OpeningTimes opening_;
  RunnerCounts counts_;
};

}  // namespace laurel
