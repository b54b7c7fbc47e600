// Makes a blocking commit a submitted one: a thread of its own for each
// writer, since a commit waits for the disk.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/runtime/event_log.h"

namespace laurel {

class CommitThread : public PartitionWriter {
 public:
  // Blocks until the commit is durable; the offset of the next decision.
  // Called on the thread, one call at a time; never again after a failure.
  using Run = std::function<absl::StatusOr<int64_t>(const Commit&)>;

  explicit CommitThread(Run run);
  ~CommitThread() override;

  absl::Status Submit(Commit commit) override;
  std::optional<Completion> Poll() override;

 private:
  void Loop();

  const Run run_;
  std::mutex mutex_;  // of what follows
  std::condition_variable submitted_;
  std::optional<Commit> pending_;
  std::optional<Completion> done_;
  bool in_flight_ = false;
  bool failed_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace laurel
