// Reads the frames of one log from any offset up to its durable end. Shared by
// the readers of all four streams, and by whoever looks for a frame.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "connectors/embedded/durable_end.h"
#include "connectors/embedded/segment.h"

namespace laurel {

// One thread at a time. `durable` must outlive it.
class FrameCursor {
 public:
  FrameCursor(LogPlace place, const DurableEnd& durable);

  // Moves to the frame that holds `offset` of the records that `counter`
  // counts, or to the durable end.
  absl::Status Seek(int64_t LogEnd::*counter, int64_t offset);

  // The frame here, or nullptr at the durable end. Valid until Skip.
  // DATA_LOSS, naming file, byte and offset, if it is damaged.
  absl::StatusOr<const FrameHead*> Peek();

  // The payload of the frame here, its checksum held; without the table.
  // Valid as long as held() is kept, and until the next Peek or Load.
  absl::StatusOr<std::string_view> Load();

  // Goes on to the next frame. Only after Peek has found one.
  void Skip();

  // True if Peek and Load of the frame here would not read the disk.
  bool IsBuffered() const;

  // Where the frame here begins.
  const LogEnd& at() const { return at_; }

  std::shared_ptr<const void> held() const { return window_.held(); }

 private:
  absl::Status OpenAt(int64_t first_sequence);
  absl::StatusOr<int64_t> FindSegment(int64_t LogEnd::*counter,
                                      int64_t offset) const;
  absl::Status Damaged(std::string_view what) const;

  LogPlace place_;
  const DurableEnd& durable_;
  FileWindow window_;
  File file_;
  int64_t position_ = 0;
  LogEnd at_;
  FrameHead head_;
};

}  // namespace laurel
