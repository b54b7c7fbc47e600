// A machine that runs laurel: a process that may die, disks that lose their
// tail, a clock that may be wrong. It runs the production runner for each
// partition that it owns, or believes to own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/partition_runner.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/planted.h"

namespace laurel {

// What one machine knows of one partition.
struct Slot {
  bool assigned = false;
  bool closing = false;  // gives the partition back in an orderly way
  bool busy = false;     // within a turn; what destroys it waits
  bool dropped = false;  // ... until then
  int64_t open_after_us = 0;
  std::unique_ptr<ViewStore> store;
  std::unique_ptr<PartitionRunner> runner;
  Disk disk;
  std::vector<Disk> older;  // copies of the view
  StaleRows stale;
};

struct Machine {
  int number = 0;
  bool alive = true;
  bool doomed = false;  // dies when its turn ends
  int64_t asleep_until_us = 0;
  int64_t skew_ms = 0;  // of its clock
  RunnerOptions options;
  std::unique_ptr<EventLog> log;
  std::vector<Slot> slots;  // by partition

  bool Busy() const {
    for (const Slot& slot : slots) {
      if (slot.busy) return true;
    }
    return false;
  }

  // Forgets what is in memory.
  void Drop(Slot& slot) {
    if (slot.busy) {
      slot.dropped = true;
      return;
    }
    slot.runner.reset();
    slot.store.reset();
    slot.dropped = false;
    slot.closing = false;
  }
};

}  // namespace laurel
