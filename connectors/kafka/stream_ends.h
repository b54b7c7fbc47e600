// How far the streams of a log reach, as this process knows from what it wrote
// itself: its readers wait for that instead of saying that nothing is there.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/runtime/event_log.h"

namespace laurel {

// Safe to call from any thread.
class StreamEnds {
 public:
  explicit StreamEnds(int32_t partitions) {
    for (auto& stream : ends_) {
      stream =
          std::vector<std::atomic<int64_t>>(static_cast<size_t>(partitions));
    }
  }

  // A record that can be read stands before `end`.
  void Reach(Stream stream, int32_t partition, int64_t end) {
    std::atomic<int64_t>& known = Of(stream, partition);
    int64_t before = known.load();
    while (before < end && !known.compare_exchange_weak(before, end)) {
    }
  }

  std::atomic<int64_t>& Of(Stream stream, int32_t partition) {
    return ends_[static_cast<size_t>(stream)][static_cast<size_t>(partition)];
  }

 private:
  std::array<std::vector<std::atomic<int64_t>>, 4> ends_;
};

}  // namespace laurel
