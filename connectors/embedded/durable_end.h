// How far a log is durable, shared by every process that has it open: one page
// of memory backed by DIR/durable. Writers raise it after fsync; readers never
// read past it, so what they have seen cannot be taken back.
//
// It is not synced. After a power cut it may be behind, never ahead; whoever
// opens the log for writing brings it up to date from the frames.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "connectors/embedded/file.h"
#include "connectors/embedded/format.h"

namespace laurel {

// Safe from any thread.
class DurableEnd {
 public:
  // Store needs `writable`. If the file is absent it is created with `create`
  // (hold the log's lock), else NOT_FOUND. DATA_LOSS if it is another file.
  static absl::StatusOr<DurableEnd> Open(const DiskCalls& disk,
                                         const std::string& path, bool writable,
                                         bool create);

  DurableEnd() = default;
  DurableEnd(DurableEnd&& other) noexcept;
  DurableEnd& operator=(DurableEnd&& other) noexcept;
  ~DurableEnd();

  // The number of durable frames.
  int64_t sequence() const;

  // Each count by itself is durable; together they may be of two moments, and
  // append_time_ms is 0.
  LogEnd Load() const;

  // One writer at a time, under the log's lock.
  void Store(const LogEnd& end);

 private:
  struct Page {
    std::atomic<uint64_t> magic;
    std::atomic<int64_t> sequence;
    std::atomic<int64_t> records;
    std::atomic<int64_t> events;
    std::atomic<int64_t> parked;
  };
  static_assert(std::atomic<int64_t>::is_always_lock_free);

  explicit DurableEnd(Page* page) : page_(page) {}

  Page* page_ = nullptr;
};

}  // namespace laurel
