// A history told as facts: what is appended to a log, in order.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/fact.h"
#include "tests/laws/history.h"
#include "tests/laws/programs.h"

namespace laurel {

struct Entry {
  enum class Kind { kFact, kTick, kPublish };
  Kind kind = Kind::kFact;
  Instant at;              // recorded_at
  Fact fact;               // a customer's, or an anonymous one
  std::string_view bytes;  // of the fact, as on the log
  LawProgram program;      // of a publication
  uint32_t version = 0;
  uint32_t most = 0;  // customers that a tick fires; 0: all
};

// Facts are views into what the story holds, which never moves.
struct Story {
  std::vector<Entry> entries;
  std::deque<std::string> bytes;
  Instant end;  // of what was recorded
  // The payment that `History::refunds` is about: an index of entries; -1:
  // there is none.
  int64_t last_payment = -1;
};

// All facts are appended then: later than all that is recorded, so that none
// is of the future but those meant to be.
inline constexpr Instant kAppendTime{4'100'000'000'000};

// InvalidArgument: a program of it does not compile.
absl::StatusOr<Story> Tell(const History& history);

// A fact as the log would give it back, with its bytes kept in the story.
Entry FactEntry(Story& story, const Fact& fact);

// One more refund of an earlier payment, as if it had been told.
struct RefundWish {
  std::string id;
  Instant at;
  std::vector<std::pair<std::string, int64_t>> lines;  // minor units
  int64_t amount = 0;  // where there are no lines
};
Entry RefundEntry(Story& story, const Fact& payment, const RefundWish& wish);

}  // namespace laurel
