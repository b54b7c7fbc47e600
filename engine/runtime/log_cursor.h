// A place in a stream: the next record, and on to the one after. Reads ahead
// in batches. What a log gives a second time is passed over, whatever it may
// come from. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class LogCursor {
 public:
  LogCursor() = default;
  LogCursor(std::unique_ptr<LogReader> reader, ReadLimit limit)
      : reader_(std::move(reader)),
        limit_(limit),
        from_(reader_->next_offset()) {}

  static absl::StatusOr<LogCursor> Open(EventLog& log, Stream stream,
                                        int32_t partition, int64_t offset,
                                        ReadLimit limit = {});

  // The next record, or null if none is at hand now. Valid until the first Peek
  // after a Pop.
  absl::StatusOr<const LogRecord*> Peek();
  void Pop() {
    from_ = batch_.records[next_++].offset + 1;
    PassOver();
  }

  // Records that Peek gives without reading.
  size_t at_hand() const { return batch_.records.size() - next_; }
  // The offset after the last record popped, when none is at hand.
  int64_t next_offset() const { return reader_->next_offset(); }
  // Records that came a second time since it was asked last.
  int64_t TakeRepeated() { return std::exchange(repeated_, 0); }

 private:
  void PassOver() {
    for (; at_hand() > 0 && batch_.records[next_].offset < from_; ++next_) {
      ++repeated_;
    }
  }

  std::unique_ptr<LogReader> reader_;
  ReadLimit limit_;
  LogBatch batch_;
  size_t next_ = 0;
  int64_t from_ = 0;  // records before it have been given
  int64_t repeated_ = 0;
};

}  // namespace laurel
