// What every implementation of the log port promises, as one suite. To hold
// another log to it: write a maker, and
//
//   INSTANTIATE_TEST_SUITE_P(Kafka, EventLogContract, testing::Values(maker));
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "engine/runtime/clock.h"
#include "engine/runtime/event_log.h"
#include "gtest/gtest.h"

namespace laurel {

// A place where a log lives.
class LogHome {
 public:
  virtual ~LogHome() = default;
  // The log, with kPartitions partitions, empty at first. Called again, after
  // the last one is gone: the same log, opened anew; nullptr if it does not
  // last. Its append times are `clock`'s.
  virtual std::unique_ptr<EventLog> Open(WallClock clock) = 0;
};

struct LogMaker {
  std::string name;
  std::function<std::unique_ptr<LogHome>()> make;
  // A broker, which stamps what is appended with a clock of its own, and whose
  // calls take milliseconds: histories are shorter.
  bool remote = false;
};

// Printed with a failure.
inline void PrintTo(const LogMaker& maker, std::ostream* out) {
  *out << maker.name;
}

class EventLogContract : public testing::TestWithParam<LogMaker> {
 protected:
  static constexpr int32_t kPartitions = 3;

  void SetUp() override;

  // False if the log does not last.
  bool Reopen();

  WallClock Clock() {
    return [this] { return now_ms_.load(); };
  }

  std::atomic<int64_t> now_ms_ = 1'000;
  std::unique_ptr<LogHome> home_;
  std::unique_ptr<EventLog> log_;
};

}  // namespace laurel
