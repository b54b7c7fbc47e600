// A made-up history on an embedded log, as an import leaves it: the program
// first in each partition, then the facts, each in the partition of its
// customer.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/macro/glow.h"
#include "bench/macro/workload.h"
#include "connectors/embedded/embedded_log.h"

namespace laurel {

struct HistoryLog {
  std::unique_ptr<EmbeddedLog> log;
  int64_t facts = 0;  // of customers
};

// Empties `directory` first.
absl::StatusOr<HistoryLog> WriteHistory(const std::string& directory,
                                        int32_t partitions, const Glow& glow,
                                        Workload workload);

}  // namespace laurel
