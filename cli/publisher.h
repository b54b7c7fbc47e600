// The right to publish programs: one process at a time, since two would take
// the same version. An embedded log has a lock for it, on Kafka it is a
// transactional id of its own.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/destination.h"
#include "connectors/embedded/file_lock.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class Publisher {
 public:
  // `log` is that of `to` and must outlive it. Look at what the log has only
  // afterwards.
  static absl::StatusOr<std::unique_ptr<Publisher>> Take(EventLog& log,
                                                         const Destination& to);

  // Appends a control fact to every partition; durable when it returns.
  // ABORTED: another one publishes meanwhile. On Kafka all partitions have it
  // or none.
  absl::Status AddEverywhere(std::string_view bytes);

 private:
  explicit Publisher(EventLog& log) : log_(log) {}

  EventLog& log_;
  std::optional<FileLock> lock_;
  std::unique_ptr<PartitionWriter> writer_;
};

}  // namespace laurel
