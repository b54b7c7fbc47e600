// The log port as a client of the broker model: what a Kafka connector has to
// do, by the rules of architecture.md, and what it may get wrong on purpose.
//
// A commit: add the partitions to the transaction, produce to them, and when
// all is acknowledged end it; done when its markers are there. Adding and
// producing are tried again until the deadline. An end that was not answered
// is not tried again: its outcome is unknown, and the writer spent.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/runtime/event_log.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/network.h"

namespace laurel {

// Planted in the client.
struct ClientFlaws {
  bool own_transactional_id = false;  // of each producer: nobody is fenced
  bool same_producer = false;  // goes on with it after an unknown outcome
  bool reads_uncommitted = false;
  bool passes_open = false;        // reads on behind what is not yet decided
  bool dense_offsets = false;      // counts records instead of asking
  bool events_apart = false;       // public events in a second transaction
  bool parked_apart = false;       // parked copies outside of any transaction
  bool facts_apart = false;        // forwarded facts and ticks the same
  bool answers_early = false;      // a commit is done when it is submitted
  bool submits_in_flight = false;  // ... and the next one does not wait for it
  bool fails_well = false;         // a failed commit is told as done
  bool ends_unacknowledged = false;  // the end is sent before all is stored
};

struct Client {
  Broker* broker = nullptr;
  Network* network = nullptr;
  Scheduler* scheduler = nullptr;
  const Faults* faults = nullptr;
  ClientFlaws flaws;
  // Called where a client waits: others may go on. May be empty.
  std::function<void()> wait;
  // Until when the process is stopped; what it hears waits. May be empty.
  std::function<int64_t()> asleep_until_us;
  // Called by Poll: for tests without a world that runs the scheduler.
  std::function<void()> drive;
  int64_t deadline_us = 150'000;  // of a commit
};

class SimulatedLog : public EventLog {
 public:
  // What `client` points at must outlive it.
  explicit SimulatedLog(Client client);

  const LogIdentity& identity() const override { return identity_; }
  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t partition) override;
  absl::StatusOr<int64_t> AppendedEnd(Stream stream,
                                      int32_t partition) override;
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) override;
  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t partition) override;

 private:
  class Reader;
  class Writer;

  absl::Status Weather(std::string_view what);
  int64_t EndOf(const LogName& name) const;
  void Fill(const LogName& name, int64_t* next, const ReadLimit& limit,
            LogBatch& batch) const;

  const Client client_;
  const LogIdentity identity_;
  int64_t opened_ = 0;                  // planted: own_transactional_id
  std::map<int32_t, ProducerId> kept_;  // planted: same_producer
};

}  // namespace laurel
