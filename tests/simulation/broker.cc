#include "tests/simulation/broker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

std::string Words(const LogName& name) {
  return absl::StrCat(std::string(Name(name.stream)), " ", name.partition);
}

std::string Words(ProducerId producer) {
  return absl::StrCat("producer ", producer.id, "/", producer.epoch);
}

// Kafka gives a new id when the epoch is used up.
inline constexpr int32_t kLastEpoch = 32'766;

inline constexpr Stream kStreams[] = {Stream::kFacts, Stream::kDecisions,
                                      Stream::kEvents, Stream::kParked,
                                      kSnapshots};

}  // namespace

template <typename... Words>
void Broker::Note(const Words&... words) const {
  if (note) note(absl::StrCat("  broker: ", words...));
}

int64_t BrokerLog::stable() const {
  int64_t stable = replicated;
  for (const auto& [producer, first] : open) stable = std::min(stable, first);
  return stable;
}

Broker::Broker(int32_t partitions, WallClock clock, Scheduler& scheduler,
               Chance& chance, const Faults& faults)
    : partitions_(partitions),
      clock_(std::move(clock)),
      scheduler_(scheduler),
      chance_(chance),
      faults_(faults) {
  for (int32_t p = 0; p < partitions; ++p) {
    for (Stream stream : kStreams) logs_[{stream, p}];
  }
}

// ---- The coordinator --------------------------------------------------------

ProducerId Broker::Init(int64_t transactional_id) {
  const auto [found, first] = transactions_.try_emplace(transactional_id);
  Transaction& one = found->second;
  if (first) {
    // Some are about to use up their epochs.
    const int32_t epoch = chance_.OneIn(4) ? kLastEpoch - 3 : -1;
    one.producer = {next_producer_++, epoch};
  }
  if (one.state == State::kOngoing && !forgets_aborts) {
    ++one.producer.epoch;  // so that nothing more comes in
    Prepare(transactional_id, one, false);
  }
  WriteMarkers(one);
  one.state = State::kEmpty;
  if (++one.producer.epoch > kLastEpoch) one.producer = {next_producer_++, 0};
  one.any = false;
  Note("opens ", transactional_id, " for ", Words(one.producer));
  return one.producer;
}

Answer Broker::Add(int64_t transactional_id, ProducerId producer,
                   const std::vector<LogName>& logs) {
  Transaction& one = transactions_[transactional_id];
  if (producer != one.producer) return Answer::kFenced;
  if (one.state == State::kCommitting || one.state == State::kAborting) {
    return Answer::kRetry;
  }
  if (one.state == State::kEmpty) {
    one.state = State::kOngoing;
    one.number = next_transaction_++;
    one.since_us = scheduler_.now_us();
    one.logs.clear();
  }
  one.logs.insert(logs.begin(), logs.end());
  Note("transaction ", one.number, " of ", Words(producer), " has ",
       one.logs.size(), " logs, after ", Words(logs.front()));
  return Answer::kOk;
}

// Answered when it is sure to happen; the markers come later.
Answer Broker::End(int64_t transactional_id, ProducerId producer, bool commit) {
  Transaction& one = transactions_[transactional_id];
  if (producer != one.producer) return Answer::kFenced;
  switch (one.state) {
    case State::kOngoing:
      Prepare(transactional_id, one, commit);
      return Answer::kOk;
    case State::kCommitting:
      return commit ? Answer::kOk : Answer::kNotOngoing;
    case State::kAborting:
      return commit ? Answer::kNotOngoing : Answer::kOk;
    case State::kEmpty:
      break;
  }
  return !one.any || one.committed == commit ? Answer::kOk
                                             : Answer::kNotOngoing;
}

void Broker::Prepare(int64_t transactional_id, Transaction& one, bool commit) {
  one.state = commit ? State::kCommitting : State::kAborting;
  one.committed = commit;
  Note(commit ? "commits" : "aborts", " transaction ", one.number, " of ",
       Words(one.producer));
  one.any = true;
  if (one.logs.empty()) one.state = State::kEmpty;
  const int64_t number = one.number;
  for (const LogName& name : one.logs) {
    const bool slow = chance_.Below(1'000) < faults_.slow_marker;
    const int64_t delay = 50 + chance_.Below(slow ? 60'000 : 500);
    scheduler_.After(delay, [this, transactional_id, name, number] {
      Transaction& then = transactions_[transactional_id];
      const bool waits = then.number == number && then.logs.contains(name) &&
                         then.state != State::kOngoing;
      if (waits) WriteMarker(name, then);
    });
  }
}

void Broker::WriteMarker(const LogName& name, Transaction& one) {
  BrokerLog& log = logs_[name];
  const bool commit = one.state == State::kCommitting;
  const auto open = log.open.find(one.producer.id);
  if (open != log.open.end()) {
    for (int64_t i = open->second; i < log.end(); ++i) {
      BrokerEntry& entry = log.entries[static_cast<size_t>(i)];
      if (entry.producer.id != one.producer.id) continue;
      if (entry.fate != BrokerEntry::Fate::kOpen) continue;
      entry.fate =
          commit ? BrokerEntry::Fate::kCommitted : BrokerEntry::Fate::kAborted;
    }
    log.open.erase(open);
  }
  BrokerEntry marker;
  marker.kind = commit ? BrokerEntry::Kind::kCommit : BrokerEntry::Kind::kAbort;
  marker.producer = one.producer;
  marker.transaction = one.number;
  marker.time_ms = clock_();
  log.entries.push_back(std::move(marker));
  Note("marker of transaction ", one.number, " at ", Words(name), "-",
       log.end() - 1);
  Replicate(name, log.end());
  one.logs.erase(name);
  if (one.logs.empty()) one.state = State::kEmpty;
}

void Broker::WriteMarkers(Transaction& one) {
  if (one.state != State::kCommitting && one.state != State::kAborting) return;
  const std::set<LogName> names = one.logs;
  for (const LogName& name : names) WriteMarker(name, one);
  one.state = State::kEmpty;
}

void Broker::AbortOlderThan(int64_t us) {
  for (auto& [id, one] : transactions_) {
    if (one.state != State::kOngoing) continue;
    if (scheduler_.now_us() - one.since_us < us) continue;
    ++one.producer.epoch;  // whoever began it is fenced
    Prepare(id, one, false);
  }
}

bool Broker::Quiet() const {
  for (const auto& [id, one] : transactions_) {
    if (one.state != State::kEmpty) return false;
  }
  return true;
}

// ---- The leaders ------------------------------------------------------------

Broker::Stored Broker::LastStored(const BrokerLog& log,
                                  ProducerId producer) const {
  for (int64_t i = log.end() - 1; i >= 0; --i) {
    const BrokerEntry& entry = log.entries[static_cast<size_t>(i)];
    const bool data = entry.kind == BrokerEntry::Kind::kData;
    if (data && entry.producer == producer) return {entry.sequence, i + 1};
  }
  return {};
}

void Broker::Produce(int64_t transactional_id, ProducerId producer,
                     const LogName& name, int64_t sequence,
                     const Records& records, int64_t* stored_end,
                     const Respond& respond) {
  BrokerLog& log = logs_[name];
  if (!log.available) return respond(Answer::kRetry);
  const Transaction& one = transactions_[transactional_id];
  if (producer != one.producer) return respond(Answer::kFenced);
  if (one.state != State::kOngoing || !one.logs.contains(name)) {
    return respond(Answer::kNotOngoing);
  }
  const Stored last = LastStored(log, producer);
  if (sequence > last.sequence + 1) return respond(Answer::kRetry);
  if (sequence == last.sequence + 1) {
    log.open.try_emplace(producer.id, log.end());
    const int64_t before = log.entries.empty() ? 0 : log.entries.back().time_ms;
    for (const Record& record : records) {
      log.entries.push_back(
          {BrokerEntry::Kind::kData, BrokerEntry::Fate::kOpen, producer,
           sequence, one.number, std::max(clock_(), before),
           std::string(record.key), std::string(record.headers),
           std::string(record.value)});
    }
  }
  const int64_t end = LastStored(log, producer).end;
  *stored_end = end;
  Note(Words(producer), " stores ", Words(name), " up to ", end);
  if (log.replicated >= end) return respond(Answer::kOk);
  log.unacknowledged.push_back(respond);
  scheduler_.After(50 + chance_.Below(400),
                   [this, name, end, leader = log.leader] {
                     if (logs_[name].leader == leader) Replicate(name, end);
                   });
}

void Broker::Replicate(const LogName& name, int64_t end) {
  BrokerLog& log = logs_[name];
  log.replicated = std::max(log.replicated, end);
  if (log.replicated < log.end()) return;
  for (const Respond& respond : std::exchange(log.unacknowledged, {})) {
    respond(Answer::kOk);
  }
}

int64_t Broker::Append(const LogName& name, const Record& record) {
  BrokerLog& log = logs_[name];
  BrokerEntry entry;
  const int64_t before = log.entries.empty() ? 0 : log.entries.back().time_ms;
  entry.time_ms = std::max(clock_(), before);
  entry.key = record.key;
  entry.headers = record.headers;
  entry.value = record.value;
  log.entries.push_back(std::move(entry));
  Replicate(name, log.end());
  return log.end() - 1;
}

void Broker::ChangeLeader(const LogName& name) {
  BrokerLog& log = logs_[name];
  ++log.leader;
  Note("new leader of ", Words(name), ", cut from ", log.end(), " to ",
       log.replicated);
  log.entries.resize(static_cast<size_t>(log.replicated));
  std::erase_if(log.open,
                [&](const auto& open) { return open.second >= log.end(); });
  for (const Respond& respond : std::exchange(log.unacknowledged, {})) {
    respond(Answer::kRetry);
  }
}

void Broker::Lose(const LogName& name, int64_t end) {
  logs_[name].replicated = std::min(logs_[name].replicated, end);
  ChangeLeader(name);
}

void Broker::SetAvailable(const LogName& name, bool available) {
  logs_[name].available = available;
  if (!available) ChangeLeader(name);
}

int64_t Broker::MarkerEnd(const LogName& name, ProducerId producer,
                          int64_t offset) const {
  const BrokerLog& log = logs_.at(name);
  for (int64_t i = offset; i < log.end(); ++i) {
    const BrokerEntry& entry = log.entries[static_cast<size_t>(i)];
    if (entry.kind == BrokerEntry::Kind::kData) continue;
    if (entry.producer.id == producer.id) return i + 1;
  }
  return -1;
}

}  // namespace laurel
