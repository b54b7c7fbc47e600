#include "cli/observed_engine.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/clock/system_clock.h"
#include "connectors/http/metrics.h"

namespace laurel {
namespace {

HttpAnswer Ready(const Engine& engine) {
  std::string waiting;
  for (const PartitionProgress& partition : engine.partitions()) {
    if (partition.ready) continue;
    absl::StrAppend(&waiting, "partition ", partition.partition,
                    " is not ready\n");
  }
  if (!waiting.empty()) return {503, HttpAnswer().type, waiting};
  return {200, HttpAnswer().type, "ready\n"};
}

// Where the log cannot be asked now, the lag is left out.
HttpAnswer Metrics(const Engine& engine, EventLog& log) {
  std::vector<PartitionMetrics> partitions;
  for (PartitionProgress& progress : engine.partitions()) {
    const auto end = log.AppendedEnd(Stream::kFacts, progress.partition);
    partitions.push_back({std::move(progress), end.value_or(-1)});
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          MetricsText(partitions, SystemClock()())};
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> Observe(const std::string& address,
                                                    const Engine& engine,
                                                    EventLog& log) {
  if (address.empty()) return nullptr;
  return HttpServer::Start(
      address,
      {{"/healthz",
        [] {
          return HttpAnswer{200, HttpAnswer().type, "alive\n"};
        }},
       {"/readyz", [&engine] { return Ready(engine); }},
       {"/metrics", [&engine, &log] { return Metrics(engine, log); }}});
}

}  // namespace laurel
