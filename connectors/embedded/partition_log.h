// One log of one partition as this process has it open: its durable end for
// readers, its locked tail for writers. Both are opened when first asked for.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "connectors/embedded/durable_end.h"
#include "connectors/embedded/file_lock.h"
#include "connectors/embedded/log_tail.h"

namespace laurel {

// Safe from any thread.
class PartitionLog {
 public:
  // The right to append, against other threads and processes. Hold it for
  // moments.
  class Locked {
   public:
    Locked(std::unique_lock<std::mutex> mutex, SharedLockFile& file)
        : mutex_(std::move(mutex)), file_(&file) {}
    Locked(Locked&& other) noexcept;
    Locked& operator=(Locked&&) = delete;
    ~Locked();

    LogTail& tail() { return *tail_; }

   private:
    friend class PartitionLog;
    std::unique_lock<std::mutex> mutex_;
    SharedLockFile* file_;
    LogTail* tail_ = nullptr;
  };

  // `options` must outlive it. `writable`: whether Lock may be called.
  PartitionLog(LogPlace place, const TailOptions& options, bool writable)
      : place_(std::move(place)), options_(options), writable_(writable) {}

  const LogPlace& place() const { return place_; }

  // nullptr while nothing has ever been written.
  absl::StatusOr<const DurableEnd*> Durable();

  // Waits for others; then the tail is at the end of what they wrote. The
  // first call recovers the log.
  absl::StatusOr<Locked> Lock();

 private:
  absl::StatusOr<DurableEnd*> OpenDurable(bool create);
  absl::StatusOr<SharedLockFile*> LockFile();
  absl::Status BringUp();

  const LogPlace place_;
  const TailOptions& options_;
  const bool writable_;

  std::mutex mutex_;  // of what follows
  std::optional<SharedLockFile> lock_file_;
  std::optional<LogTail> tail_;

  std::mutex durable_mutex_;  // never held while a disk is waited for, but once
  std::optional<DurableEnd> durable_;  // once set, stays
};

}  // namespace laurel
