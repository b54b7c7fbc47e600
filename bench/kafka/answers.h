// When the decisions of facts could be read, committed, by a consumer that
// waits for them: what a till that asked would have waited for.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_log.h"

namespace laurel {

struct Answer {
  std::chrono::steady_clock::time_point read;
  bool refused = false;
};

using Answers = std::map<LogPosition, Answer>;  // by the fact's position

class AnswerReader {
 public:
  // From the end of the decisions as it is now.
  static absl::StatusOr<AnswerReader> Open(KafkaLog& log);

  // Reads until it is told to end, at most half a millisecond after a
  // decision has come. One thread.
  absl::Status ReadUntil(const std::atomic<bool>& ended, Answers& answers);

 private:
  absl::StatusOr<bool> ReadSome(int32_t partition, Answers& answers);

  std::vector<std::unique_ptr<LogReader>> readers_;  // by partition
};

}  // namespace laurel
