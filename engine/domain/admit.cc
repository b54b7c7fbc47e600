// Whether a fact can be decided at all, before any customer is looked at.
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/checked.h"
#include "engine/domain/step.h"

namespace laurel {
namespace {

inline constexpr int64_t kFutureMs = 5 * kMinuteMs;

bool IsOurs(std::string_view source) {
  return source.substr(0, 7) == "laurel/";
}

// Control facts, and those forwarded by the engine, come from laurel alone;
// and laurel writes nothing else.
bool IsForged(const Fact& fact) {
  const bool engine_writes =
      IsControl(fact.body) ||
      std::holds_alternative<ReferralQualified>(fact.body);
  return engine_writes != IsOurs(fact.source);
}

int64_t SumOfLines(const PaymentCaptured& sale) {
  int128 sum = 0;
  for (const Line& line : sale.lines) sum += line.amount.minor;
  return sum > kMaxAmount ? kMaxAmount + 1 : static_cast<int64_t>(sum);
}

ParkReason Because(ParkReason reason, std::string sentence,
                   std::string* message) {
  *message = std::move(sentence);
  return reason;
}

ParkReason CheckTime(std::string_view field, Instant at, Instant append_time,
                     std::string* message) {
  if (at.ms < 0) {
    return Because(ParkReason::kTimeOutOfRange,
                   absl::StrCat(std::string(field), " is before 1970"),
                   message);
  }
  if (at >= kEndOfTimes) {
    return Because(
        ParkReason::kTimeOutOfRange,
        absl::StrCat(std::string(field),
                     " is after the year 8999; what follows from a fact must "
                     "end by 9999, the last year that can be written"),
        message);
  }
  if (at > append_time + kFutureMs) {
    return Because(
        ParkReason::kFutureTime,
        absl::StrCat(std::string(field), " is ",
                     (at.ms - append_time.ms) / kSecondMs,
                     " s ahead of the log; at most 300 s are taken. Is the "
                     "sender's clock right?"),
        message);
  }
  return ParkReason::kNone;
}

}  // namespace

void Resolve(RecordedFact& fact) {
  if (fact.fact.recorded_at == kNever) {
    fact.fact.recorded_at = fact.append_time;
  }
  if (fact.fact.occurred_at == kNever) {
    fact.fact.occurred_at = fact.fact.recorded_at;
  }
}

ParkReason Admit(const RecordedFact& recorded, std::string* message) {
  const Fact& fact = recorded.fact;
  if (std::holds_alternative<std::monostate>(fact.body)) {
    return Because(ParkReason::kNoBody, "the fact has no body", message);
  }
  if (IsForged(fact)) {
    return Because(ParkReason::kForgedControl,
                   IsOurs(fact.source)
                       ? "sources that begin with laurel/ are reserved"
                       : "only laurel itself writes such facts",
                   message);
  }
  for (const auto& [field, at] : {std::pair("recorded_at", fact.recorded_at),
                                  std::pair("occurred_at", fact.occurred_at)}) {
    const ParkReason reason =
        CheckTime(field, at, recorded.append_time, message);
    if (reason != ParkReason::kNone) return reason;
  }
  if (const auto* sale = std::get_if<PaymentCaptured>(&fact.body);
      sale != nullptr && SumOfLines(*sale) > kMaxAmount) {
    return Because(ParkReason::kAmountOutOfRange,
                   "the lines come to more than 10^13 minor units", message);
  }
  if (const auto* tick = std::get_if<ClockTicked>(&fact.body);
      tick != nullptr && tick->most > kMostFired) {
    return Because(ParkReason::kAmountOutOfRange,
                   absl::StrCat("most is ", tick->most, "; a tick fires ",
                                kMostFired, " customers at most, or all: 0"),
                   message);
  }
  return ParkReason::kNone;
}

void TakeInClock(const RecordedFact& fact, Partition& partition) {
  if (fact.fact.recorded_at > partition.clock) {
    partition.clock = fact.fact.recorded_at;
  }
}

}  // namespace laurel
