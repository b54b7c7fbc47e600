// The log port's reader over the frames of an embedded log.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "connectors/embedded/frame_cursor.h"
#include "connectors/embedded/partition_log.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Which log holds the stream, and which of its counters are its offsets.
LogKind KindOf(Stream stream);
int64_t LogEnd::*CounterOf(Stream stream);

class StreamReader : public LogReader {
 public:
  // `log` must outlive it. `offset` is within the stream or its end.
  StreamReader(PartitionLog& log, Stream stream, int64_t offset)
      : log_(log), stream_(stream), next_offset_(offset) {}

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override;
  int64_t next_offset() const override { return next_offset_; }

 private:
  absl::StatusOr<bool> Open();
  absl::StatusOr<bool> LoadSection();
  absl::StatusOr<bool> TakeNext(const ReadLimit& limit, LogBatch& batch,
                                size_t& bytes);

  PartitionLog& log_;
  const Stream stream_;
  int64_t next_offset_;
  std::optional<FrameCursor> cursor_;  // once there is something to read
  // What is left of the frame that the cursor has just passed.
  std::string_view section_;
  int64_t section_offset_ = 0;
  int64_t section_time_ms_ = 0;
};

}  // namespace laurel
