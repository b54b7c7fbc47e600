// The topics of a log on Kafka: their names, the settings that laurel needs,
// making them and checking them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/client.h"
#include "engine/runtime/event_log.h"

namespace laurel {

struct TopicNames {
  // `prefix`: "laurel." gives laurel.facts, laurel.decisions, ...
  explicit TopicNames(const std::string& prefix);

  const std::string& operator[](Stream stream) const;
  std::vector<std::string> all() const;

  std::string facts, decisions, events, customers, parked;
};

struct TopicSetting {
  std::string name;
  std::string value;
  // Another value loses facts or their times; else it is a wish, and another
  // one is the operator's business.
  bool needed = false;
};

// What the topic is made with. `topic` is one of `names`.
std::vector<TopicSetting> SettingsOf(const TopicNames& names,
                                     const std::string& topic);

struct TopicPlan {
  int32_t partitions = 0;
  int32_t replication = 1;
};

// Makes those that are not there. Returns the names of those that were made.
absl::StatusOr<std::vector<std::string>> CreateTopics(KafkaClient& client,
                                                      const TopicNames& names,
                                                      const TopicPlan& plan,
                                                      int timeout_ms);

// What is wrong with the topics, a sentence each; none: all is well. Without
// the right to read settings those are taken on trust.
//   *partitions  of all topics, if they agree; else of the facts
absl::StatusOr<std::vector<std::string>> CheckTopics(KafkaClient& client,
                                                     const TopicNames& names,
                                                     int timeout_ms,
                                                     int32_t* partitions);

// The partitions of a topic; 0: it is not there.
absl::StatusOr<int32_t> PartitionsOf(KafkaClient& client,
                                     const std::string& topic, int timeout_ms);

}  // namespace laurel
