#include "bench/kafka/history.h"

#include <algorithm>

#include "bench/macro/glow.h"
#include "bench/macro/workload.h"
#include "connectors/clock/system_clock.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr size_t kBatch = 50'000;  // facts appended and waited for

// Where there are more customers than facts, the first ones of the time.
WorkloadOptions WorkloadOf(const HistoryOptions& options) {
  WorkloadOptions workload{.customers = options.customers};
  const auto today = static_cast<int32_t>(SystemClock()() / kDayMs);
  workload.first = Day{today - workload.days};
  workload.payments_each = static_cast<uint32_t>(
      std::max<int64_t>(1, options.facts / options.customers));
  return workload;
}

}  // namespace

absl::StatusOr<int64_t> PublishHistory(KafkaLog& log,
                                       const HistoryOptions& options) {
  const WorkloadOptions plan = WorkloadOf(options);
  ASSIGN_OR_RETURN(const Glow glow,
                   LoadGlow(options.program, Instant{plan.first.n * kDayMs}));
  const int32_t partitions = log.identity().partitions;
  RoutedRecords batch;
  for (int32_t p = 0; p < partitions; ++p) batch.Add(p, {}, glow.fact);
  Workload workload(plan);
  std::string customer, bytes;
  int64_t facts = 0;
  for (bool more = true; more;) {
    while (more && batch.size() < kBatch) {
      more = facts < options.facts && workload.Next(&customer, &bytes);
      if (!more) break;
      batch.Add(PartitionOf(customer, partitions), customer, bytes);
      ++facts;
    }
    RETURN_IF_ERROR(log.Append(batch).status());
    batch.clear();
  }
  return facts;
}

}  // namespace laurel
