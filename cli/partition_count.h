// The counters of one partition of a log: in memory from its first fact, or
// from what an earlier run has kept of them on.
//
//   DIR/figures/0/, DIR/figures/1/ ...   a RocksDB each: kept_figures.h
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "cli/programs_met.h"
#include "engine/base/time.h"
#include "engine/domain/figure_counts.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/history.h"
#include "projections/rocks_store.h"

namespace laurel {

// As of when: an instant, or a day, which is known at its end in the zone of
// the program; empty: now. Checked by the flag.
using AsOf = std::string;

// Decisions later than this do not count.
Instant UntilOf(const AsOf& at, const Program* program);

struct PartitionCounts {
  CounterTable table;
  ProgramsMet programs;
};

class PartitionCount {
 public:
  // `log` must outlive it. `directory`: where figures are kept; empty: nowhere.
  // `quiet`: it does not say why they could not be used.
  PartitionCount(EventLog& log, AsOf at, std::string directory, bool quiet);

  // From any thread. Fails as the log does; what is kept never fails it, but is
  // passed over or folded anew, with a sentence.
  absl::StatusOr<PartitionCounts> Count(int32_t partition,
                                        const FoldProgress& progress);

 private:
  // What was wrong with what is kept, and not with the log. Worthless: it is to
  // be folded anew.
  struct Trouble {
    absl::Status status;
    bool worthless = false;
  };
  struct Opened;  // a store, what is kept in it, and where the log goes on

  absl::StatusOr<PartitionCounts> InMemory(int32_t partition,
                                           const FoldProgress& progress);
  absl::StatusOr<PartitionCounts> FromKept(int32_t partition,
                                           const FoldProgress& progress,
                                           Trouble* trouble);
  absl::Status OpenStore(int32_t partition, Opened* out, Trouble* trouble);
  absl::Status OpenLog(int32_t partition, Opened* out, Trouble* trouble);
  absl::Status GoOn(Opened& opened, const FoldProgress& progress,
                    Trouble* trouble);
  absl::Status Write(Opened& opened);
  std::string PathOf(int32_t partition) const;
  bool IsKept(int32_t partition) const;
  void SayOnce(const std::string& text);

  EventLog& log_;
  const AsOf at_;
  const std::string directory_;
  const bool quiet_;
  const RocksMemory memory_;
  std::mutex mutex_;
  std::set<std::string> said_;
};

}  // namespace laurel
