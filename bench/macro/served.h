// The engine over a log, with its views in RocksDB: what `laurel serve` runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/event_log.h"
#include "projections/rocks_store.h"

namespace laurel {

inline constexpr int32_t kPartitions = 4;
// As `serve` has it by default.
inline constexpr size_t kServeMemory = 512 << 20;
inline constexpr size_t kViewMemory = kServeMemory / 5;

class Views {
 public:
  explicit Views(std::string directory)
      : directory_(std::move(directory)), memory_(kViewMemory) {}

  absl::StatusOr<std::unique_ptr<ViewStore>> Open(int32_t partition) const;

  struct Sum {
    uint64_t digest = 0;  // as MemoryFold::Digest
    int64_t customers = 0;
    int64_t bytes = 0;  // of keys and values
  };
  absl::StatusOr<Sum> Read(int32_t partitions) const;

 private:
  std::string directory_;
  RocksMemory memory_;
};

// What `laurel serve` is by default, with both cores.
EngineOptions ServeOptions();

// Runs the engine until it has decided all facts and written the views.
absl::Status ServeAll(EventLog& log, const Views& views,
                      EngineOptions options = ServeOptions());

}  // namespace laurel
