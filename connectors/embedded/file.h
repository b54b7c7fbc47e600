// POSIX files with statuses that name the path and say what to do.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace laurel {

// The two calls through which a disk fails. Replaced by tests of faults; they
// answer as pwritev(2) and fdatasync(2) do.
struct DiskCalls {
  std::function<ssize_t(int fd, const iovec* parts, int count, off_t position)>
      write;
  std::function<int(int fd)> sync;
};
DiskCalls RealDisk();

// "open log/log.meta: No such file or directory". No space (or quota, file size
// limit, descriptors) is RESOURCE_EXHAUSTED, no such file NOT_FOUND, what may
// not be done there (no permission, a read-only disk, a file where a directory
// is wanted) FAILED_PRECONDITION, EIO DATA_LOSS, else INTERNAL.
absl::Status ErrnoError(int error, std::string_view action,
                        std::string_view path);

// An open file; closes it. Reading is safe from any thread.
class File {
 public:
  // `flags` as open(2); O_CLOEXEC is added.
  static absl::StatusOr<File> Open(std::string path, int flags);

  File() = default;
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  const std::string& path() const { return path_; }

  absl::StatusOr<int64_t> Size() const;

  // Reads until `out` is full or the file ends; the number of bytes read.
  absl::StatusOr<size_t> ReadAt(int64_t position, std::span<char> out) const;

  absl::Status Truncate(int64_t size) const;

 private:
  File(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}

  int fd_ = -1;
  std::string path_;
};

// Writes all parts one after another at `position`. After a failure some bytes
// may have been written.
absl::Status WriteAll(const DiskCalls& disk, const File& file, int64_t position,
                      std::span<const std::string_view> parts);

// Makes what was written durable. A failure is INTERNAL: the kernel may have
// dropped the pages, so that trying again proves nothing.
absl::Status Sync(const DiskCalls& disk, const File& file);

// The entries of `directory` survive a power cut.
absl::Status SyncDirectory(const DiskCalls& disk, const std::string& directory);

// Creates `path` with this content, whole and durable or not at all; replaces
// a file that is there. Writes through PATH.tmp.
absl::Status WriteWhole(const DiskCalls& disk, const std::string& path,
                        std::string_view content);

absl::StatusOr<std::string> ReadWhole(const std::string& path);

// Makes what is absent of `path`, durably.
absl::Status MakeDirectories(const DiskCalls& disk, const std::string& path);

}  // namespace laurel
