// Where the facts of the partitions end, as a thread of its own asks for it: a
// log that is away keeps nobody waiting who looks.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/runtime/engine.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class LogEnds {
 public:
  // Asks every second for the partitions that the engine owns. Both must
  // outlive it.
  LogEnds(const Engine& engine, EventLog& log);
  // Waits for a question under way.
  ~LogEnds();

  // The offset behind the last fact when the log answered last; -1: it never
  // did. From any thread.
  int64_t Of(int32_t partition) const {
    return ends_[static_cast<size_t>(partition)];
  }

 private:
  void Work();

  const Engine& engine_;
  EventLog& log_;
  std::vector<std::atomic<int64_t>> ends_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;  // guarded
  std::thread thread_;
};

}  // namespace laurel
