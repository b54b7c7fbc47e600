// One partition of the world in memory: a log of facts, the customers and
// documents they led to, and the same pure functions as live. The scenarios
// and the laws run in it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/forward.h"
#include "engine/domain/partition.h"
#include "engine/domain/step.h"

namespace laurel {

// What is stored of one customer.
struct Stored {
  Customer customer;
  std::map<DocumentKey, Document> documents;
  bool operator==(const Stored&) const = default;
};

// A fact on the log, and what was decided for it, in the order of the
// decisions log. A publication has its program, everything else null.
struct LogEntry {
  RecordedFact fact;
  std::vector<Decision> decisions;
  std::shared_ptr<const Program> program;
  uint32_t version = 0;
};

// Facts are views: whoever appends one keeps its bytes alive as long as the
// world. An error of any call is a bug of the engine, and the world is then
// meaningless. One thread.
//
//   MemoryWorld world;
//   world.Publish(1, program, at);
//   for (const Fact& fact : facts) world.Append(fact, fact.recorded_at);
//   world.Tick(end);
class MemoryWorld {
 public:
  using Decisions = std::vector<Decision>;

  // Whether referrals reach the referrer, or are left to whoever appends.
  enum class Forwards { kNo, kYes };
  explicit MemoryWorld(Forwards forwards = Forwards::kNo)
      : forwards_(forwards) {}

  // Appends a fact of a customer, or an anonymous one, and decides it: one
  // decision, parked where the fact is not admitted. In a world that forwards,
  // what it reports to another customer is appended right behind it and
  // decided as well.
  absl::StatusOr<Decisions> Append(const Fact& fact, Instant append_time);

  // Fires all that is due by the clock under the program before, in the order
  // (due instant, customer), then the new program is in force. A version that
  // is not greater is ignored.
  absl::StatusOr<Decisions> Publish(uint32_t version,
                                    std::shared_ptr<const Program> program,
                                    Instant at);

  // Time passes: fires all that is due by `at`, in the order (due instant,
  // customer); or the first `most` customers.
  absl::StatusOr<Decisions> Tick(Instant at, uint32_t most = 0);

  const Partition& partition() const { return partition_; }
  const std::map<std::string, Stored>& customers() const { return customers_; }
  // Null: nothing was ever decided for them.
  const Customer* Find(const std::string& customer_id) const;
  const std::vector<LogEntry>& log() const { return log_; }

  // The world that folding the log and its decisions with Replay alone gives.
  absl::StatusOr<MemoryWorld> Rebuilt() const;

 private:
  RecordedFact Stand(const Fact& fact, Instant append_time) const;
  RecordedFact Control(FactBody body, Instant at) const;
  absl::StatusOr<Decisions> Fire(const RecordedFact& cause, uint32_t most);
  absl::StatusOr<Decision> StepOne(const RecordedFact& recorded);
  absl::Status ReplayOne(const RecordedFact& cause, const Decision& decision);
  Dossier Load(const std::string& customer_id) const;
  void Save(const Dossier& dossier);

  Forwards forwards_;
  Partition partition_;
  std::map<std::string, Stored> customers_;
  std::vector<LogEntry> log_;
  std::vector<std::shared_ptr<const ForwardedFact>> forwarded_;  // their text
};

}  // namespace laurel
