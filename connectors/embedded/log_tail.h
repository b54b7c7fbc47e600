// The end of one log, where frames are appended. Finds the end after a crash,
// and again when other processes have appended.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/embedded/durable_end.h"
#include "connectors/embedded/segment.h"
#include "engine/runtime/clock.h"

namespace laurel {

// A frame to be appended. The tail fills in what depends on its place: all of
// the header but `count` and the origin, and the bases in the table.
struct OutFrame {
  FrameHead head;
  std::vector<std::string_view> payload;  // without the table
};

struct TailOptions {
  int64_t segment_bytes = 0;  // a larger segment gets no more frames
  DiskCalls disk;
  WallClock clock;
  std::function<void(const std::string&)> notice = {};  // what recovery dropped
};

// One thread at a time, and one process: hold the log's lock during every
// call. `durable` and `options` must outlive it.
class LogTail {
 public:
  LogTail(LogPlace place, const TailOptions& options, DurableEnd& durable)
      : place_(std::move(place)), options_(options), durable_(durable) {}

  // Finds the end and makes it durable. A frame that a crash has torn at the
  // very end is cut off, with a notice. DATA_LOSS, naming file, position and
  // offset, if anything else is wrong; then nothing is changed.
  absl::Status Recover();

  // Takes in what other processes have appended since.
  absl::Status CatchUp();

  // Appends the frames, in one write and one fsync; all or nothing.
  // RESOURCE_EXHAUSTED without space: what was written is taken away again,
  // and a later append may succeed. After INTERNAL every call fails.
  absl::Status Append(std::span<OutFrame> frames);

  const LogEnd& end() const { return end_; }

  // True after INTERNAL.
  bool dead() const { return !dead_.ok(); }

 private:
  // Why the frame at the end of what was scanned is none.
  struct Fault {
    bool cut = false;  // the file ends before the frame does
    std::string reason;
  };

  absl::Status OpenAt(int64_t first_sequence);
  absl::Status ScanForward();
  absl::StatusOr<bool> OpenNext();
  absl::StatusOr<std::optional<Fault>> CheckFrame(FileWindow& window,
                                                  std::string_view bytes,
                                                  FrameHead& head);
  absl::Status DropTorn(const Fault& fault);
  absl::StatusOr<bool> LaterAppendFollows() const;
  absl::Status Settle();
  absl::Status Roll();
  absl::Status Place(std::span<OutFrame> frames,
                     std::vector<std::string_view>& parts, LogEnd& end);
  absl::Status TakeBack(const absl::Status& failure);
  absl::Status Short(std::string_view what) const;
  absl::Status Lost(std::string_view what) const;

  LogPlace place_;
  const TailOptions& options_;
  DurableEnd& durable_;
  File file_;                   // the last segment; none before the first
  int64_t first_sequence_ = 0;  // of the last segment
  int64_t position_ = 0;        // in the last segment
  LogEnd end_;
  absl::Status dead_;  // set once appending can no longer be trusted
};

}  // namespace laurel
