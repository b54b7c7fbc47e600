// The bytes of a segment file; README.md says why they are so.
//
//   segment: SegmentHeader, then frames, one after another to the end
//   frame:   FrameHeader, then `payload_size` bytes
//   payload of facts:   records (records.h)
//   payload of commits: CommitTable, decisions, events, parked (records each),
//                       then a Route for each forwarded fact, then the facts
//
// All little endian, all sizes in bytes. A frame is the unit that is whole or
// not there: facts are appended in many small ones, a commit is one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace laurel {

inline constexpr uint32_t kFormatVersion = 1;

// Which of a partition's two logs.
enum class LogKind : uint32_t { kFacts = 0, kCommits = 1 };

std::string_view Name(LogKind kind);  // "facts", "commits": the directories

// How far a log goes; also where a frame or a segment begins.
struct LogEnd {
  int64_t sequence = 0;        // frames
  int64_t records = 0;         // facts, or decisions
  int64_t events = 0;          // of commits
  int64_t parked = 0;          // of commits
  int64_t append_time_ms = 0;  // of the last frame
  bool operator==(const LogEnd&) const = default;
};

struct SegmentHeader {
  static constexpr uint64_t kMagic = 0x4745534c5255414c;  // "LAURLSEG"

  uint64_t magic = kMagic;
  uint32_t version = kFormatVersion;
  uint32_t crc = 0;  // of the bytes after it
  char log_id[32] = {};
  int32_t partition = 0;
  uint32_t kind = 0;
  LogEnd begin;
};
static_assert(sizeof(SegmentHeader) == 96);

struct FrameHeader {
  static constexpr uint32_t kMagic = 0x4d52464c;  // "LFRM"

  uint32_t magic = kMagic;
  uint32_t header_crc = 0;  // of the bytes after it
  uint32_t payload_crc = 0;
  uint32_t payload_size = 0;
  int64_t sequence = 0;        // of this frame in its log, from 0
  int64_t base_offset = 0;     // of the first fact or decision
  int64_t append_time_ms = 0;  // of all records; never goes back
  uint32_t count = 0;          // facts or decisions
  // Frames before this one that one append wrote with it. Only frames of the
  // last append can be torn.
  uint32_t append_index = 0;
  // Of facts that a commit forwarded: whose, and the sequence of its frame.
  int32_t origin_partition = -1;
  uint32_t reserved = 0;
  int64_t origin_sequence = 0;
};
static_assert(sizeof(FrameHeader) == 64);

// Leads a commit's payload; with a checksum of its own, so that what has no
// events or parked records can be passed over unread.
struct CommitTable {
  uint32_t crc = 0;  // of the bytes after it
  uint32_t decisions_size = 0;
  uint32_t events_size = 0;
  uint32_t parked_size = 0;
  uint32_t facts_size = 0;  // without the routes
  uint32_t events_count = 0;
  uint32_t parked_count = 0;
  uint32_t facts_count = 0;
  int64_t events_base = 0;
  int64_t parked_base = 0;
};
static_assert(sizeof(CommitTable) == 48);

// Where a forwarded fact goes, and the end of the facts there beforehand: the
// copy is not before it.
struct Route {
  int32_t partition = 0;
  uint32_t reserved = 0;
  int64_t facts_end = 0;
};
static_assert(sizeof(Route) == 16);

// The head of a frame, without its payload.
struct FrameHead {
  FrameHeader header;
  CommitTable table;  // of commits

  int64_t size() const { return sizeof(FrameHeader) + header.payload_size; }
};

template <typename T>
std::string_view BytesOf(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

void Seal(SegmentHeader& header);
void Seal(CommitTable& table);
void Seal(FrameHeader& header);

// The header, if `bytes` begin with one that is whole and of this format;
// FAILED_PRECONDITION if another version wrote it, DATA_LOSS if it is damaged.
// Messages do not name the file.
absl::StatusOr<SegmentHeader> ParseSegmentHeader(std::string_view bytes);

// Bytes that ParseHead needs to see.
int64_t HeadSize(LogKind kind);

// Reads the head of the frame that must come at `at`. DATA_LOSS, with the
// reason, unless its checksums hold and it is the one expected.
absl::Status ParseHead(LogKind kind, const LogEnd& at, std::string_view bytes,
                       FrameHead& head);

// True if these bytes are the whole, undamaged header of any frame.
bool IsFrameHeader(std::string_view bytes);

// The end of a log after a frame that begins at `at`.
LogEnd After(LogKind kind, const LogEnd& at, const FrameHead& head);

}  // namespace laurel
