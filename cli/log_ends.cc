#include "cli/log_ends.h"

#include <chrono>

namespace laurel {
namespace {

constexpr auto kEvery = std::chrono::seconds(1);

}  // namespace

LogEnds::LogEnds(const Engine& engine, EventLog& log)
    : engine_(engine),
      log_(log),
      ends_(static_cast<size_t>(log.identity().partitions)) {
  for (std::atomic<int64_t>& end : ends_) end = -1;
  thread_ = std::thread([this] { Work(); });
}

LogEnds::~LogEnds() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void LogEnds::Work() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    for (const PartitionProgress& progress : engine_.partitions()) {
      const auto end = log_.AppendedEnd(Stream::kFacts, progress.partition);
      if (!end.ok()) break;  // the others would wait as long
      ends_[static_cast<size_t>(progress.partition)] = *end;
    }
    lock.lock();
    changed_.wait_for(lock, kEvery, [this] { return stop_; });
  }
}

}  // namespace laurel
