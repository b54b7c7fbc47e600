// A random history before it is facts: small plain numbers that shrink well,
// and a text form to keep what once failed (seeds/*.history).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/program_patch.h"

namespace laurel {

enum class Deed : uint8_t {
  kPay,
  kVisit,
  kRefund,
  kRedeem,
  kReverse,
  kHold,
  kCapture,
  kRelease,
  kAdjust,
  kEnrol,
  kAssign,
  kMessage,
  kFeedback,
  kComplain,
  kConsent,
  kProfile,
  kAppoint,
  kEngage,
  kErase,
  kRepeat,     // the same fact again
  kReuse,      // another fact under an id that was used
  kAgain,      // another fact with a business id that was used
  kAnonymous,  // nobody's visit
  kTick,
  kPublish,
};
inline constexpr int kDeeds = 25;

// A line or a tender: what it is, as a number that story.cc reads, and an
// amount: minor units, or thousandths of what is refunded.
struct Part {
  int64_t what = 0;
  int64_t amount = 0;
  bool operator==(const Part&) const = default;
};

// What a deed does with `ref`, `amount` and `pick` stands in story.cc; any
// value is allowed, and 0 is the plainest.
struct Move {
  Deed deed = Deed::kPay;
  int64_t who = 0;      // the customer
  int64_t gap_ms = 0;   // after the move before
  int64_t late_ms = 0;  // learned of so long after it happened
  int64_t ref = 0;      // how far back the thing is that it names
  int64_t amount = 0;
  int64_t pick = 0;  // small choices
  std::vector<Part> lines;
  std::vector<Part> tenders;
  bool operator==(const Move&) const = default;
};

struct History {
  int64_t start_ms = 0;  // after the first instant of 2024 in Shanghai
  uint64_t chance = 0;   // where a law puts its ticks, repeats and crashes
  std::vector<std::vector<YamlPatch>> programs;  // of the laws' own program
  std::vector<Move> moves;
  std::vector<Part> refunds;  // of the last payment; what: a line, 0: none
  bool operator==(const History&) const = default;
};

// One line a move:
//
//   # What went wrong, in a sentence.
//   start 86400000
//   program
//     units[points].clawback: within_balance
//   c0 +3600000 pay pick=1 lines=1:12850,0:500 tenders=5:3000
//   refunds 1:500 0:250
std::string WriteHistory(const History& history);

// InvalidArgument names the line.
absl::StatusOr<History> ReadHistory(std::string_view text);

}  // namespace laurel
