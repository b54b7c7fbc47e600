// The state of an engine as Prometheus metrics, in its text format 0.0.4.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/runtime/runner_counts.h"

namespace laurel {

struct PartitionMetrics {
  PartitionProgress progress;
  int64_t facts_end =
      -1;  // offset behind the last fact on the log; -1: unknown
};

// All families that docs/operating/metrics.md lists, of the partitions that
// this process owns; the log has `log_partitions`. `now_ms` is the wall clock,
// for the lag in seconds.
std::string MetricsText(const std::vector<PartitionMetrics>& partitions,
                        int32_t log_partitions, int64_t now_ms);

}  // namespace laurel
