// What a runner has done since it was made, for people and alarms. Decides
// nothing. What is decided counts once it is durable: a commit that fails adds
// nothing, and one that was durable nevertheless counts as replayed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

#include "engine/domain/decision.h"
#include "engine/domain/derived_event.h"

namespace laurel {

// How long commits took, from submitted to durable, by the wall clock.
struct CommitTimes {
  // A commit is counted in the first bucket it does not exceed, ms; the last
  // bucket has no bound.
  static constexpr std::array<int64_t, 10> kBounds = {
      5, 10, 25, 50, 100, 250, 500, 1'000, 2'500, 5'000};
  std::array<int64_t, kBounds.size() + 1> counts{};
  int64_t sum_ms = 0;

  void Add(int64_t ms) {
    size_t bucket = 0;
    while (bucket < kBounds.size() && ms > kBounds[bucket]) ++bucket;
    ++counts[bucket];
    sum_ms += ms;
  }
  void Add(const CommitTimes& other) {
    for (size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
    sum_ms += other.sum_ms;
  }
};

struct RunnerCounts {
  int64_t facts = 0;
  int64_t accepted = 0;
  int64_t rejected = 0;
  int64_t duplicates = 0;
  int64_t parked = 0;
  int64_t events = 0;    // derived
  int64_t replayed = 0;  // decisions folded at opening
  int64_t repeated = 0;  // records that the log gave twice, passed over
  // Derived events by the alternative of their body.
  std::array<int64_t, std::variant_size_v<DerivedBody>> events_by_type{};
  CommitTimes commits;
  int64_t residents_found = 0;   // customers that were in memory
  int64_t residents_loaded = 0;  // and those that were not

  // Its outcome and its events.
  void Count(const Decision& decision);
  void Add(const RunnerCounts& other);
};

// How long the last opening of a partition took, by the wall clock.
struct OpeningTimes {
  int64_t view_ms = 0;   // opening the view
  int64_t take_ms = 0;   // taking the partition over from the owner before
  int64_t check_ms = 0;  // finding the fact that the view has folded last
  int64_t fold_ms = 0;   // reading and folding what the view lacks

  int64_t sum_ms() const { return view_ms + take_ms + check_ms + fold_ms; }
};

// Where a partition stands.
struct PartitionProgress {
  int32_t partition = 0;
  bool ready = false;
  RunnerCounts counts;        // of all runners it has had in this process
  int64_t next_fact = 0;      // S: all before it are decided
  int64_t next_decision = 0;  // D: all before it are durable and folded
  int64_t decided_to_ms = 0;  // append time of the last fact decided; 0: none
  int64_t fired = 0;          // customers that the last tick fired
  int64_t residents = 0;      // customers in memory
  int64_t waiting_bytes = 0;  // changes that the view does not have yet
  bool view_stalled = false;  // the view's store holds writers back
  bool stopped = false;       // by a failure that does not pass
  bool importing = false;     // between import_started and import_finished
  OpeningTimes opening;       // once ready
  int64_t reopened = 0;       // after failures that may pass
  int64_t fenced = 0;         // taken over by somebody else
  // Since its thread came by last, whatever it found to do: next to nothing,
  // also while the log is away, unless that thread is stuck.
  int64_t unattended_ms = 0;
};

}  // namespace laurel
