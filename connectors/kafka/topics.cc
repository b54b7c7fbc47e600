#include "connectors/kafka/topics.h"

#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

// A parked copy has headers beside the fact's bytes, and a decision may be as
// large as many small events.
constexpr char kFactBytes[] = "1048588";
constexpr char kWrittenBytes[] = "16777216";
constexpr char kNinetyDays[] = "7776000000";

template <typename T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

using Settings = std::map<std::string, std::string>;

struct AdminCall {
  AdminCall(KafkaClient& client, rd_kafka_admin_op_t kind, int timeout_ms)
      : options(rd_kafka_AdminOptions_new(client.get(), kind),
                &rd_kafka_AdminOptions_destroy),
        queue(rd_kafka_queue_new(client.get()), &rd_kafka_queue_destroy),
        wait_ms(timeout_ms) {
    char text[256];
    rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, text,
                                              sizeof text);
  }
  Owned<rd_kafka_event_t> Wait() {
    return {rd_kafka_queue_poll(queue.get(), wait_ms + 1'000),
            &rd_kafka_event_destroy};
  }

  Owned<rd_kafka_AdminOptions_t> options;
  Owned<rd_kafka_queue_t> queue;
  const int wait_ms;
};

absl::Status EventStatus(const KafkaClient& client,
                         const Owned<rd_kafka_event_t>& event,
                         std::string_view doing) {
  if (event == nullptr) {
    return client.StatusOf(RD_KAFKA_RESP_ERR__TIMED_OUT, doing);
  }
  const rd_kafka_resp_err_t error = rd_kafka_event_error(event.get());
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
  return client.StatusOf(error, doing);
}

Owned<rd_kafka_NewTopic_t> NewTopic(const TopicNames& names,
                                    const std::string& topic,
                                    const TopicPlan& plan) {
  char text[256];
  Owned<rd_kafka_NewTopic_t> made(
      rd_kafka_NewTopic_new(topic.c_str(), plan.partitions, plan.replication,
                            text, sizeof text),
      &rd_kafka_NewTopic_destroy);
  for (const TopicSetting& setting : SettingsOf(names, topic)) {
    rd_kafka_NewTopic_set_config(made.get(), setting.name.c_str(),
                                 setting.value.c_str());
  }
  return made;
}

// The settings of the topics that this user may see.
absl::StatusOr<std::map<std::string, Settings>> Describe(
    KafkaClient& client, const std::vector<std::string>& topics,
    int timeout_ms) {
  AdminCall call(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout_ms);
  std::vector<rd_kafka_ConfigResource_t*> asked;
  for (const std::string& topic : topics) {
    asked.push_back(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  }
  rd_kafka_DescribeConfigs(client.get(), asked.data(), asked.size(),
                           call.options.get(), call.queue.get());
  const auto event = call.Wait();
  rd_kafka_ConfigResource_destroy_array(asked.data(), asked.size());
  RETURN_IF_ERROR(EventStatus(client, event, "settings of the topics"));
  size_t count = 0;
  const auto** resources = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  std::map<std::string, Settings> settings;
  for (size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(resources[i]) != 0) continue;
    Settings& of = settings[rd_kafka_ConfigResource_name(resources[i])];
    size_t entries = 0;
    const auto** entry =
        rd_kafka_ConfigResource_configs(resources[i], &entries);
    for (size_t e = 0; e < entries; ++e) {
      const char* value = rd_kafka_ConfigEntry_value(entry[e]);
      of[rd_kafka_ConfigEntry_name(entry[e])] = value == nullptr ? "" : value;
    }
  }
  return settings;
}

void CheckSettings(const TopicNames& names, const std::string& topic,
                   const Settings& has, std::vector<std::string>& wrong) {
  for (const TopicSetting& want : SettingsOf(names, topic)) {
    const auto found = has.find(want.name);
    if (!want.needed || found == has.end() || found->second == want.value) {
      continue;
    }
    wrong.push_back(absl::StrCat("topic ", topic, " has ", want.name, "=",
                                 found->second, ", laurel needs ", want.name,
                                 "=", want.value));
  }
}

int64_t NumberOf(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? 0 : std::atoll(found->second.c_str());
}

// What cannot be parked would stop its partition for ever.
void CheckSizes(const TopicNames& names,
                std::map<std::string, Settings>& settings,
                std::vector<std::string>& wrong) {
  constexpr int64_t kHeaders = 4'096;
  const int64_t fact = NumberOf(settings[names.facts], "max.message.bytes");
  const int64_t parked = NumberOf(settings[names.parked], "max.message.bytes");
  if (fact == 0 || parked == 0 || fact + kHeaders <= parked) return;
  wrong.push_back(absl::StrCat(
      "topic ", names.parked, " has max.message.bytes=", parked,
      ", which is not enough for a copy of what ", names.facts, " takes (",
      fact, "); at least ", fact + kHeaders, " is needed"));
}

}  // namespace

namespace {

// A broker learns of a topic a little later than its controller.
absl::Status WaitUntilThere(KafkaClient& client,
                            const std::vector<std::string>& topics,
                            int timeout_ms) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (const std::string& topic : topics) {
    for (;;) {
      ASSIGN_OR_RETURN(const int32_t count,
                       PartitionsOf(client, topic, timeout_ms));
      if (count > 0) break;
      if (Clock::now() > until) {
        return absl::DeadlineExceededError(
            absl::StrCat("topic ", topic, " was created, but is not seen yet"));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  return absl::OkStatus();
}

}  // namespace

TopicNames::TopicNames(const std::string& prefix)
    : facts(prefix + "facts"),
      decisions(prefix + "decisions"),
      events(prefix + "events"),
      customers(prefix + "customers"),
      parked(prefix + "parked") {}

const std::string& TopicNames::operator[](Stream stream) const {
  switch (stream) {
    case Stream::kFacts:
      return facts;
    case Stream::kDecisions:
      return decisions;
    case Stream::kEvents:
      return events;
    case Stream::kParked:
      break;
  }
  return parked;
}

std::vector<std::string> TopicNames::all() const {
  return {facts, decisions, events, customers, parked};
}

std::vector<TopicSetting> SettingsOf(const TopicNames& names,
                                     const std::string& topic) {
  if (topic == names.facts) {
    return {{"cleanup.policy", "delete", true},
            {"retention.ms", "-1", true},
            {"retention.bytes", "-1", true},
            {"message.timestamp.type", "LogAppendTime", true},
            {"max.message.bytes", kFactBytes}};
  }
  if (topic == names.decisions) {
    return {{"cleanup.policy", "delete", true},
            {"retention.ms", "-1", true},
            {"retention.bytes", "-1", true},
            {"max.message.bytes", kWrittenBytes}};
  }
  if (topic == names.customers) {
    return {{"cleanup.policy", "compact", true}};
  }
  if (topic == names.events) {
    return {{"cleanup.policy", "delete", true},
            {"retention.ms", "-1"},
            {"max.message.bytes", kWrittenBytes}};
  }
  return {{"cleanup.policy", "delete", true},
          {"retention.ms", kNinetyDays},
          {"max.message.bytes", kWrittenBytes}};
}

absl::StatusOr<int32_t> PartitionsOf(KafkaClient& client,
                                     const std::string& topic, int timeout_ms) {
  const std::string doing = absl::StrCat("metadata of topic ", topic);
  Owned<rd_kafka_topic_t> handle(
      rd_kafka_topic_new(client.get(), topic.c_str(), nullptr),
      &rd_kafka_topic_destroy);
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client.get(), 0, handle.get(), &metadata, timeout_ms);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return client.StatusOf(error, doing);
  const Owned<const rd_kafka_metadata_t> owned(metadata,
                                               &rd_kafka_metadata_destroy);
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (found.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return 0;
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return client.StatusOf(found.err, doing);
  }
  return found.partition_cnt;
}

absl::StatusOr<std::vector<std::string>> CreateTopics(KafkaClient& client,
                                                      const TopicNames& names,
                                                      const TopicPlan& plan,
                                                      int timeout_ms) {
  std::vector<Owned<rd_kafka_NewTopic_t>> owned;
  std::vector<rd_kafka_NewTopic_t*> topics;
  for (const std::string& topic : names.all()) {
    owned.push_back(NewTopic(names, topic, plan));
    topics.push_back(owned.back().get());
  }
  AdminCall call(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout_ms);
  rd_kafka_CreateTopics(client.get(), topics.data(), topics.size(),
                        call.options.get(), call.queue.get());
  const auto event = call.Wait();
  RETURN_IF_ERROR(EventStatus(client, event, "creating topics"));
  size_t count = 0;
  const auto** results = rd_kafka_CreateTopics_result_topics(
      rd_kafka_event_CreateTopics_result(event.get()), &count);
  std::vector<std::string> made;
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    const char* name = rd_kafka_topic_result_name(results[i]);
    if (error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return absl::FailedPreconditionError(
          absl::StrCat("topic ", name, " cannot be created: ",
                       rd_kafka_topic_result_error_string(results[i])));
    }
    made.push_back(name);
  }
  RETURN_IF_ERROR(WaitUntilThere(client, made, timeout_ms));
  return made;
}

absl::StatusOr<std::vector<std::string>> CheckTopics(KafkaClient& client,
                                                     const TopicNames& names,
                                                     int timeout_ms,
                                                     int32_t* partitions) {
  std::vector<std::string> wrong, there;
  *partitions = 0;
  for (const std::string& topic : names.all()) {
    ASSIGN_OR_RETURN(const int32_t count,
                     PartitionsOf(client, topic, timeout_ms));
    if (topic == names.facts) *partitions = count;
    if (count == 0) {
      wrong.push_back(absl::StrCat("topic ", topic, " is missing"));
      continue;
    }
    there.push_back(topic);
    if (*partitions != 0 && count != *partitions) {
      wrong.push_back(absl::StrCat(
          "topic ", topic, " has ", count, " partitions, ", names.facts, " ",
          *partitions, "; all topics of a log have the same number"));
    }
  }
  if (there.empty()) return wrong;
  auto settings = Describe(client, there, timeout_ms);
  if (!settings.ok()) return settings.status();
  for (const std::string& topic : there) {
    CheckSettings(names, topic, (*settings)[topic], wrong);
  }
  CheckSizes(names, *settings, wrong);
  return wrong;
}

}  // namespace laurel
