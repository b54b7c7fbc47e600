// A fold in memory: facts in the order they are given, as the log of one
// partition, under programs of one's choice. What `laurel decide` does.
//
//   Rehearsal rehearsal;
//   RETURN_IF_ERROR(rehearsal.Publish(program));
//   RETURN_IF_ERROR(rehearsal.Add(0, bytes, tell));
//   RETURN_IF_ERROR(rehearsal.Tick(1, until, tell));
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "cli/program_source.h"
#include "engine/domain/customer.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/partition_fold.h"

namespace laurel {

class Rehearsal {
 public:
  // Of each decision; the fact is its cause.
  using Tell = std::function<void(const LoggedFact&, const Decision&)>;

  Rehearsal();

  // Brings version 1 into force, before the first fact.
  absl::Status Publish(const ProgramSource& source);

  // Decides a fact that stands at `offset`. A fact without recorded_at was
  // recorded when it occurred, or at the greatest recorded_at seen, whichever
  // is later. A control fact needs no reserved source. InvalidArgument: it has
  // no time at all. `bytes` may be rewritten.
  absl::Status Add(int64_t offset, std::string bytes, const Tell& tell);

  // Lets time pass until `at`.
  absl::Status Tick(int64_t offset, Instant at, const Tell& tell);

  // Every known customer, in the order of their ids.
  absl::Status VisitCustomers(
      const std::function<void(const Customer&)>& visit);

  // The program in force; null before the first.
  const Program* program() const;

 private:
  absl::Status Decide(const LogRecord& record, const Tell& tell);

  MemoryStore store_;
  PartitionFold fold_;
  Instant greatest_ = kEarliest;  // recorded_at seen
  LoggedFact fact_;
};

}  // namespace laurel
