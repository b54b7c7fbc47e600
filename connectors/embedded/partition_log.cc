#include "connectors/embedded/partition_log.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {

PartitionLog::Locked::Locked(Locked&& other) noexcept
    : mutex_(std::move(other.mutex_)),
      file_(std::exchange(other.file_, nullptr)),
      tail_(other.tail_) {}

// The file first: a thread of ours that gets the mutex must find it free.
PartitionLog::Locked::~Locked() {
  if (file_ != nullptr) file_->Unlock();
}

absl::StatusOr<const DurableEnd*> PartitionLog::Durable() {
  auto durable = OpenDurable(/*create=*/false);
  if (durable.ok()) return *durable;
  if (!absl::IsNotFound(durable.status())) return durable.status();
  ASSIGN_OR_RETURN(std::vector<int64_t> segments, ListSegments(place_));
  if (segments.empty()) return nullptr;
  if (!writable_) {
    return absl::FailedPreconditionError(
        absl::StrCat(place_.directory,
                     "/durable is missing; `laurel serve` makes it again"));
  }
  // Also for who reads before anybody writes, as a partition that is opened.
  RETURN_IF_ERROR(Lock().status());
  return OpenDurable(/*create=*/false);
}

// Writers map the page writable even if a reader comes first.
absl::StatusOr<DurableEnd*> PartitionLog::OpenDurable(bool create) {
  std::lock_guard lock(durable_mutex_);
  if (!durable_.has_value()) {
    ASSIGN_OR_RETURN(
        durable_, DurableEnd::Open(options_.disk, place_.directory + "/durable",
                                   writable_, create));
  }
  return &*durable_;
}

absl::StatusOr<SharedLockFile*> PartitionLog::LockFile() {
  if (!lock_file_.has_value()) {
    RETURN_IF_ERROR(MakeDirectories(options_.disk, place_.directory));
    ASSIGN_OR_RETURN(lock_file_,
                     SharedLockFile::Open(place_.directory + "/lock"));
  }
  return &*lock_file_;
}

absl::StatusOr<PartitionLog::Locked> PartitionLog::Lock() {
  std::unique_lock<std::mutex> mutex(mutex_);
  ASSIGN_OR_RETURN(SharedLockFile * file, LockFile());
  RETURN_IF_ERROR(file->Lock());
  Locked locked(std::move(mutex), *file);
  RETURN_IF_ERROR(BringUp());
  locked.tail_ = &*tail_;
  return locked;
}

absl::Status PartitionLog::BringUp() {
  if (tail_.has_value()) return tail_->CatchUp();
  ASSIGN_OR_RETURN(DurableEnd * durable, OpenDurable(/*create=*/true));
  tail_.emplace(place_, options_, *durable);
  absl::Status recovered = tail_->Recover();
  if (!recovered.ok() && !tail_->dead()) tail_.reset();
  return recovered;
}

}  // namespace laurel
