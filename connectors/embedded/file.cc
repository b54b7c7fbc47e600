#include "connectors/embedded/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

// Parts of one pwritev; the kernel takes 1024 at most.
constexpr size_t kPartsPerWrite = 512;

std::vector<iovec> Vectors(std::span<const std::string_view> parts) {
  std::vector<iovec> vectors;
  vectors.reserve(parts.size());
  for (std::string_view part : parts) {
    if (part.empty()) continue;
    vectors.push_back({const_cast<char*>(part.data()), part.size()});
  }
  return vectors;
}

// Drops the first `count` bytes.
void Consume(std::span<iovec>& vectors, size_t count) {
  while (count > 0) {
    iovec& first = vectors.front();
    const size_t taken = std::min(count, first.iov_len);
    first.iov_base = static_cast<char*>(first.iov_base) + taken;
    first.iov_len -= taken;
    count -= taken;
    if (first.iov_len == 0) vectors = vectors.subspan(1);
  }
}

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case ENFILE:
      return absl::StatusCode::kResourceExhausted;
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EISDIR:
      return absl::StatusCode::kFailedPrecondition;
    case EIO:
      return absl::StatusCode::kDataLoss;
    default:
      return absl::StatusCode::kInternal;
  }
}

}  // namespace

DiskCalls RealDisk() { return {::pwritev, ::fdatasync}; }

absl::Status ErrnoError(int error, std::string_view action,
                        std::string_view path) {
  const bool files = error == EMFILE || error == ENFILE;
  return absl::Status(
      CodeOf(error),
      absl::StrCat(std::string(action), " ", std::string(path), ": ",
                   std::strerror(error),
                   files ? ". Raise the limit of open files (ulimit -n)" : ""));
}

absl::StatusOr<File> File::Open(std::string path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (fd < 0) return ErrnoError(errno, "open", path);
  return File(fd, std::move(path));
}

File::File(File&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

absl::StatusOr<int64_t> File::Size() const {
  struct stat info;
  if (::fstat(fd_, &info) != 0) return ErrnoError(errno, "stat", path_);
  return info.st_size;
}

absl::StatusOr<size_t> File::ReadAt(int64_t position,
                                    std::span<char> out) const {
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t n = ::pread(fd_, out.data() + done, out.size() - done,
                              position + static_cast<int64_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoError(errno, "read", path_);
    if (n == 0) break;
    done += static_cast<size_t>(n);
  }
  return done;
}

absl::Status File::Truncate(int64_t size) const {
  if (::ftruncate(fd_, size) == 0) return absl::OkStatus();
  return ErrnoError(errno, "truncate", path_);
}

absl::Status WriteAll(const DiskCalls& disk, const File& file, int64_t position,
                      std::span<const std::string_view> parts) {
  std::vector<iovec> storage = Vectors(parts);
  std::span<iovec> vectors(storage);
  while (!vectors.empty()) {
    const int count =
        static_cast<int>(std::min(vectors.size(), kPartsPerWrite));
    const ssize_t n = disk.write(file.fd(), vectors.data(), count, position);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoError(errno, "write", file.path());
    position += n;
    Consume(vectors, static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status Sync(const DiskCalls& disk, const File& file) {
  if (disk.sync(file.fd()) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "fsync ", file.path(), ": ", std::strerror(errno),
      "; what was written last may be lost: end this process and start again"));
}

absl::Status SyncDirectory(const DiskCalls& disk,
                           const std::string& directory) {
  ASSIGN_OR_RETURN(File file, File::Open(directory, O_RDONLY | O_DIRECTORY));
  return Sync(disk, file);
}

absl::Status WriteWhole(const DiskCalls& disk, const std::string& path,
                        std::string_view content) {
  const std::string temporary = path + ".tmp";
  ASSIGN_OR_RETURN(File file,
                   File::Open(temporary, O_WRONLY | O_CREAT | O_TRUNC));
  absl::Status status = WriteAll(disk, file, 0, {{content}});
  if (status.ok()) status = Sync(disk, file);
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    return ErrnoError(errno, "rename to", path);
  }
  return SyncDirectory(disk,
                       std::filesystem::path(path).parent_path().string());
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDONLY));
  ASSIGN_OR_RETURN(int64_t size, file.Size());
  std::string content(static_cast<size_t>(size), '\0');
  ASSIGN_OR_RETURN(size_t read, file.ReadAt(0, content));
  content.resize(read);
  return content;
}

absl::Status MakeDirectories(const DiskCalls& disk, const std::string& path) {
  std::error_code error;
  if (path.empty() || std::filesystem::is_directory(path, error)) {
    return absl::OkStatus();
  }
  const std::string parent = std::filesystem::path(path).parent_path().string();
  RETURN_IF_ERROR(MakeDirectories(disk, parent));
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
    return ErrnoError(errno, "create directory", path);
  }
  return SyncDirectory(disk, parent.empty() ? "." : parent);
}

}  // namespace laurel
