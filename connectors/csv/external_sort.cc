#include "connectors/csv/external_sort.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <queue>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

// So many runs are merged into one: a process has only so many open files.
constexpr size_t kMaxRuns = 128;

}  // namespace

void AppendNumber(uint64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

void AppendText(std::string_view text, std::string& out) {
  AppendNumber(text.size(), out);
  out.append(text);
}

uint64_t ByteParser::Number() {
  uint64_t value = 0;
  for (size_t i = 0; i < 8 && i < bytes_.size(); ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes_[i]);
  }
  bytes_.remove_prefix(std::min<size_t>(8, bytes_.size()));
  return value;
}

std::string_view ByteParser::Text() {
  const size_t size = Number();
  const std::string_view text = bytes_.substr(0, size);
  bytes_.remove_prefix(text.size());
  return text;
}

// One run from its beginning: [key size][value size][key][value] ...
class ExternalSort::RunReader {
 public:
  explicit RunReader(std::FILE* file) : file_(file) { std::rewind(file); }

  // False at the end, or where reading fails.
  bool Next() {
    uint64_t sizes[2];
    if (std::fread(sizes, sizeof sizes, 1, file_) != 1) return false;
    key_.resize(sizes[0]);
    value_.resize(sizes[1]);
    return Read(key_) && Read(value_);
  }
  bool failed() const { return std::ferror(file_) != 0; }
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }

 private:
  bool Read(std::string& out) {
    return std::fread(out.data(), 1, out.size(), file_) == out.size();
  }

  std::FILE* file_;
  std::string key_, value_;
};

absl::Status ExternalSort::Add(std::string_view key, std::string_view value) {
  // Pages are taken as they are written to; growing by doubling would hold
  // half as much again for a moment.
  if (arena_.capacity() < memory_bytes_) arena_.reserve(memory_bytes_);
  entries_.push_back({arena_.size(), key.size(), value.size()});
  arena_.append(key);
  arena_.append(value);
  if (arena_.size() + entries_.size() * sizeof(Entry) > memory_bytes_) {
    return Spill();
  }
  return absl::OkStatus();
}

absl::Status ExternalSort::Drain(const Visit& visit) {
  if (!runs_.empty()) {
    RETURN_IF_ERROR(Spill());
    std::string().swap(arena_);
    return MergeRuns(visit);
  }
  SortEntries();
  for (const Entry& entry : entries_) {
    RETURN_IF_ERROR(visit(KeyOf(entry), ValueOf(entry)));
  }
  entries_.clear();
  std::string().swap(arena_);
  return absl::OkStatus();
}

std::string_view ExternalSort::KeyOf(const Entry& entry) const {
  return std::string_view(arena_).substr(entry.offset, entry.key_size);
}

std::string_view ExternalSort::ValueOf(const Entry& entry) const {
  return std::string_view(arena_).substr(entry.offset + entry.key_size,
                                         entry.value_size);
}

void ExternalSort::SortEntries() {
  std::sort(
      entries_.begin(), entries_.end(),
      [this](const Entry& a, const Entry& b) { return KeyOf(a) < KeyOf(b); });
}

absl::Status ExternalSort::Spill() {
  if (entries_.empty()) return absl::OkStatus();
  if (runs_.size() == kMaxRuns) {
    File merged;
    RETURN_IF_ERROR(OpenTemporary(merged));
    RETURN_IF_ERROR(
        MergeRuns([&](std::string_view key, std::string_view value) {
          return Write(merged.get(), key, value);
        }));
    RETURN_IF_ERROR(AddRun(std::move(merged)));
  }
  File run;
  RETURN_IF_ERROR(OpenTemporary(run));
  SortEntries();
  for (const Entry& entry : entries_) {
    RETURN_IF_ERROR(Write(run.get(), KeyOf(entry), ValueOf(entry)));
  }
  RETURN_IF_ERROR(AddRun(std::move(run)));
  ++runs_spilled_;
  entries_.clear();
  arena_.clear();
  return absl::OkStatus();
}

// rewind() would write what is left and not say whether it could.
absl::Status ExternalSort::AddRun(File run) {
  if (std::fflush(run.get()) != 0) return Failed("write");
  runs_.push_back(std::move(run));
  return absl::OkStatus();
}

absl::Status ExternalSort::MergeRuns(const Visit& visit) {
  std::vector<RunReader> readers;
  for (const File& run : runs_) readers.emplace_back(run.get());
  const auto later = [&](size_t a, size_t b) {
    return readers[a].key() > readers[b].key();
  };
  std::priority_queue<size_t, std::vector<size_t>, decltype(later)> next(later);
  const auto advance = [&](size_t i) {
    if (readers[i].Next()) next.push(i);
    return !readers[i].failed();
  };
  for (size_t i = 0; i < readers.size(); ++i) {
    if (!advance(i)) return Failed("read");
  }
  while (!next.empty()) {
    const size_t first = next.top();
    next.pop();
    RETURN_IF_ERROR(visit(readers[first].key(), readers[first].value()));
    if (!advance(first)) return Failed("read");
  }
  runs_.clear();
  return absl::OkStatus();
}

absl::Status ExternalSort::Failed(std::string_view what) const {
  return absl::UnavailableError(
      Concat({"cannot ", what, " a temporary file in ", temp_dir_, ": ",
              std::strerror(errno)}));
}

absl::Status ExternalSort::OpenTemporary(File& file) const {
  std::string path = temp_dir_ + "/laurel-import-XXXXXX";
  const int fd = mkstemp(path.data());
  if (fd < 0) return Failed("make");
  unlink(path.c_str());
  file.reset(fdopen(fd, "w+b"));
  return file ? absl::OkStatus() : Failed("open");
}

absl::Status ExternalSort::Write(std::FILE* file, std::string_view key,
                                 std::string_view value) const {
  const uint64_t sizes[2] = {key.size(), value.size()};
  if (std::fwrite(sizes, sizeof sizes, 1, file) != 1 ||
      std::fwrite(key.data(), 1, key.size(), file) != key.size() ||
      std::fwrite(value.data(), 1, value.size(), file) != value.size()) {
    return Failed("write");
  }
  return absl::OkStatus();
}

}  // namespace laurel
