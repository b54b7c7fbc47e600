#include "engine/runtime/decided_facts.h"

#include <chrono>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"

namespace laurel {
namespace {

inline constexpr int kLongestWaitMs = 30'000;

}  // namespace

absl::StatusOr<DecidedFacts> DecidedFacts::Open(EventLog& log,
                                                int32_t partition,
                                                int64_t next_fact,
                                                int64_t next_decision) {
  DecidedFacts decided;
  decided.partition_ = partition;
  ASSIGN_OR_RETURN(const OffsetRange decisions,
                   log.Range(Stream::kDecisions, partition));
  // After it: every decision has its fact.
  ASSIGN_OR_RETURN(const OffsetRange facts,
                   log.Range(Stream::kFacts, partition));
  decided.decisions_end_ = decisions.end;
  decided.facts_end_ = facts.end;
  ASSIGN_OR_RETURN(decided.facts_,
                   LogCursor::Open(log, Stream::kFacts, partition, next_fact));
  ASSIGN_OR_RETURN(
      decided.decisions_,
      LogCursor::Open(log, Stream::kDecisions, partition, next_decision));
  return decided;
}

// The fact stays at the cursor until its last decision was given.
absl::StatusOr<DecidedFacts::Found> DecidedFacts::Next() {
  ASSIGN_OR_RETURN(const LogRecord* record, decisions_.Peek());
  if (record == nullptr) {
    const bool end = decisions_.next_offset() >= decisions_end_;
    return end ? Found::kEnd : Found::kNothingYet;
  }
  if (record->offset >= decisions_end_) return Found::kEnd;
  decision_offset_ = record->offset;
  const std::string where = absl::StrCat(
      "partition ", partition_, ", decision at offset ", record->offset);
  RETURN_IF_ERROR(Annotate(DecodeDecision(record->value, &decision_), where));
  if (!more_of_fact_) {
    const absl::StatusOr<bool> taken = TakeFact();
    RETURN_IF_ERROR(Annotate(taken.status(), where));
    if (!*taken) return Found::kNothingYet;
  }
  more_of_fact_ = decision_.more;
  decisions_.Pop();
  if (!more_of_fact_) facts_.Pop();
  return Found::kDecision;
}

absl::StatusOr<bool> DecidedFacts::TakeFact() {
  ASSIGN_OR_RETURN(const LogRecord* record, facts_.Peek());
  const int64_t wanted = decision_.fact_offset;
  if (record == nullptr && wanted < facts_end_ &&
      wanted >= facts_.next_offset()) {
    return false;
  }
  if (record == nullptr || record->offset != wanted) {
    return absl::DataLossError(absl::StrCat(
        "it decides the fact at offset ", wanted, ", but the next fact is ",
        record == nullptr ? std::string("absent")
                          : absl::StrCat("at ", record->offset)));
  }
  ReadFact(partition_, *record, &fact_);
  return true;
}

absl::StatusOr<bool> DecidedFacts::Await() {
  for (int waited_ms = 0; waited_ms < kLongestWaitMs; ++waited_ms) {
    ASSIGN_OR_RETURN(const Found found, Next());
    if (found != Found::kNothingYet) return found == Found::kDecision;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return absl::UnavailableError(absl::StrCat(
      "partition ", partition_, ": no decisions for ", kLongestWaitMs / 1'000,
      " s, though the log reaches to offset ", decisions_end_));
}

}  // namespace laurel
