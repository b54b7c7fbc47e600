// One transactional producer of the client: a state machine that the answers
// of the broker drive. Outlives its writer as long as answers are on the way.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/runtime/event_log.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/simulated_log.h"

namespace laurel {

class Producer : public std::enable_shared_from_this<Producer> {
 public:
  Producer(const Client& client, int32_t partition, int64_t transactional_id,
           ProducerId id);

  absl::Status Submit(Commit commit);
  std::optional<Completion> Poll();
  // Nobody asks any more; what is on the way arrives all the same.
  void Abandon();

 private:
  enum class Phase { kIdle, kAdding, kProducing, kEnding, kWaiting };
  struct Part {
    LogName name;
    Records records;
    int64_t sequence = 0;
    int64_t end = 0;  // behind its last record, as the broker said
    bool stored = false;
  };
  using Parts = std::vector<std::shared_ptr<Part>>;

  void Begin(const Commit& commit);
  std::optional<Completion> PollEarly();
  void Divide(const Commit& commit);
  void AppendApart(const Commit& commit);
  void Retry(void (Producer::*step)());
  void Add();
  void Produce();
  void ProduceOne(const std::shared_ptr<Part>& part);
  void End();
  void AwaitMarkers();
  void HearAdded(Answer answer);
  void HearStored(const std::shared_ptr<Part>& part, Answer answer);
  void HearEnded(Answer answer);
  void Done(absl::Status status);
  // Wraps `hear` so that answers to an earlier commit or phase are dropped, and
  // a process that is stopped hears later.
  Network::Respond If(Phase phase, std::function<void(Answer)> hear);

  const Client client_;
  const int32_t partition_;
  const int64_t transactional_id_;
  const ProducerId id_;
  Phase phase_ = Phase::kIdle;
  int64_t number_ = 0;  // of the commit
  Parts parts_;
  Records later_;              // planted: events_apart
  std::deque<Commit> queued_;  // planted: answers_early
  bool answered_ = true;       // planted: the commit submitted last
  int64_t before_ = 0;  // end of the decisions when the commit was submitted
  int64_t decisions_end_ = 0;
  bool spent_ = false;
  bool abandoned_ = false;
  std::map<LogName, int64_t> sequences_;
  std::map<int32_t, Connection> connections_;  // -1: the coordinator
  std::optional<Completion> done_;
};

}  // namespace laurel
