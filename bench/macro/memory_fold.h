// The fold with nothing around it: facts as bytes, customers in memory, and
// decisions and documents that are made and dropped.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "bench/macro/glow.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"
#include "engine/domain/partition.h"
#include "engine/domain/step.h"
#include "engine/runtime/event_log.h"

namespace laurel {

class MemoryFold {
 public:
  explicit MemoryFold(const Glow& glow);

  // Decodes, decides and folds a fact. INTERNAL, naming it, if it is parked or
  // rejected: this workload has none of those.
  absl::Status Take(const LogRecord& record);

  // The parts of Take, in order.
  absl::Status Read(const LogRecord& record, RecordedFact* fact);
  absl::Status Decide(const RecordedFact& fact, Decision* out);

  // In no order.
  auto begin() const { return customers_.begin(); }
  auto end() const { return customers_.end(); }

  int64_t events() const { return events_; }
  // Of all customers together, whatever their order.
  uint64_t Digest() const;

 private:
  Dossier& Find(const Fact& fact);

  Partition partition_;
  absl::flat_hash_map<std::string, std::unique_ptr<Dossier>> customers_;
  RecordedFact fact_;
  std::string message_;
  Decision decision_;
  std::vector<DocumentKey> wanted_;
  Documents documents_;  // lent to each dossier, for its memory
  int64_t events_ = 0;
};

}  // namespace laurel
