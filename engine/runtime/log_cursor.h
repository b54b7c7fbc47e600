// A place in a stream: the next record, and on to the one after. Reads ahead
// in batches. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class LogCursor {
 public:
  LogCursor() = default;
  LogCursor(std::unique_ptr<LogReader> reader, ReadLimit limit)
      : reader_(std::move(reader)), limit_(limit) {}

  static absl::StatusOr<LogCursor> Open(EventLog& log, Stream stream,
                                        int32_t partition, int64_t offset,
                                        ReadLimit limit = {});

  // The next record, or null if none is at hand now. Valid until the first Peek
  // after a Pop.
  absl::StatusOr<const LogRecord*> Peek();
  void Pop() { ++next_; }

  // Records that Peek gives without reading.
  size_t at_hand() const { return batch_.records.size() - next_; }
  // The offset after the last record popped, when none is at hand.
  int64_t next_offset() const { return reader_->next_offset(); }

 private:
  std::unique_ptr<LogReader> reader_;
  ReadLimit limit_;
  LogBatch batch_;
  size_t next_ = 0;
};

}  // namespace laurel
