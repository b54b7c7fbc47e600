#include "bench/macro/history_log.h"

#include <filesystem>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

inline constexpr size_t kBatch = 100'000;

}  // namespace

absl::StatusOr<HistoryLog> WriteHistory(const std::string& directory,
                                        int32_t partitions, const Glow& glow,
                                        Workload workload) {
  std::filesystem::remove_all(directory);
  HistoryLog history;
  ASSIGN_OR_RETURN(
      history.log,
      EmbeddedLog::Open(directory, {.access = Access::kServe,
                                    .create_partitions = partitions}));
  RoutedRecords facts;
  for (int32_t p = 0; p < partitions; ++p) facts.Add(p, {}, glow.fact);
  std::string customer, bytes;
  for (bool more = true; more;) {
    while (facts.size() < kBatch && (more = workload.Next(&customer, &bytes))) {
      facts.Add(PartitionOf(customer, partitions), customer, bytes);
      ++history.facts;
    }
    RETURN_IF_ERROR(history.log->Append(facts).status());
    facts.clear();
  }
  return history;
}

}  // namespace laurel
