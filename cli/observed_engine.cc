#include "cli/observed_engine.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/log_ends.h"
#include "connectors/clock/system_clock.h"
#include "connectors/http/metrics.h"

namespace laurel {
namespace {

constexpr int64_t kStuckMs = 60'000;

HttpAnswer Ready(const Engine& engine) {
  std::string waiting;
  for (const PartitionProgress& partition : engine.partitions()) {
    if (partition.ready) continue;
    absl::StrAppend(&waiting, "partition ", partition.partition,
                    partition.stopped ? " has stopped" : " is not ready", "\n");
  }
  if (!waiting.empty()) return {503, HttpAnswer().type, waiting};
  return {200, HttpAnswer().type, "ready\n"};
}

// A partition that no thread comes by to, of which there may be many reasons,
// such as a disk that hangs. Whoever watches decides what to do.
HttpAnswer Alive(const Engine& engine) {
  std::string stuck;
  for (const PartitionProgress& partition : engine.partitions()) {
    if (partition.unattended_ms < kStuckMs) continue;
    absl::StrAppend(&stuck, "partition ", partition.partition,
                    ": its thread has been busy with one thing for ",
                    partition.unattended_ms / 1000, " s, while ",
                    partition.ready ? "deciding" : "opening", "\n");
  }
  if (!stuck.empty()) return {503, HttpAnswer().type, stuck};
  return {200, HttpAnswer().type, "alive\n"};
}

HttpAnswer Metrics(const Engine& engine, const LogEnds& ends,
                   int32_t log_partitions) {
  std::vector<PartitionMetrics> partitions;
  for (PartitionProgress& progress : engine.partitions()) {
    const int64_t end = ends.Of(progress.partition);
    partitions.push_back({std::move(progress), end});
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          MetricsText(partitions, log_partitions, SystemClock()())};
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> Observe(const std::string& address,
                                                    const Engine& engine,
                                                    EventLog& log) {
  if (address.empty()) return nullptr;
  const auto ends = std::make_shared<LogEnds>(engine, log);
  const int32_t partitions = log.identity().partitions;
  return HttpServer::Start(address,
                           {{"/healthz", [&engine] { return Alive(engine); }},
                            {"/readyz", [&engine] { return Ready(engine); }},
                            {"/metrics", [&engine, ends, partitions] {
                               return Metrics(engine, *ends, partitions);
                             }}});
}

}  // namespace laurel
