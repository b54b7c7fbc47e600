#include "engine/runtime/decided_facts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"

namespace laurel {

absl::StatusOr<DecidedFacts> DecidedFacts::Open(EventLog& log,
                                                int32_t partition,
                                                int64_t next_fact,
                                                int64_t next_decision) {
  DecidedFacts decided;
  decided.partition_ = partition;
  ASSIGN_OR_RETURN(decided.facts_,
                   LogCursor::Open(log, Stream::kFacts, partition, next_fact));
  ASSIGN_OR_RETURN(
      decided.decisions_,
      LogCursor::Open(log, Stream::kDecisions, partition, next_decision));
  return decided;
}

// The fact stays at the cursor until its last decision was given.
absl::StatusOr<bool> DecidedFacts::Next() {
  ASSIGN_OR_RETURN(const LogRecord* record, decisions_.Peek());
  if (record == nullptr) return false;
  decision_offset_ = record->offset;
  const std::string where = absl::StrCat(
      "partition ", partition_, ", decision at offset ", record->offset);
  RETURN_IF_ERROR(Annotate(DecodeDecision(record->value, &decision_), where));
  if (!more_of_fact_) RETURN_IF_ERROR(Annotate(TakeFact(), where));
  more_of_fact_ = decision_.more;
  decisions_.Pop();
  if (!more_of_fact_) facts_.Pop();
  return true;
}

absl::Status DecidedFacts::TakeFact() {
  ASSIGN_OR_RETURN(const LogRecord* record, facts_.Peek());
  if (record == nullptr || record->offset != decision_.fact_offset) {
    return absl::DataLossError(
        absl::StrCat("it decides the fact at offset ", decision_.fact_offset,
                     ", but the next fact is ",
                     record == nullptr ? std::string("absent")
                                       : absl::StrCat("at ", record->offset)));
  }
  ReadFact(partition_, *record, &fact_);
  return absl::OkStatus();
}

}  // namespace laurel
