// The past, folded again from the log: one customer as of any instant, the
// view of a whole partition, and whether what was decided is what would be.
// All of it only reads the log.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/partition.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/logged_fact.h"
#include "engine/runtime/view_store.h"

namespace laurel {

// One decision about the customer, and the customer after it. All views. The
// last one may be of a fact without id: what fell due by then, not recorded.
struct Chapter {
  const LoggedFact& fact;
  const Decision& decision;
  const Customer& after;
  const Partition& partition;
};
using ReadChapter = std::function<void(const Chapter&)>;

// Folds one customer's history up to `until` (by the partition's clock; all of
// it without), then fires what is due by then. Returns the customer, or
// nothing if not known by then; *partition, if not null, is the partition's
// clock and programs then.
absl::StatusOr<std::optional<Customer>> FoldCustomer(
    EventLog& log, int32_t partition, std::string_view customer,
    std::optional<Instant> until, const ReadChapter& read,
    Partition* partition_then = nullptr);

// The same from a view and what was decided since: fast, but no chapters.
absl::StatusOr<std::optional<Customer>> CurrentCustomer(
    EventLog& log, int32_t partition, ViewStore& view,
    std::string_view customer, Partition* partition_now = nullptr);

// Called now and then with the decisions folded so far.
using FoldProgress = std::function<void(int64_t decisions)>;

// Folds a partition's decisions into an empty store.
absl::Status RebuildView(EventLog& log, int32_t partition, ViewStore& fresh,
                         const FoldProgress& progress);

struct VerifyReport {
  int64_t facts = 0;
  int64_t decisions = 0;
  // Decisions that this engine would make otherwise, by the version that made
  // them. Those of this version are faults.
  std::map<uint32_t, int64_t> different;
  int64_t customers = 0;
  int64_t documents = 0;
  int64_t view_differs = 0;  // customers and documents, if a view was given
  uint64_t digest = 0;       // of all customers and documents
  std::vector<std::string> first_differences;  // at most 20, sentences

  bool ok() const;
};

// Decides a partition's facts again with the programs of the time and compares;
// compares the state with that of `view` (null: none) brought up to date.
absl::StatusOr<VerifyReport> VerifyPartition(EventLog& log, int32_t partition,
                                             ViewStore* view,
                                             const FoldProgress& progress);

}  // namespace laurel
