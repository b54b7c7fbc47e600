#include "connectors/embedded/log_meta.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "connectors/embedded/format.h"

namespace laurel {
namespace {

constexpr absl::string_view kTitle = "laurel-log";

std::string MetaPath(const std::string& directory) {
  return directory + "/log.meta";
}

std::string NewLogId() {
  std::random_device entropy;
  return absl::StrFormat("%08x%08x%08x%08x", entropy(), entropy(), entropy(),
                         entropy());
}

std::string Encode(const LogMeta& meta) {
  return absl::StrCat(kTitle, "\nformat ", kFormatVersion, "\nlog_id ",
                      meta.log_id, "\npartitions ", meta.partitions, "\n");
}

absl::Status Wrong(const std::string& path, absl::string_view line,
                   absl::string_view want) {
  return absl::FailedPreconditionError(
      absl::StrCat(path, " says '", line.substr(0, 60), "', want '", want,
                   "': this is not a log that this laurel can open. Name "
                   "another data directory"));
}

// The word after `name` in a line "name word".
absl::StatusOr<std::string> Field(const std::string& path,
                                  absl::string_view line,
                                  absl::string_view name,
                                  absl::string_view want) {
  const std::pair<absl::string_view, absl::string_view> words =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  if (words.first != name) {
    return Wrong(path, line, absl::StrCat(name, " ", want));
  }
  return std::string(words.second);
}

absl::StatusOr<LogMeta> Parse(const std::string& path,
                              const std::string& text) {
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  lines.resize(5);
  if (lines[0] != kTitle) return Wrong(path, lines[0], kTitle);
  const std::string format = absl::StrCat("format ", kFormatVersion);
  if (lines[1] != format) return Wrong(path, lines[1], format);
  LogMeta meta;
  ASSIGN_OR_RETURN(meta.log_id, Field(path, lines[2], "log_id", "<32 digits>"));
  ASSIGN_OR_RETURN(std::string partitions,
                   Field(path, lines[3], "partitions", "<number>"));
  if (meta.log_id.size() != 32)
    return Wrong(path, lines[2], "log_id <32 digits>");
  if (!absl::SimpleAtoi(partitions, &meta.partitions) || meta.partitions < 1 ||
      meta.partitions > kMaxPartitions) {
    return Wrong(path, lines[3],
                 absl::StrCat("partitions <1 to ", kMaxPartitions, ">"));
  }
  return meta;
}

// The name of something that is not of an empty data directory, or "".
// Temporary files are those of a process that is creating the log, or died so.
std::string ForeignEntry(const std::string& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name != "lost+found" && !name.starts_with("log.meta.")) return name;
  }
  return "";
}

}  // namespace

// Looks around first: log.meta is there before anything else of a log that is
// being made.
absl::StatusOr<LogMeta> ReadLogMeta(const std::string& directory) {
  const std::string foreign = ForeignEntry(directory);
  const std::string path = MetaPath(directory);
  auto text = ReadWhole(path);
  if (text.ok()) return Parse(path, *text);
  if (!absl::IsNotFound(text.status()) || foreign.empty()) {
    return text.status();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      directory, " has no log.meta but holds '", foreign,
      "': it is not a data directory of laurel. Name another, or an empty "
      "one"));
}

absl::StatusOr<LogMeta> CreateLogMeta(const DiskCalls& disk,
                                      const std::string& directory,
                                      int32_t partitions) {
  if (partitions < 1 || partitions > kMaxPartitions) {
    return absl::InvalidArgumentError(
        absl::StrCat(partitions, " partitions, want 1 to ", kMaxPartitions));
  }
  RETURN_IF_ERROR(MakeDirectories(disk, directory));
  const std::string path = MetaPath(directory);
  const std::string mine = absl::StrCat(path, ".", ::getpid());
  RETURN_IF_ERROR(WriteWhole(
      disk, mine, Encode({.log_id = NewLogId(), .partitions = partitions})));
  // Unlike rename, link leaves alone what another process has put there.
  const int linked = ::link(mine.c_str(), path.c_str());
  const int error = errno;
  ::unlink(mine.c_str());
  if (linked != 0 && error != EEXIST) return ErrnoError(error, "create", path);
  RETURN_IF_ERROR(SyncDirectory(disk, directory));
  return ReadLogMeta(directory);
}

}  // namespace laurel
