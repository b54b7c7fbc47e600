// Runs the engine on a data directory until all facts at hand are decided.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// How many facts a log holds.
absl::StatusOr<int64_t> FactsOf(EventLog& log);

// Shows progress on standard error, unless `quiet`; SIGTERM and SIGINT end it
// after its batch, if CatchSignals was called. `log` is that of `directory`,
// opened to serve.
absl::StatusOr<EngineProgress> RunUntilCaughtUp(EventLog& log,
                                                const std::string& directory,
                                                size_t view_bytes,
                                                const EngineOptions& options,
                                                bool quiet);

// From then on SIGTERM and SIGINT stop the engine that a Serving names.
void CatchSignals();

// The engine that signals stop, while it lives. One at a time.
class Serving {
 public:
  explicit Serving(Engine& engine);
  ~Serving();
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
};

}  // namespace laurel
