// Appends facts to a log in batches, each to the partition of its key.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class Appender {
 public:
  // `log` must outlive it.
  explicit Appender(EventLog& log) : log_(log) {}

  // Durable by the next Flush. `key`: customer_id, or store_id.
  absl::Status Add(std::string_view key, std::string_view bytes);
  // A control fact: to every partition, behind what was added before.
  absl::Status AddEverywhere(std::string_view bytes);
  absl::Status Flush();

 private:
  absl::Status FlushIfLarge();

  EventLog& log_;
  RoutedRecords batch_;
};

}  // namespace laurel
