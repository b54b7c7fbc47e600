#include "connectors/embedded/commit_thread.h"

#include <utility>

namespace laurel {

CommitThread::CommitThread(Run run)
    : run_(std::move(run)), thread_([this] { Loop(); }) {}

CommitThread::~CommitThread() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  submitted_.notify_one();
  thread_.join();
}

absl::Status CommitThread::Submit(Commit commit) {
  {
    std::lock_guard lock(mutex_);
    if (failed_) {
      return absl::FailedPreconditionError(
          "a commit has failed: open the partition again");
    }
    if (in_flight_) {
      return absl::FailedPreconditionError("a commit is in flight");
    }
    pending_ = std::move(commit);
    in_flight_ = true;
  }
  submitted_.notify_one();
  return absl::OkStatus();
}

std::optional<Completion> CommitThread::Poll() {
  std::lock_guard lock(mutex_);
  if (!done_.has_value()) return std::nullopt;
  in_flight_ = false;
  return std::exchange(done_, std::nullopt);
}

// A commit that was submitted is finished even when the writer is closing.
void CommitThread::Loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    submitted_.wait(lock, [this] { return pending_.has_value() || closing_; });
    if (!pending_.has_value()) return;
    Commit commit = *std::exchange(pending_, std::nullopt);
    lock.unlock();
    absl::StatusOr<int64_t> end = run_(commit);
    commit.clear();
    lock.lock();
    failed_ = !end.ok();
    done_ = Completion{end.status(), end.ok() ? *end : 0, std::move(commit)};
  }
}

}  // namespace laurel
