// Locks between processes, by flock(2): gone with the process that held them.
#pragma once

#include <string>

#include "connectors/embedded/file.h"

namespace laurel {

// Held while it lives.
class FileLock {
 public:
  // Takes the lock or fails with FAILED_PRECONDITION, "in use by process 42".
  // Writes this process's id into the file.
  static absl::StatusOr<FileLock> Take(const std::string& path);

 private:
  explicit FileLock(File file) : file_(std::move(file)) {}
  File file_;
};

// A lock taken for moments, by several processes in turn.
class SharedLockFile {
 public:
  static absl::StatusOr<SharedLockFile> Open(const std::string& path);

  // Waits for up to 10 s; then UNAVAILABLE, naming the file. One thread at a
  // time.
  absl::Status Lock();
  void Unlock();

 private:
  explicit SharedLockFile(File file) : file_(std::move(file)) {}
  File file_;
};

}  // namespace laurel
