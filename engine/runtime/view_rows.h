// The values of the rows that are not state.proto: little-endian integers,
// then bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/base/time.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Raised when a row changes its shape, or what a customer keeps; another format
// is refused.
inline constexpr uint32_t kViewFormat = 6;

// How far a view has folded, and of which log. S and D of the commit protocol:
// the next fact and the next decision that are not in it.
struct Progress {
  uint32_t format = kViewFormat;
  LogIdentity log;
  int32_t partition = 0;
  int64_t next_fact = 0;        // S
  int64_t next_decision = 0;    // D
  uint64_t last_fact_hash = 0;  // of the fact before S; 0: none
  Instant clock = kEarliest;
  bool importing = false;
  uint32_t indexed_version = 0;  // the program that the due index is for
  // Of all decisions before it the customers' snapshots are on the log.
  int64_t told_decision = 0;
  bool operator==(const Progress&) const = default;
};

std::string EncodeProgress(const Progress& progress);
absl::Status DecodeProgress(std::string_view bytes, Progress* out);

// FAILED_PRECONDITION, naming both values, if that is the view of another log
// or partition.
absl::Status CheckOrigin(const Progress& stored, const LogIdentity& log,
                         int32_t partition);

// A customer's row: the entry it has in the due index (kNever: none), then its
// encoded state.
std::string EncodeCustomerRow(Instant due_row, std::string_view state);
absl::Status SplitCustomerRow(std::string_view row, Instant* due_row,
                              std::string_view* state);

// A published program: when it came into force, then the bytes of its fact.
std::string EncodeProgramRow(Instant since, std::string_view fact);
absl::Status SplitProgramRow(std::string_view row, Instant* since,
                             std::string_view* fact);

}  // namespace laurel
