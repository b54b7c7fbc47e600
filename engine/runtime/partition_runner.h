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
#include "engine/runtime/log_check.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/owed_snapshots.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/runner_counts.h"
#include "engine/runtime/runner_options.h"
#include "engine/runtime/view_store.h"

namespace laurel {

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

  EventLog& log_;
  const int32_t partition_;
  ViewStore& store_;
  const WallClock wall_;
  const RunnerOptions options_;
  State state_ = State::kNew;
  std::unique_ptr<PartitionFold> fold_;
  std::unique_ptr<PartitionWriter> writer_;
  std::optional<LogCheck> check_;  // while checking
  DecidedFacts decided_;           // while replaying
  LogCursor facts_;                // then
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
  RunnerCounts stepped_counts_, submitted_counts_;  // of commits: counted once
                                                    // durable
};

}  // namespace laurel
