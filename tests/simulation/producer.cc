#include "tests/simulation/producer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

inline constexpr int64_t kRetryUs = 1'000;

absl::Status Fenced(int32_t partition) {
  return absl::AbortedError(
      absl::StrCat("partition ", partition, " has another owner"));
}

absl::Status Unknown(std::string_view what) {
  return absl::DeadlineExceededError(
      absl::StrCat(std::string(what), " was not answered in time"));
}

// Brokers are told apart by the streams they lead.
int32_t LeaderOf(const LogName& name) {
  return static_cast<int32_t>(name.stream) + 4 * name.partition;
}

}  // namespace

Producer::Producer(const Client& client, int32_t partition,
                   int64_t transactional_id, ProducerId id)
    : client_(client),
      partition_(partition),
      transactional_id_(transactional_id),
      id_(id) {
  decisions_end_ = client_.broker->StableEnd({Stream::kDecisions, partition});
}

absl::Status Producer::Submit(Commit commit) {
  if (spent_) {
    return absl::FailedPreconditionError(
        "a commit has failed: open the partition again");
  }
  const bool hasty =
      client_.flaws.answers_early || client_.flaws.submits_in_flight;
  if (!hasty && (phase_ != Phase::kIdle || done_)) {
    return absl::FailedPreconditionError("a commit is in flight");
  }
  for (int32_t partition : commit.facts.partitions()) {
    if (partition >= 0 && partition < client_.broker->partitions()) continue;
    Done(absl::InvalidArgumentError(
        absl::StrCat("a fact for partition ", partition)));
    return absl::OkStatus();
  }
  answered_ = false;
  if (client_.flaws.answers_early && phase_ != Phase::kIdle) {
    queued_.push_back(std::move(commit));
    return absl::OkStatus();
  }
  Begin(commit);
  return absl::OkStatus();
}

void Producer::Begin(const Commit& commit) {
  ++number_;
  before_ = decisions_end_;
  AppendApart(commit);
  Divide(commit);
  client_.scheduler->After(client_.deadline_us,
                           [self = shared_from_this(), number = number_] {
                             const bool waits = self->phase_ != Phase::kIdle;
                             if (waits && self->number_ == number)
                               self->Done(Unknown("a commit"));
                           });
  Add();
}

std::optional<Completion> Producer::Poll() {
  if (client_.drive && !done_) client_.drive();
  if (client_.flaws.answers_early || client_.flaws.submits_in_flight) {
    return PollEarly();
  }
  return std::exchange(done_, std::nullopt);
}

// Planted: whoever submits is told at once that all is well. A failure is told
// to the commit after.
std::optional<Completion> Producer::PollEarly() {
  if (done_ && !done_->status.ok()) return std::exchange(done_, std::nullopt);
  done_.reset();
  if (answered_) return std::nullopt;
  answered_ = true;
  return Completion{absl::OkStatus(), decisions_end_, Commit()};
}

void Producer::Abandon() {
  abandoned_ = true;
  spent_ = true;
}

// Planted: what is not part of the transaction.
void Producer::AppendApart(const Commit& commit) {
  const auto append = [&](Stream stream, const Records& records) {
    for (const Record& record : records) {
      client_.broker->Append({stream, partition_}, record);
    }
  };
  if (client_.flaws.parked_apart) append(Stream::kParked, commit.parked);
  if (!client_.flaws.facts_apart) return;
  size_t i = 0;
  for (const Record& record : commit.facts.records()) {
    const int32_t to = commit.facts.partitions()[i++];
    client_.broker->Append({Stream::kFacts, to}, record);
  }
}

void Producer::Divide(const Commit& commit) {
  parts_.clear();
  std::map<LogName, std::shared_ptr<Part>> parts;
  const auto add = [&](const LogName& name, const Record& record) {
    auto& part = parts[name];
    if (part == nullptr) {
      part = std::make_shared<Part>();
      part->name = name;
      part->sequence = ++sequences_[name];
    }
    part->records.Add(record.key, record.value, ParseHeaders(record.headers));
  };
  const auto add_all = [&](Stream stream, const Records& records) {
    for (const Record& record : records) add({stream, partition_}, record);
  };
  add_all(Stream::kDecisions, commit.decisions);
  if (!client_.flaws.events_apart) add_all(Stream::kEvents, commit.events);
  if (!client_.flaws.parked_apart) add_all(Stream::kParked, commit.parked);
  add_all(kSnapshots, commit.customers);
  if (client_.flaws.events_apart) later_ = commit.events;
  size_t i = 0;
  for (const Record& record : commit.facts.records()) {
    const int32_t to = commit.facts.partitions()[i++];
    if (!client_.flaws.facts_apart) add({Stream::kFacts, to}, record);
  }
  for (auto& [name, part] : parts) parts_.push_back(std::move(part));
}

Network::Respond Producer::If(Phase phase, std::function<void(Answer)> hear) {
  return [self = shared_from_this(), number = number_, phase,
          hear = std::move(hear)](Answer answer) {
    if (self->abandoned_ || self->number_ != number) return;
    if (self->phase_ != phase) return;
    const auto& asleep = self->client_.asleep_until_us;
    const int64_t now = self->client_.scheduler->now_us();
    if (!asleep || asleep() <= now) return hear(answer);
    self->client_.scheduler->After(
        asleep() - now, [self, hear, answer, number, phase] {
          const bool same = self->number_ == number && self->phase_ == phase;
          if (same && !self->abandoned_) hear(answer);
        });
  };
}

void Producer::Retry(void (Producer::*step)()) {
  const auto again = If(phase_, [this, step](Answer) { (this->*step)(); });
  client_.scheduler->After(kRetryUs, [again] { again(Answer::kRetry); });
}

void Producer::Add() {
  phase_ = Phase::kAdding;
  if (parts_.empty()) return End();
  std::vector<LogName> names;
  for (const auto& part : parts_) names.push_back(part->name);
  Broker* broker = client_.broker;
  client_.network->Call(
      connections_[-1],
      [broker, names, id = id_, on = transactional_id_](const auto& respond) {
        respond(broker->Add(on, id, names));
      },
      If(phase_, [this](Answer answer) { HearAdded(answer); }));
}

void Producer::HearAdded(Answer answer) {
  switch (answer) {
    case Answer::kOk:
      return Produce();
    case Answer::kFenced:
    case Answer::kNotOngoing:
      return Done(Fenced(partition_));
    case Answer::kRetry:
    case Answer::kTimedOut:
      return Retry(&Producer::Add);
  }
}

void Producer::Produce() {
  phase_ = Phase::kProducing;
  for (const auto& part : parts_) ProduceOne(part);
  if (client_.flaws.ends_unacknowledged) End();
}

void Producer::ProduceOne(const std::shared_ptr<Part>& part) {
  Broker* broker = client_.broker;
  client_.network->Call(
      connections_[LeaderOf(part->name)],
      [broker, part, id = id_, on = transactional_id_](const auto& respond) {
        broker->Produce(on, id, part->name, part->sequence, part->records,
                        &part->end, respond);
      },
      If(phase_, [this, part](Answer answer) { HearStored(part, answer); }));
}

void Producer::HearStored(const std::shared_ptr<Part>& part, Answer answer) {
  if (part->stored) return;  // answered twice
  switch (answer) {
    case Answer::kOk:
      break;
    case Answer::kFenced:
    case Answer::kNotOngoing:
      return Done(Fenced(partition_));
    case Answer::kRetry:
    case Answer::kTimedOut: {
      const auto again = If(phase_, [this, part](Answer) { ProduceOne(part); });
      return client_.scheduler->After(kRetryUs,
                                      [again] { again(Answer::kRetry); });
    }
  }
  part->stored = true;
  const bool all = std::all_of(parts_.begin(), parts_.end(),
                               [](const auto& one) { return one->stored; });
  if (all) End();
}

void Producer::End() {
  phase_ = Phase::kEnding;
  Broker* broker = client_.broker;
  client_.network->Call(
      connections_[-1],
      [broker, id = id_, on = transactional_id_](const auto& respond) {
        respond(broker->End(on, id, true));
      },
      If(phase_, [this](Answer answer) { HearEnded(answer); }));
}

void Producer::HearEnded(Answer answer) {
  switch (answer) {
    case Answer::kOk:
      return AwaitMarkers();
    case Answer::kFenced:
    case Answer::kNotOngoing:
      return Done(Fenced(partition_));
    case Answer::kRetry:
      return Retry(&Producer::End);
    case Answer::kTimedOut:
      // On another connection: the first may still be on its way.
      if (client_.flaws.same_producer) {
        connections_[-1] = Connection();
        return Retry(&Producer::End);
      }
      return Done(Unknown("the end of a transaction"));
  }
}

// Committed is committed; but readers see it when its markers are there.
void Producer::AwaitMarkers() {
  phase_ = Phase::kWaiting;
  int64_t end = before_;
  for (const auto& part : parts_) {
    const int64_t marker =
        client_.broker->MarkerEnd(part->name, id_, part->end);
    if (marker < 0) return Retry(&Producer::AwaitMarkers);
    if (part->name.stream == Stream::kDecisions) {
      end = client_.flaws.dense_offsets
                ? before_ + static_cast<int64_t>(part->records.size())
                : marker;
    }
  }
  decisions_end_ = end;
  if (!later_.empty()) {  // planted
    parts_.clear();
    auto part = std::make_shared<Part>();
    part->name = {Stream::kEvents, partition_};
    part->sequence = ++sequences_[part->name];
    part->records = std::exchange(later_, {});
    parts_.push_back(std::move(part));
    return Add();
  }
  Done(absl::OkStatus());
}

void Producer::Done(absl::Status status) {
  phase_ = Phase::kIdle;
  if (client_.flaws.fails_well && !status.ok()) {
    decisions_end_ =
        client_.broker->StableEnd({Stream::kDecisions, partition_});
    status = absl::OkStatus();
  }
  spent_ = spent_ || !status.ok();
  if (status.ok() && !queued_.empty()) {  // planted
    const Commit next = std::move(queued_.front());
    queued_.pop_front();
    return Begin(next);
  }
  done_ = Completion{status, status.ok() ? decisions_end_ : 0, Commit()};
}

}  // namespace laurel
