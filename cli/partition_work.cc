#include "cli/partition_work.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/progress_line.h"
#include "engine/base/status.h"

namespace laurel {

absl::StatusOr<int64_t> PartitionWork::Total() {
  int64_t total = 0;
  for (int32_t p = 0; p < log_.identity().partitions; ++p) {
    ASSIGN_OR_RETURN(const OffsetRange range, log_.Range(stream_, p));
    total += range.end - range.begin;
  }
  return total;
}

absl::StatusOr<int64_t> PartitionWork::Run(const std::string& doing, bool quiet,
                                           const Do& work) {
  ASSIGN_OR_RETURN(const int64_t total, Total());
  const int32_t partitions = log_.identity().partitions;
  std::atomic<int32_t> next = 0;
  std::atomic<int64_t> done = 0;
  std::atomic<int> working = threads_;
  std::mutex mutex;
  absl::Status failure;
  const auto run = [&] {
    for (int32_t p = next++; p < partitions; p = next++) {
      int64_t told = 0;
      const absl::Status status = work(p, [&](int64_t so_far) {
        done += so_far - told;
        told = so_far;
      });
      if (status.ok()) continue;
      next = partitions;
      const std::lock_guard lock(mutex);
      if (failure.ok()) {
        failure = Annotate(status, absl::StrCat("partition ", p));
      }
    }
    --working;
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < threads_; ++i) threads.emplace_back(run);
  ProgressLine progress(doing, total, quiet, "records");
  while (working > 0) {
    progress.To(done);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (std::thread& thread : threads) thread.join();
  if (!failure.ok()) return failure;
  return total;
}

}  // namespace laurel
