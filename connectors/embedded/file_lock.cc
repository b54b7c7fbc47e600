#include "connectors/embedded/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace laurel {
namespace {

constexpr int kPidWidth = 12;
constexpr std::chrono::milliseconds kPatience(10'000);
constexpr std::chrono::milliseconds kLongestPause(20);

absl::Status InUse(const File& file) {
  char text[kPidWidth];
  auto size = file.ReadAt(0, text);
  const absl::string_view pid =
      absl::StripAsciiWhitespace({text, size.ok() ? *size : 0});
  return absl::FailedPreconditionError(absl::StrCat(
      "in use by process ", pid.empty() ? "?" : pid, " (", file.path(),
      " is locked); stop that process, or name another directory"));
}

// Always as wide, so that the file need not be truncated.
absl::Status WritePid(const File& file) {
  const std::string pid = absl::StrFormat("%*d\n", kPidWidth - 1, ::getpid());
  return WriteAll(RealDisk(), file, 0, {{pid}});
}

}  // namespace

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) {
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDWR | O_CREAT));
  if (::flock(file.fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return InUse(file);
    return ErrnoError(errno, "lock", path);
  }
  RETURN_IF_ERROR(WritePid(file));
  return FileLock(std::move(file));
}

absl::StatusOr<SharedLockFile> SharedLockFile::Open(const std::string& path) {
  ASSIGN_OR_RETURN(File file, File::Open(path, O_RDWR | O_CREAT));
  return SharedLockFile(std::move(file));
}

absl::Status SharedLockFile::Lock() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::chrono::milliseconds pause(0);
  while (::flock(file_.fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return ErrnoError(errno, "lock", file_.path());
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::UnavailableError(
          absl::StrCat(file_.path(), " has been locked by another process for ",
                       kPatience.count() / 1000, " s"));
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause + std::chrono::milliseconds(1), kLongestPause);
  }
  return absl::OkStatus();
}

void SharedLockFile::Unlock() { ::flock(file_.fd(), LOCK_UN); }

}  // namespace laurel
