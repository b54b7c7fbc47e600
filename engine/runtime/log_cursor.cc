#include "engine/runtime/log_cursor.h"

#include <utility>

#include "engine/base/status.h"

namespace laurel {

absl::StatusOr<LogCursor> LogCursor::Open(EventLog& log, Stream stream,
                                          int32_t partition, int64_t offset,
                                          ReadLimit limit) {
  ASSIGN_OR_RETURN(auto reader, log.OpenReader(stream, partition, offset));
  return LogCursor(std::move(reader), limit);
}

absl::StatusOr<const LogRecord*> LogCursor::Peek() {
  while (at_hand() == 0) {
    next_ = 0;
    RETURN_IF_ERROR(reader_->Read(limit_, batch_));
    if (batch_.empty()) return nullptr;
    PassOver();
  }
  return &batch_.records[next_];
}

}  // namespace laurel
