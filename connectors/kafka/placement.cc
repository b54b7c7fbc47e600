#include "connectors/kafka/placement.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/kafka/failure.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

using List = std::unique_ptr<rd_kafka_topic_partition_list_t,
                             decltype(&rd_kafka_topic_partition_list_destroy)>;

List NewList(size_t size) {
  return List(rd_kafka_topic_partition_list_new(static_cast<int>(size)),
              &rd_kafka_topic_partition_list_destroy);
}

Properties PropertiesOf(const PlacementOptions& options) {
  Properties all = options.kafka.properties;
  const Properties ours = {
      {"bootstrap.servers", options.kafka.brokers},
      {"group.id", options.group},
      // Cooperative assignment loses partitions in this librdkafka.
      {"partition.assignment.strategy", "range"},
      {"session.timeout.ms", absl::StrCat(Placement::kSessionMs)},
      {"heartbeat.interval.ms", "1000"},
      {"auto.offset.reset", "error"},
      {"enable.auto.commit", "false"},
      {"queued.max.messages.kbytes", "64"}};
  all.insert(all.end(), ours.begin(), ours.end());
  if (!options.member.empty()) {
    all.push_back({"group.instance.id", options.member});
  }
  return all;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Placement>> Placement::Join(
    const PlacementOptions& options, Take take) {
  std::unique_ptr<Placement> placement(new Placement(std::move(take)));
  RETURN_IF_ERROR(placement->Start(options));
  return placement;
}

absl::Status Placement::Start(const PlacementOptions& options) {
  topic_ = TopicNames(options.kafka.prefix).facts;
  ASSIGN_OR_RETURN(client_,
                   KafkaClient::Make(RD_KAFKA_CONSUMER, PropertiesOf(options),
                                     {.rebalance = &Rebalance, .self = this}));
  rd_kafka_poll_set_consumer(client_->get());
  const List topics = NewList(1);
  rd_kafka_topic_partition_list_add(topics.get(), topic_.c_str(),
                                    RD_KAFKA_PARTITION_UA);
  const rd_kafka_resp_err_t error =
      rd_kafka_subscribe(client_->get(), topics.get());
  if (error == 0) return absl::OkStatus();
  return client_->StatusOf(error, absl::StrCat("group ", options.group));
}

Placement::~Placement() {
  if (client_ != nullptr) rd_kafka_consumer_close(client_->get());
}

// Partitions are assigned and paused at once: readers of their own read them.
void Placement::Rebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t error,
                          rd_kafka_topic_partition_list_t* partitions,
                          void* opaque) {
  auto* self = static_cast<Placement*>(opaque);
  if (error != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    self->take_({});
    rd_kafka_assign(consumer, nullptr);
    return;
  }
  std::vector<int32_t> ours;
  for (int i = 0; i < partitions->cnt; ++i) {
    partitions->elems[i].offset = RD_KAFKA_OFFSET_END;
    ours.push_back(partitions->elems[i].partition);
  }
  rd_kafka_assign(consumer, partitions);
  rd_kafka_pause_partitions(consumer, partitions);
  self->take_(ours);
}

absl::Status Placement::Poll(int wait_ms) {
  rd_kafka_message_t* message = rd_kafka_consumer_poll(client_->get(), wait_ms);
  if (message == nullptr) return absl::OkStatus();
  const rd_kafka_resp_err_t error = message->err;
  const bool lasting =
      error != 0 && IsLasting(error, rd_kafka_message_errstr(message));
  rd_kafka_message_destroy(message);
  char text[512];
  const rd_kafka_resp_err_t fatal =
      rd_kafka_fatal_error(client_->get(), text, sizeof text);
  if (fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) {
    return absl::AbortedError(
        "another process has the same --member name in the group");
  }
  if (fatal != 0) return client_->StatusOf(fatal, "consumer group");
  if (!lasting) return absl::OkStatus();
  return client_->StatusOf(error, "consumer group");
}

void Placement::TellLag(const std::map<int32_t, int64_t>& next_facts) {
  if (next_facts.empty()) return;
  const List offsets = NewList(next_facts.size());
  for (const auto& [partition, next] : next_facts) {
    rd_kafka_topic_partition_list_add(offsets.get(), topic_.c_str(), partition)
        ->offset = next;
  }
  rd_kafka_commit(client_->get(), offsets.get(), /*async=*/1);
}

}  // namespace laurel
