#include "connectors/embedded/frame_cursor.h"

#include <fcntl.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "connectors/embedded/crc32c.h"

namespace laurel {
namespace {

constexpr size_t kReadPiece = 1 << 20;

}  // namespace

FrameCursor::FrameCursor(LogPlace place, const DurableEnd& durable)
    : place_(std::move(place)), durable_(durable), window_(kReadPiece) {}

absl::Status FrameCursor::Seek(int64_t LogEnd::*counter, int64_t offset) {
  if (durable_.sequence() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(int64_t segment, FindSegment(counter, offset));
  RETURN_IF_ERROR(OpenAt(segment));
  for (;;) {
    ASSIGN_OR_RETURN(const FrameHead* head, Peek());
    if (head == nullptr) return absl::OkStatus();
    if (After(place_.kind, at_, *head).*counter > offset) {
      return absl::OkStatus();
    }
    Skip();
  }
}

// The last segment that begins at or before `offset`.
absl::StatusOr<int64_t> FrameCursor::FindSegment(int64_t LogEnd::*counter,
                                                 int64_t offset) const {
  ASSIGN_OR_RETURN(std::vector<int64_t> segments, ListSegments(place_));
  if (segments.empty()) return 0;  // opening it says what is missing
  size_t low = 0;                  // begins at or before
  size_t high = segments.size();
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(OpenedSegment segment,
                     OpenSegment(place_, segments[middle], O_RDONLY));
    (segment.begin.*counter <= offset ? low : high) = middle;
  }
  return segments[low];
}

absl::Status FrameCursor::OpenAt(int64_t first_sequence) {
  ASSIGN_OR_RETURN(OpenedSegment segment,
                   OpenSegment(place_, first_sequence, O_RDONLY));
  if (file_.is_open() && segment.begin.sequence == at_.sequence &&
      !(segment.begin == at_)) {
    return Damaged(absl::StrCat(segment.file.path(), " does not go on here"));
  }
  file_ = std::move(segment.file);
  position_ = sizeof(SegmentHeader);
  at_ = segment.begin;
  window_.Forget();
  return absl::OkStatus();
}

absl::StatusOr<const FrameHead*> FrameCursor::Peek() {
  if (at_.sequence >= durable_.sequence()) return nullptr;
  if (!file_.is_open()) RETURN_IF_ERROR(OpenAt(at_.sequence));
  const auto size = static_cast<size_t>(HeadSize(place_.kind));
  ASSIGN_OR_RETURN(std::string_view bytes,
                   window_.Peek(file_, position_, size));
  if (bytes.empty()) {  // the segment is full: there must be a next one
    absl::Status opened = OpenAt(at_.sequence);
    if (absl::IsNotFound(opened)) return Damaged("the rest is missing");
    RETURN_IF_ERROR(opened);
    ASSIGN_OR_RETURN(bytes, window_.Peek(file_, position_, size));
  }
  absl::Status parsed = ParseHead(place_.kind, at_, bytes, head_);
  if (!parsed.ok()) {
    return Damaged({parsed.message().data(), parsed.message().size()});
  }
  return &head_;
}

absl::StatusOr<std::string_view> FrameCursor::Load() {
  ASSIGN_OR_RETURN(
      std::string_view frame,
      window_.Peek(file_, position_, static_cast<size_t>(head_.size())));
  if (static_cast<int64_t>(frame.size()) < head_.size()) {
    return Damaged("it ends within a frame");
  }
  if (Crc32c(frame.substr(sizeof(FrameHeader))) != head_.header.payload_crc) {
    return Damaged("bad checksum of a frame");
  }
  return frame.substr(static_cast<size_t>(HeadSize(place_.kind)));
}

void FrameCursor::Skip() {
  at_ = After(place_.kind, at_, head_);
  position_ += head_.size();
}

// A damaged size does not matter: Peek then finds the damage in the buffer.
bool FrameCursor::IsBuffered() const {
  if (at_.sequence >= durable_.sequence()) return false;
  const std::string_view bytes = window_.Buffered(position_);
  if (bytes.size() < static_cast<size_t>(HeadSize(place_.kind))) return false;
  FrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return bytes.size() >= sizeof header + header.payload_size;
}

absl::Status FrameCursor::Damaged(std::string_view what) const {
  return absl::DataLossError(absl::StrCat(
      file_.path(), " is damaged at byte ", position_, " (",
      std::string(Name(place_.kind)), " of partition ", place_.partition,
      " from offset ", at_.records, "): ", std::string(what),
      ". Restore the file from a copy; nothing was changed"));
}

}  // namespace laurel
