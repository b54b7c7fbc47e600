#include "engine/runtime/runner_options.h"

#include <algorithm>

namespace laurel {
namespace {

// Facts that all views together may lack: half of them while the other half is
// being written.
inline constexpr int64_t kMostBehind = 400'000;
inline constexpr int64_t kLeastBehind = 10'000;  // of one

// A commit is this part of a partition's memory. All that is there of commits
// takes so many times as much: two of them, with snapshots beside decisions and
// with room to grow, and what the log's client makes of the one under way.
inline constexpr size_t kCommitParts = 64;
inline constexpr size_t kCommitsTake = 12;
inline constexpr size_t kLeastCommit = 256 << 10;

}  // namespace

RunnerOptions SharingMemory(size_t bytes, int32_t partitions) {
  RunnerOptions options;
  const size_t each = bytes / static_cast<size_t>(partitions);
  options.commit_bytes =
      std::clamp(each / kCommitParts, kLeastCommit, options.commit_bytes);
  options.resident_bytes =
      each - std::min(each / 2, kCommitsTake * options.commit_bytes);
  options.write_every_bytes =
      std::min(options.write_every_bytes, options.resident_bytes / 5);
  options.write_every_facts =
      std::max(kMostBehind / 2 / partitions, kLeastBehind);
  return options;
}

}  // namespace laurel
