#include "connectors/embedded/log_tail.h"

#include <fcntl.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "connectors/embedded/crc32c.h"

namespace laurel {
namespace {

constexpr size_t kScanPiece = 64 << 10;

std::string_view MagicBytes() {
  static constexpr uint32_t kMagic = FrameHeader::kMagic;
  return BytesOf(kMagic);
}

FrameHeader LoadHeader(std::string_view bytes) {
  FrameHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  return header;
}

}  // namespace

absl::Status LogTail::Recover() {
  ASSIGN_OR_RETURN(std::vector<int64_t> segments, ListSegments(place_));
  if (segments.empty()) return Settle();
  RETURN_IF_ERROR(OpenAt(segments.back()));
  return ScanForward();
}

absl::Status LogTail::CatchUp() {
  RETURN_IF_ERROR(dead_);
  if (!file_.is_open()) return Recover();
  ASSIGN_OR_RETURN(int64_t size, file_.Size());
  if (size == position_ && durable_.sequence() == end_.sequence) {
    return absl::OkStatus();
  }
  return ScanForward();
}

absl::Status LogTail::OpenAt(int64_t first_sequence) {
  ASSIGN_OR_RETURN(OpenedSegment segment,
                   OpenSegment(place_, first_sequence, O_RDWR));
  file_ = std::move(segment.file);
  first_sequence_ = first_sequence;
  position_ = sizeof(SegmentHeader);
  end_ = segment.begin;
  return absl::OkStatus();
}

absl::Status LogTail::ScanForward() {
  FileWindow window(kScanPiece);
  for (;;) {
    ASSIGN_OR_RETURN(std::string_view bytes,
                     window.Peek(file_, position_,
                                 static_cast<size_t>(HeadSize(place_.kind))));
    if (bytes.empty()) {
      ASSIGN_OR_RETURN(bool more, OpenNext());
      if (!more) return Settle();
      window.Forget();
      continue;
    }
    FrameHead head;
    ASSIGN_OR_RETURN(std::optional<Fault> fault,
                     CheckFrame(window, bytes, head));
    if (fault.has_value()) {
      RETURN_IF_ERROR(DropTorn(*fault));
      return Settle();
    }
    end_ = After(place_.kind, end_, head);
    position_ += head.size();
  }
}

// Another process may have gone on in a new segment.
absl::StatusOr<bool> LogTail::OpenNext() {
  if (first_sequence_ == end_.sequence) return false;
  absl::Status opened = OpenAt(end_.sequence);
  if (absl::IsNotFound(opened)) return false;
  RETURN_IF_ERROR(opened);
  return true;
}

// Payloads of acknowledged frames are checked when they are read.
absl::StatusOr<std::optional<LogTail::Fault>> LogTail::CheckFrame(
    FileWindow& window, std::string_view bytes, FrameHead& head) {
  ASSIGN_OR_RETURN(int64_t size, file_.Size());
  if (bytes.size() < sizeof(FrameHeader)) {
    return Fault{true, "it ends within a frame's header"};
  }
  if (IsFrameHeader(bytes)) {
    head.header = LoadHeader(bytes);
    if (position_ + head.size() > size) {
      return Fault{true, "it ends within a frame"};
    }
  }
  absl::Status parsed = ParseHead(place_.kind, end_, bytes, head);
  if (!parsed.ok()) return Fault{false, std::string(parsed.message())};
  if (end_.sequence < durable_.sequence()) return std::nullopt;

  ASSIGN_OR_RETURN(
      std::string_view frame,
      window.Peek(file_, position_, static_cast<size_t>(head.size())));
  if (Crc32c(frame.substr(sizeof(FrameHeader))) != head.header.payload_crc) {
    return Fault{false, "bad checksum of a frame"};
  }
  return std::nullopt;
}

// Only the last append can be torn, and it was acknowledged only if the disk
// did not keep what fsync promised. Everything else is damage.
absl::Status LogTail::DropTorn(const Fault& fault) {
  const int64_t acknowledged = durable_.sequence();
  const bool torn = end_.sequence + (fault.cut ? 1 : 0) >= acknowledged;
  if (!torn && fault.cut) return Short(fault.reason);
  if (!torn) return Lost(fault.reason);
  ASSIGN_OR_RETURN(std::vector<int64_t> segments, ListSegments(place_));
  if (segments.back() != first_sequence_) return Lost(fault.reason);
  if (!fault.cut) {
    ASSIGN_OR_RETURN(bool follows, LaterAppendFollows());
    if (follows) return Lost(fault.reason);
  }
  ASSIGN_OR_RETURN(int64_t size, file_.Size());
  RETURN_IF_ERROR(file_.Truncate(position_));
  RETURN_IF_ERROR(Sync(options_.disk, file_));
  options_.notice(
      absl::StrCat(file_.path(), ": dropped the last ", size - position_,
                   " bytes, from byte ", position_, " (", fault.reason,
                   "); the log now ends before offset ", end_.records));
  return absl::OkStatus();
}

// Looks behind a damaged frame for one that a later append wrote.
absl::StatusOr<bool> LogTail::LaterAppendFollows() const {
  ASSIGN_OR_RETURN(int64_t size, file_.Size());
  std::vector<char> rest(static_cast<size_t>(size - position_));
  ASSIGN_OR_RETURN(size_t read, file_.ReadAt(position_, rest));
  const std::string_view bytes(rest.data(), read);
  for (size_t at = bytes.find(MagicBytes(), 1); at != bytes.npos;
       at = bytes.find(MagicBytes(), at + 1)) {
    if (!IsFrameHeader(bytes.substr(at))) continue;
    const FrameHeader header = LoadHeader(bytes.substr(at));
    if (header.sequence > end_.sequence + header.append_index) return true;
  }
  return false;
}

// What was found is the log. At most the last acknowledged frame may be
// missing: a torn write of a disk that does not keep its promises.
absl::Status LogTail::Settle() {
  const int64_t acknowledged = durable_.sequence();
  if (end_.sequence + 1 < acknowledged) {
    return Short("it ends between two frames");
  }
  if (end_.sequence < acknowledged) {
    options_.notice(
        absl::StrCat(place_.directory, ": what was acknowledged from offset ",
                     end_.records, " on is gone; it has to be appended again"));
  }
  if (end_.sequence > acknowledged) {
    dead_ = Sync(options_.disk, file_);
    RETURN_IF_ERROR(dead_);
  }
  durable_.Store(end_);
  return absl::OkStatus();
}

absl::Status LogTail::Append(std::span<OutFrame> frames) {
  RETURN_IF_ERROR(dead_);
  if (!file_.is_open() || position_ >= options_.segment_bytes) {
    RETURN_IF_ERROR(Roll());
  }
  LogEnd end = end_;
  std::vector<std::string_view> parts;
  RETURN_IF_ERROR(Place(frames, parts, end));
  absl::Status written = WriteAll(options_.disk, file_, position_, parts);
  if (!written.ok()) return TakeBack(written);
  dead_ = Sync(options_.disk, file_);
  RETURN_IF_ERROR(dead_);
  for (const OutFrame& frame : frames) position_ += frame.head.size();
  end_ = end;
  durable_.Store(end_);
  return absl::OkStatus();
}

absl::Status LogTail::Roll() {
  if (file_.is_open() && first_sequence_ == end_.sequence) {
    return absl::OkStatus();  // still empty
  }
  RETURN_IF_ERROR(MakeDirectories(options_.disk, place_.directory));
  const LogEnd end = end_;
  RETURN_IF_ERROR(CreateSegment(options_.disk, place_, end));
  return OpenAt(end.sequence);
}

// Completes the frames and lines up their bytes for one write.
absl::Status LogTail::Place(std::span<OutFrame> frames,
                            std::vector<std::string_view>& parts, LogEnd& end) {
  const int64_t now = std::max(options_.clock(), end.append_time_ms);
  uint32_t index = 0;
  for (OutFrame& frame : frames) {
    FrameHeader& header = frame.head.header;
    parts.push_back(BytesOf(header));
    const size_t payload = parts.size();
    header.payload_crc = 0;
    if (place_.kind == LogKind::kCommits) {
      frame.head.table.events_base = end.events;
      frame.head.table.parked_base = end.parked;
      Seal(frame.head.table);
      parts.push_back(BytesOf(frame.head.table));
    }
    parts.insert(parts.end(), frame.payload.begin(), frame.payload.end());
    uint64_t size = 0;
    for (size_t i = payload; i < parts.size(); ++i) {
      header.payload_crc = Crc32c(parts[i], header.payload_crc);
      size += parts[i].size();
    }
    if (size > UINT32_MAX) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a batch of ", size, " bytes; the log takes at most ", UINT32_MAX));
    }
    header.payload_size = static_cast<uint32_t>(size);
    header.sequence = end.sequence;
    header.base_offset = end.records;
    header.append_time_ms = now;
    header.append_index = index++;
    Seal(header);
    end = After(place_.kind, end, frame.head);
  }
  return absl::OkStatus();
}

// Nobody has seen what was written: it is past the durable end.
absl::Status LogTail::TakeBack(const absl::Status& failure) {
  absl::Status truncated = file_.Truncate(position_);
  if (!truncated.ok()) {
    dead_ = absl::InternalError(
        absl::StrCat(failure.message(), "; and then: ", truncated.message(),
                     "; end this process and start again"));
    return dead_;
  }
  if (!absl::IsResourceExhausted(failure)) return failure;
  return absl::ResourceExhaustedError(absl::StrCat(
      failure.message(),
      "; nothing of this batch was kept. Free space on that disk (or raise "
      "the quota); appending then goes on"));
}

absl::Status LogTail::Short(std::string_view what) const {
  return Annotate(
      Lost(absl::StrCat(std::string(what), ", but ", durable_.sequence(),
                        " frames were acknowledged and ", end_.sequence,
                        " are there")),
      absl::StrCat("to accept the loss, remove ", place_.directory,
                   "/durable; otherwise"));
}

absl::Status LogTail::Lost(std::string_view what) const {
  const std::string where = file_.is_open() ? file_.path() : place_.directory;
  return absl::DataLossError(absl::StrCat(
      where, " is damaged at byte ", position_, " (",
      std::string(Name(place_.kind)), " of partition ", place_.partition,
      " from offset ", end_.records, "): ", std::string(what),
      ". Restore the file from a copy; nothing was changed"));
}

}  // namespace laurel
