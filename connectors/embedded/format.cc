#include "connectors/embedded/format.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "connectors/embedded/crc32c.h"

namespace laurel {
namespace {

static_assert(std::endian::native == std::endian::little,
              "segment files are little endian and copied as they lie");

// The checksum of what follows the checksum.
uint32_t CrcOf(const SegmentHeader& header) {
  return Crc32c(
      BytesOf(header).substr(offsetof(SegmentHeader, crc) + sizeof header.crc));
}

uint32_t CrcOf(const CommitTable& table) {
  return Crc32c(BytesOf(table).substr(sizeof table.crc));
}

uint32_t CrcOf(const FrameHeader& header) {
  return Crc32c(BytesOf(header).substr(offsetof(FrameHeader, header_crc) +
                                       sizeof header.header_crc));
}

template <typename T>
T Load(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(std::string(what));
}

uint64_t PayloadSize(const CommitTable& table) {
  return sizeof table + uint64_t{table.decisions_size} + table.events_size +
         table.parked_size + uint64_t{table.facts_count} * sizeof(Route) +
         table.facts_size;
}

absl::Status CheckTable(const LogEnd& at, const FrameHead& head) {
  const CommitTable& table = head.table;
  if (CrcOf(table) != table.crc) return Damaged("bad checksum of its table");
  if (PayloadSize(table) != head.header.payload_size ||
      table.events_base != at.events || table.parked_base != at.parked) {
    return Damaged("its table does not fit");
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view Name(LogKind kind) {
  return kind == LogKind::kFacts ? "facts" : "commits";
}

void Seal(SegmentHeader& header) { header.crc = CrcOf(header); }
void Seal(CommitTable& table) { table.crc = CrcOf(table); }
void Seal(FrameHeader& header) { header.header_crc = CrcOf(header); }

absl::StatusOr<SegmentHeader> ParseSegmentHeader(std::string_view bytes) {
  if (bytes.size() < sizeof(SegmentHeader)) {
    return Damaged("shorter than the header of a segment");
  }
  const auto header = Load<SegmentHeader>(bytes);
  if (header.magic != SegmentHeader::kMagic) {
    return Damaged("not a segment of a laurel log");
  }
  if (header.version != kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("format ", header.version, ", this laurel reads format ",
                     kFormatVersion));
  }
  if (CrcOf(header) != header.crc) return Damaged("bad checksum of its header");
  return header;
}

int64_t HeadSize(LogKind kind) {
  return sizeof(FrameHeader) +
         (kind == LogKind::kCommits ? sizeof(CommitTable) : 0);
}

bool IsFrameHeader(std::string_view bytes) {
  if (bytes.size() < sizeof(FrameHeader)) return false;
  const auto header = Load<FrameHeader>(bytes);
  return header.magic == FrameHeader::kMagic &&
         CrcOf(header) == header.header_crc;
}

absl::Status ParseHead(LogKind kind, const LogEnd& at, std::string_view bytes,
                       FrameHead& head) {
  if (!IsFrameHeader(bytes)) return Damaged("bad checksum of a frame's header");
  head.header = Load<FrameHeader>(bytes);
  if (head.header.sequence != at.sequence ||
      head.header.base_offset != at.records) {
    return Damaged(absl::StrCat(
        "frame ", head.header.sequence, " at offset ", head.header.base_offset,
        " where frame ", at.sequence, " at offset ", at.records, " belongs"));
  }
  if (kind == LogKind::kFacts) return absl::OkStatus();
  if (bytes.size() < static_cast<size_t>(HeadSize(kind))) {
    return Damaged("a commit without its table");
  }
  head.table = Load<CommitTable>(bytes.substr(sizeof(FrameHeader)));
  return CheckTable(at, head);
}

LogEnd After(LogKind kind, const LogEnd& at, const FrameHead& head) {
  LogEnd end = at;
  end.sequence += 1;
  end.records += head.header.count;
  end.append_time_ms = head.header.append_time_ms;
  if (kind == LogKind::kCommits) {
    end.events += head.table.events_count;
    end.parked += head.table.parked_count;
  }
  return end;
}

}  // namespace laurel
