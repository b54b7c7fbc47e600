#include "engine/runtime/history.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/runtime/decided_facts.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/overlay_store.h"
#include "engine/runtime/partition_fold.h"

namespace laurel {
namespace {

inline constexpr int64_t kProgressEvery = 10'000;
inline constexpr size_t kRebuildBytes = 64 << 20;
inline constexpr size_t kRebuildResidentBytes = 160 << 20;

// The clock and programs of a partition, and one customer in it.
class OneCustomer {
 public:
  OneCustomer(EventLog& log, int32_t partition, ViewStore& store,
              std::string_view customer)
      : fold_(partition, log.identity(), store), customer_(customer) {}

  PartitionFold& fold() { return fold_; }

  // Other customers' decisions move the clock alone.
  absl::Status Replay(const LoggedFact& fact, const Decision& decision,
                      const ReadChapter& read) {
    if (decision.customer_id == customer_) {
      RETURN_IF_ERROR(fold_.Replay(fact, decision));
      if (read == nullptr) return absl::OkStatus();
      ASSIGN_OR_RETURN(const Customer* after, fold_.Find(customer_));
      static const Customer kStranger;
      read({fact, decision, after == nullptr ? kStranger : *after,
            fold_.partition()});
      return absl::OkStatus();
    }
    Decision others;
    others.clock = decision.clock;
    others.outcome = decision.outcome;
    others.more = decision.more;
    LoggedFact clock_only = fact;
    if (!decision.customer_id.empty()) {
      clock_only.recorded.fact.customer_id = {};
    }
    return fold_.Replay(clock_only, others);
  }

  absl::StatusOr<std::optional<Customer>> Take() {
    ASSIGN_OR_RETURN(const Customer* found, fold_.Find(customer_));
    if (found == nullptr) return std::nullopt;
    return *found;
  }

 private:
  PartitionFold fold_;
  const std::string customer_;
};

// What had fallen due by then and was recorded only at a later fact or tick.
absl::Status FireUntil(const Partition& partition, Instant until,
                       Customer& customer, const ReadChapter& read) {
  if (partition.Current() == nullptr) return absl::OkStatus();
  Partition then = partition;
  then.clock = std::max(then.clock, until);
  Dossier dossier;
  dossier.customer = std::move(customer);
  Decision unrecorded;
  RETURN_IF_ERROR(Fire(then, RecordedFact(), dossier, &unrecorded));
  customer = std::move(dossier.customer);
  if (!unrecorded.due.empty()) read({LoggedFact(), unrecorded, customer, then});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<Customer>> FoldCustomer(
    EventLog& log, int32_t partition, std::string_view customer,
    std::optional<Instant> until, const ReadChapter& read,
    Partition* partition_then) {
  MemoryStore store;
  OneCustomer one(log, partition, store, customer);
  ASSIGN_OR_RETURN(auto decided, DecidedFacts::Open(log, partition, 0, 0));
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more || (until && decided.decision().clock > *until)) break;
    RETURN_IF_ERROR(one.Replay(decided.fact(), decided.decision(), read));
  }
  const Partition& then = one.fold().partition();
  if (partition_then != nullptr) *partition_then = then;
  ASSIGN_OR_RETURN(std::optional<Customer> found, one.Take());
  if (found && until) RETURN_IF_ERROR(FireUntil(then, *until, *found, read));
  return found;
}

absl::StatusOr<std::optional<Customer>> CurrentCustomer(
    EventLog& log, int32_t partition, ViewStore& view,
    std::string_view customer, Partition* partition_now) {
  OverlayStore store(view);
  OneCustomer one(log, partition, store, customer);
  RETURN_IF_ERROR(one.fold().Open());
  const Progress& progress = one.fold().progress();
  ASSIGN_OR_RETURN(auto decided,
                   DecidedFacts::Open(log, partition, progress.next_fact,
                                      progress.next_decision));
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) break;
    RETURN_IF_ERROR(one.Replay(decided.fact(), decided.decision(), nullptr));
  }
  if (partition_now != nullptr) *partition_now = one.fold().partition();
  return one.Take();
}

absl::Status RebuildView(EventLog& log, int32_t partition, ViewStore& fresh,
                         const FoldProgress& progress) {
  PartitionFold fold(partition, log.identity(), fresh);
  fold.LimitResidents(kRebuildResidentBytes);
  ASSIGN_OR_RETURN(auto decided, DecidedFacts::Open(log, partition, 0, 0));
  for (int64_t count = 1;; ++count) {
    ASSIGN_OR_RETURN(const bool more, decided.Await());
    if (!more) break;
    RETURN_IF_ERROR(fold.Replay(decided.fact(), decided.decision()));
    fold.DecisionsReach(decided.decision_offset() + 1);
    if (fold.waiting_bytes() >= kRebuildBytes) {
      RETURN_IF_ERROR(fold.Write());
    }
    if (count % kProgressEvery == 0) progress(count);
  }
  RETURN_IF_ERROR(fold.Write());
  return fresh.Flush();
}

}  // namespace laurel
