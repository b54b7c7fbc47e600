#include "cli/kafka_membership.h"

#include <chrono>
#include <map>
#include <utility>

#include "absl/strings/str_join.h"
#include "engine/base/status.h"
#include "spdlog/spdlog.h"

namespace laurel {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 100;
constexpr auto kLook = std::chrono::seconds(5);
constexpr int64_t kLetGoMs = 20'000;

std::map<int32_t, int64_t> NextFacts(const Engine& engine) {
  std::map<int32_t, int64_t> next;
  for (const PartitionProgress& progress : engine.partitions()) {
    if (progress.ready) next[progress.partition] = progress.next_fact;
  }
  return next;
}

}  // namespace

KafkaMembership::KafkaMembership(KafkaLog& log, Engine& engine,
                                 MembershipOptions options)
    : log_(log), engine_(engine), options_(std::move(options)) {
  thread_ = std::thread([this] { Work(); });
}

KafkaMembership::~KafkaMembership() {
  const absl::Status unused = End();
  (void)unused;
}

absl::Status KafkaMembership::End() {
  ended_ = true;
  if (thread_.joinable()) thread_.join();
  return status_;
}

void KafkaMembership::Work() {
  if (!options_.group.empty()) status_ = Join();
  Clock::time_point next = Clock::now() + kLook;
  while (status_.ok() && !ended_) {
    if (placement_ != nullptr) {
      status_ = placement_->Poll(kPollMs);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(kPollMs));
    }
    if (!status_.ok() || Clock::now() < next) continue;
    next = Clock::now() + kLook;
    status_ = Look();
  }
  if (!status_.ok()) engine_.Stop();
  placement_.reset();
}

absl::Status KafkaMembership::Join() {
  ASSIGN_OR_RETURN(KafkaOptions kafka,
                   ToOptions(options_.brokers, options_.kafka));
  ASSIGN_OR_RETURN(
      placement_,
      Placement::Join({std::move(kafka), options_.group, options_.member},
                      [this](const auto& partitions) { Take(partitions); }));
  return absl::OkStatus();
}

void KafkaMembership::Take(const std::vector<int32_t>& partitions) {
  if (ended_) return;  // the engine has closed them
  spdlog::info("group {}: partitions {}", options_.group,
               partitions.empty() ? "none" : absl::StrJoin(partitions, ", "));
  engine_.Own(partitions);
  if (!engine_.WaitUntilClosed(kLetGoMs)) {
    spdlog::warn("partitions are slow to close; the next owner fences them");
  }
}

// A broker that is away is the engine's business.
absl::Status KafkaMembership::Look() {
  if (placement_ != nullptr) placement_->TellLag(NextFacts(engine_));
  const absl::Status unchanged = log_.CheckUnchanged();
  return absl::IsFailedPrecondition(unchanged) ? unchanged : absl::OkStatus();
}

}  // namespace laurel
