#include "connectors/embedded/segment.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace laurel {
namespace {

constexpr std::string_view kSuffix = ".segment";

// "00000000000000000042.segment" -> 42.
bool ParseName(const std::string& name, int64_t* sequence) {
  if (!name.ends_with(kSuffix)) return false;
  return absl::SimpleAtoi(name.substr(0, name.size() - kSuffix.size()),
                          sequence);
}

std::string_view LogIdOf(const SegmentHeader& header) {
  return {header.log_id, sizeof header.log_id};
}

// A segment of another log, partition or place would be read as ours.
absl::Status CheckBelongs(const LogPlace& place, int64_t first_sequence,
                          const SegmentHeader& header) {
  const std::string is = absl::StrCat(
      "log ", std::string(LogIdOf(header)), ", partition ", header.partition,
      ", kind ", header.kind, ", frame ", header.begin.sequence);
  const std::string want = absl::StrCat(
      "log ", place.log_id, ", partition ", place.partition, ", kind ",
      static_cast<uint32_t>(place.kind), ", frame ", first_sequence);
  if (is == want) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("holds ", is, "; what belongs here is ", want));
}

}  // namespace

std::string SegmentPath(const LogPlace& place, int64_t first_sequence) {
  return absl::StrFormat("%s/%020d%s", place.directory, first_sequence,
                         std::string(kSuffix));
}

absl::StatusOr<std::vector<int64_t>> ListSegments(const LogPlace& place) {
  std::vector<int64_t> sequences;
  std::error_code error;
  std::filesystem::directory_iterator entry(place.directory, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    int64_t sequence;
    if (ParseName(entry->path().filename().string(), &sequence)) {
      sequences.push_back(sequence);
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return ErrnoError(error.value(), "list", place.directory);
  }
  std::sort(sequences.begin(), sequences.end());
  return sequences;
}

absl::StatusOr<OpenedSegment> OpenSegment(const LogPlace& place,
                                          int64_t first_sequence, int flags) {
  ASSIGN_OR_RETURN(File file,
                   File::Open(SegmentPath(place, first_sequence), flags));
  char bytes[sizeof(SegmentHeader)];
  ASSIGN_OR_RETURN(size_t size, file.ReadAt(0, bytes));
  auto header = ParseSegmentHeader({bytes, size});
  if (!header.ok()) return Annotate(header.status(), file.path());
  absl::Status belongs = CheckBelongs(place, first_sequence, *header);
  if (!belongs.ok()) return Annotate(belongs, file.path());
  return OpenedSegment{std::move(file), header->begin};
}

absl::Status CreateSegment(const DiskCalls& disk, const LogPlace& place,
                           const LogEnd& begin) {
  SegmentHeader header;
  std::memcpy(header.log_id, place.log_id.data(),
              std::min(place.log_id.size(), sizeof header.log_id));
  header.partition = place.partition;
  header.kind = static_cast<uint32_t>(place.kind);
  header.begin = begin;
  Seal(header);
  return WriteWhole(disk, SegmentPath(place, begin.sequence), BytesOf(header));
}

absl::StatusOr<std::string_view> FileWindow::Peek(const File& file,
                                                  int64_t position,
                                                  size_t size) {
  if (Buffered(position).size() < size) {
    const size_t want = std::max(size, piece_);
    // Whoever holds the old buffer keeps it.
    if (capacity_ < want || buffer_.use_count() > 1) {
      buffer_ = std::make_shared_for_overwrite<char[]>(want);
      capacity_ = want;
    }
    Forget();
    ASSIGN_OR_RETURN(size_, file.ReadAt(position, {buffer_.get(), want}));
    start_ = position;
  }
  return Buffered(position).substr(0, size);
}

std::string_view FileWindow::Buffered(int64_t position) const {
  const int64_t skip = position - start_;
  if (skip < 0 || skip >= static_cast<int64_t>(size_)) return {};
  return std::string_view(buffer_.get(), size_)
      .substr(static_cast<size_t>(skip));
}

}  // namespace laurel
