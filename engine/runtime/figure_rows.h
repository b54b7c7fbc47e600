// The rows of the kept figures of a partition, and their keys. Numbers in keys
// are big endian, those in values are variable in length: written and read
// again by the same machine, so the format is nobody else's.
//
//   key                                       value
//   c <counter, 1 byte> <label> <store> <day> the counter
//   m position                                how far: FigurePosition
//   n <name, 4 bytes>                         its text
//   p <customer>                              what is remembered of them
//   s <customer> 00 <sale, 8 bytes>           a sale of theirs
//   w                                         the sales of nobody
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/domain/decision.h"
#include "engine/domain/figure_memory.h"
#include "engine/runtime/event_log.h"

namespace laurel {

// Raised when a row changes its shape, or FigureFold what it counts; figures of
// another format are folded anew.
inline constexpr uint32_t kFiguresFormat = 1;

// How far the figures of a partition have folded, and of which log.
struct FigurePosition {
  uint32_t format = kFiguresFormat;
  uint32_t engine = kEngineVersion;
  LogIdentity log;
  int32_t partition = 0;
  int64_t last_fact = -1;      // offsets; -1: nothing was folded
  int64_t last_decision = -1;  // on that fact
  uint64_t last_fact_hash = 0;
  Instant latest = kEarliest;  // of FigureMemory
  // Publications as they stand on the log: the one in force, and the one that
  // will be when the last fact is done with. Empty: none.
  std::string program, next_program;
  bool operator==(const FigurePosition&) const = default;
};

inline constexpr std::string_view kPositionKey = "m position";
inline constexpr std::string_view kWalkInsKey = "w";

std::string FigureNameKey(FigureName name);
std::string FigureCounterKey(const FigureMemory::Place& place);
std::string FigurePersonKey(std::string_view customer);
std::string FigureSaleKey(std::string_view customer, uint64_t sale);

std::string EncodePosition(const FigurePosition& position);
std::string EncodeCounter(int64_t amount);
// Without the sales, which have rows of their own.
std::string EncodePerson(const FigurePerson& person);
std::string EncodeSales(const std::vector<FigureSale>& sales);

// DATA_LOSS: cut short, or names or counters that there are not. Of a position
// of another format only the format is read.
absl::Status DecodePosition(std::string_view row, FigurePosition* out);
absl::Status DecodeCounter(std::string_view row, int64_t* out);
absl::Status DecodeCounterKey(std::string_view key, size_t names,
                              FigureMemory::Place* out);
absl::Status DecodePerson(std::string_view row, size_t names,
                          FigurePerson* out);
absl::Status DecodeSales(std::string_view row, size_t names,
                         std::vector<FigureSale>* out);

}  // namespace laurel
