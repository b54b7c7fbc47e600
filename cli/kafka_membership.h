// What goes on beside an engine on Kafka: its place in the consumer group, if
// it has one, and a look at the topics now and then.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "cli/kafka_flags.h"
#include "connectors/kafka/placement.h"
#include "engine/runtime/engine.h"

namespace laurel {

struct MembershipOptions {
  std::string brokers;
  KafkaFlags kafka;
  std::string group;   // empty: the partitions were given by hand
  std::string member;  // empty: none
};

// Stops the engine when the topics have changed or the group refuses it. Both
// must outlive it.
class KafkaMembership {
 public:
  KafkaMembership(KafkaLog& log, Engine& engine, MembershipOptions options);
  ~KafkaMembership();

  // Leaves the group. Returns why the engine was stopped, if it was.
  absl::Status End();

 private:
  void Work();
  absl::Status Join();
  absl::Status Look();
  void Take(const std::vector<int32_t>& partitions);

  KafkaLog& log_;
  Engine& engine_;
  const MembershipOptions options_;
  std::atomic<bool> ended_ = false;
  std::unique_ptr<Placement> placement_;  // of the thread
  absl::Status status_;                   // of the thread, until it is joined
  std::thread thread_;
};

}  // namespace laurel
