// How much a runner does at once, how often, and in how much memory. The
// defaults are for a partition that is alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/runtime/event_log.h"
#include "engine/runtime/publish.h"

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
// is folded again within 2 s or so of opening them. A fifth of it is for
// commits: one is filled while another is under way.
RunnerOptions SharingMemory(size_t bytes, int32_t partitions);

}  // namespace laurel
