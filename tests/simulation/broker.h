// A model of a Kafka cluster, as far as a commit protocol can notice it:
//
//   partition logs   entries with offsets; control markers take offsets too
//   replication      an entry is acknowledged and visible when it is
//                    replicated; a new leader drops what is not
//   producers        an id and an epoch each; batches carry a sequence number,
//                    so that one sent again is stored once
//   transactions     per transactional id, which is the partition's number:
//
//     empty --add--> ongoing --end--> prepared --markers written--> empty
//
//   Init raises the epoch; it aborts what is ongoing and finishes what is
//   prepared. Markers are written partition by partition, some time after the
//   end was answered, and a marker ends whatever its producer has open there.
//   Readers get what is committed below the last stable offset.
//
// As in Kafka without KIP-890 part 2, an end that comes late ends the next
// transaction of the same epoch. Times are those of `clock`.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/runtime/clock.h"
#include "engine/runtime/event_log.h"
#include "tests/laws/chance.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/scheduler.h"

namespace laurel {

// Snapshots of customers: engines write them for others and never read them, so
// the log port has no name for them.
inline constexpr auto kSnapshots = static_cast<Stream>(4);

struct LogName {
  Stream stream = Stream::kFacts;
  int32_t partition = 0;
  auto operator<=>(const LogName&) const = default;
};

struct ProducerId {
  int64_t id = 0;
  int32_t epoch = 0;
  auto operator<=>(const ProducerId&) const = default;
};

enum class Answer {
  kOk,
  kFenced,      // a newer epoch is known
  kRetry,       // no leader now, or what went before is not finished
  kNotOngoing,  // no such transaction
  kTimedOut,    // nothing was heard; the request may have been done
};

struct BrokerEntry {
  enum class Kind : uint8_t { kData, kCommit, kAbort };
  enum class Fate : uint8_t { kPlain, kOpen, kCommitted, kAborted };
  Kind kind = Kind::kData;
  Fate fate = Fate::kPlain;
  ProducerId producer;
  int64_t sequence = 0;     // of its batch
  int64_t transaction = 0;  // number of its transaction; 0: none
  int64_t time_ms = 0;
  std::string key, headers, value;

  bool Readable() const {
    return kind == Kind::kData &&
           (fate == Fate::kPlain || fate == Fate::kCommitted);
  }
};

// One replicated log. The offset of an entry is its index.
struct BrokerLog {
  std::vector<BrokerEntry> entries;
  int64_t replicated = 0;  // the high watermark
  int64_t leader = 0;      // how often the leader has changed
  bool available = true;
  std::map<int64_t, int64_t> open;  // first open entry by producer id
  std::vector<std::function<void(Answer)>> unacknowledged;

  int64_t end() const { return static_cast<int64_t>(entries.size()); }
  int64_t stable() const;  // the last stable offset
};

class Broker {
 public:
  using Respond = std::function<void(Answer)>;

  // What it refers to must outlive it.
  Broker(int32_t partitions, WallClock clock, Scheduler& scheduler,
         Chance& chance, const Faults& faults);

  int32_t partitions() const { return partitions_; }

  // ---- The coordinator ----
  ProducerId Init(int64_t transactional_id);
  Answer Add(int64_t transactional_id, ProducerId producer,
             const std::vector<LogName>& logs);
  Answer End(int64_t transactional_id, ProducerId producer, bool commit);
  // Aborts what has been ongoing for longer than `us`.
  void AbortOlderThan(int64_t us);

  // ---- The leaders ----
  // Responds when the batch is replicated, or why it is not stored. The batch
  // belongs to the ongoing transaction of `transactional_id`. *end: the offset
  // behind its last record, where it is stored.
  void Produce(int64_t transactional_id, ProducerId producer,
               const LogName& name, int64_t sequence, const Records& records,
               int64_t* end, const Respond& respond);
  // Appends outside of transactions, replicated at once. Returns the offset.
  int64_t Append(const LogName& name, const Record& record);
  // What is not replicated is gone.
  void ChangeLeader(const LogName& name);
  // An unclean election: acknowledged entries from `end` on are gone.
  void Lose(const LogName& name, int64_t end);
  void SetAvailable(const LogName& name, bool available);

  // ---- Reading ----
  const BrokerLog& log(const LogName& name) const { return logs_.at(name); }
  // Everything that a reader can read now ends here.
  int64_t StableEnd(const LogName& name) const { return log(name).stable(); }
  // Behind the first marker of the producer at or after `offset`; -1: it is
  // not there yet.
  int64_t MarkerEnd(const LogName& name, ProducerId producer,
                    int64_t offset) const;
  // No transaction is ongoing or half ended.
  bool Quiet() const;

  // Told what is done; may be empty.
  std::function<void(const std::string&)> note;

  // Planted: Init forgets to abort what is ongoing.
  bool forgets_aborts = false;

 private:
  enum class State { kEmpty, kOngoing, kCommitting, kAborting };
  struct Transaction {
    ProducerId producer;
    State state = State::kEmpty;
    int64_t number = 0;
    int64_t since_us = 0;
    bool committed = false;  // how the last one ended
    bool any = false;        // there was one
    std::set<LogName> logs;  // whose marker is not written
  };

  template <typename... Words>
  void Note(const Words&... words) const;
  void Prepare(int64_t transactional_id, Transaction& one, bool commit);
  void WriteMarker(const LogName& name, Transaction& one);
  void WriteMarkers(Transaction& one);
  void Replicate(const LogName& name, int64_t end);
  struct Stored {
    int64_t sequence = 0;
    int64_t end = 0;
  };
  // The batch that the producer has stored last; none: 0.
  Stored LastStored(const BrokerLog& log, ProducerId producer) const;

  const int32_t partitions_;
  const WallClock clock_;
  Scheduler& scheduler_;
  Chance& chance_;
  const Faults& faults_;
  std::map<LogName, BrokerLog> logs_;
  std::map<int64_t, Transaction> transactions_;  // by transactional id
  int64_t next_producer_ = 1;
  int64_t next_transaction_ = 1;
};

}  // namespace laurel
