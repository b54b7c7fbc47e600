// Segment files: their names, opening them, and reading them through a window.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/embedded/file.h"
#include "connectors/embedded/format.h"

namespace laurel {

// One log: a directory of segments that are named after their first frame.
struct LogPlace {
  std::string directory;  // DIR/3/facts
  std::string log_id;     // 32 hexadecimal digits
  int32_t partition = 0;
  LogKind kind = LogKind::kFacts;
};

std::string SegmentPath(const LogPlace& place, int64_t first_sequence);

// The first sequences of all segments, rising; none if there is no directory.
absl::StatusOr<std::vector<int64_t>> ListSegments(const LogPlace& place);

struct OpenedSegment {
  File file;
  LogEnd begin;
};

// Opens and checks that the segment belongs here. NOT_FOUND if it is absent.
absl::StatusOr<OpenedSegment> OpenSegment(const LogPlace& place,
                                          int64_t first_sequence, int flags);

// Writes the header of a new segment, durably.
absl::Status CreateSegment(const DiskCalls& disk, const LogPlace& place,
                           const LogEnd& begin);

// Reads a file in large pieces.
class FileWindow {
 public:
  // `piece`: bytes that one read brings, unless more are asked for.
  explicit FileWindow(size_t piece) : piece_(piece) {}

  // The bytes at `position`: `size` of them, or fewer where the file ends.
  // Valid until the next call that has to read, or as long as held() is kept.
  absl::StatusOr<std::string_view> Peek(const File& file, int64_t position,
                                        size_t size);

  // What is in memory from `position` on; empty if nothing is.
  std::string_view Buffered(int64_t position) const;

  std::shared_ptr<const void> held() const { return buffer_; }

  // For another file.
  void Forget() { size_ = 0; }

 private:
  std::shared_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t size_ = 0;    // bytes of the file in the buffer
  int64_t start_ = 0;  // the first one's position
  size_t piece_;
};

}  // namespace laurel
