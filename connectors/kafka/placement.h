// Which partitions this process serves, by a consumer group: membership alone.
// What has been decided stands in the transactions; the group's offsets are
// for lag tools.
//
//   ASSIGN_OR_RETURN(auto placement, Placement::Join(options, take));
//   while (serving) RETURN_IF_ERROR(placement->Poll(100));
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/kafka/client.h"
#include "connectors/kafka/kafka_log.h"

namespace laurel {

struct PlacementOptions {
  KafkaOptions kafka;
  std::string group;
  // Names this process within the group, so that its partitions wait for it
  // when it is started again within kSessionMs. Empty: they go to others at
  // once when it leaves.
  std::string member;
};

// One thread at a time.
class Placement {
 public:
  // After so long without a sign of life a member's partitions go to others.
  static constexpr int kSessionMs = 10'000;

  // Called by Poll: these partitions are ours from now on. Returns when those
  // that are no longer ours have been let go.
  using Take = std::function<void(const std::vector<int32_t>&)>;

  static absl::StatusOr<std::unique_ptr<Placement>> Join(
      const PlacementOptions& options, Take take);
  // Takes nothing, then leaves the group.
  ~Placement();

  // Serves the group for up to `wait_ms`; call it again and again. An error is
  // one that does not pass, such as a member's name that is taken.
  absl::Status Poll(int wait_ms);

  // How far the facts of our partitions are decided, for lag tools.
  void TellLag(const std::map<int32_t, int64_t>& next_facts);

 private:
  explicit Placement(Take take) : take_(std::move(take)) {}

  absl::Status Start(const PlacementOptions& options);
  static void Rebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t error,
                        rd_kafka_topic_partition_list_t* partitions,
                        void* self);

  const Take take_;
  std::string topic_;
  std::shared_ptr<KafkaClient> client_;
};

}  // namespace laurel
