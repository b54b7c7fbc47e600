// What operators see of a running engine: /metrics, /healthz and /readyz.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/http/http_server.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Listens on `address` while the result lives; null if `address` is empty.
// `engine` and `log` must outlive it.
//   /healthz  200; 503 and which partitions, when a thread has been busy with
//             one thing of theirs for a minute: it may be stuck
//   /readyz   200 when every partition has folded what was decided before it;
//             else 503 and those that have not
//   /metrics  see docs/operating/metrics.md
absl::StatusOr<std::unique_ptr<HttpServer>> Observe(const std::string& address,
                                                    const Engine& engine,
                                                    EventLog& log);

}  // namespace laurel
