// What a whole facts log says about itself: which programs were published, and
// how far its clock is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/program_source.h"
#include "engine/base/time.h"
#include "engine/domain/program.h"
#include "engine/program/program_file.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/view_store.h"

namespace laurel {

// Shows `look` the facts of a partition in turn, until it says false or there
// are no more.
absl::Status VisitFacts(EventLog& log, int32_t partition,
                        const std::function<bool(const LogRecord&)>& look);

struct PublishedFact {
  uint32_t version = 0;
  std::string digest;
  std::string bytes;  // of the program_published
};

// The program with the greatest version of any partition; *everywhere says
// whether every partition has it. Nothing: none was published. Reads all
// facts, decodes those without a key.
absl::StatusOr<std::optional<PublishedFact>> LatestProgram(EventLog& log,
                                                           bool* everywhere);

// The first program of a partition, in case of an import one of its first
// records.
absl::StatusOr<std::optional<PublishedFact>> FirstProgram(EventLog& log,
                                                          int32_t partition);

// The latest program that a view has stored.
absl::StatusOr<std::optional<PublishedFact>> StoredProgram(ViewStore& view);

// The version that a program gets on a log.
struct NextProgram {
  uint32_t version = 1;
  bool is_there = false;  // every partition has just this program in force
};

// InvalidArgument, an error a line, if `next` cannot follow the log's latest.
absl::StatusOr<NextProgram> FollowOn(EventLog& log, const ProgramSource& next);

// Compiles it again, with the zones it carries.
absl::StatusOr<Program> Compile(const PublishedFact& published);

// The greatest recorded_at of all partitions; kEarliest: no facts. Reads and
// decodes all facts.
absl::StatusOr<Instant> ClockOf(EventLog& log);

}  // namespace laurel
