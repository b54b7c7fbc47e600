#include "engine/runtime/log_check.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/runtime/logged_fact.h"

namespace laurel {

absl::Status LogCheck::OfAppended() const {
  ASSIGN_OR_RETURN(const int64_t facts,
                   log_.AppendedEnd(Stream::kFacts, partition_));
  ASSIGN_OR_RETURN(const int64_t decisions,
                   log_.AppendedEnd(Stream::kDecisions, partition_));
  RETURN_IF_ERROR(Holds("facts", view_.next_fact, {0, facts}));
  return Holds("decisions", view_.next_decision, {0, decisions});
}

absl::Status LogCheck::OfOwned() {
  ASSIGN_OR_RETURN(const OffsetRange facts,
                   log_.Range(Stream::kFacts, partition_));
  ASSIGN_OR_RETURN(const OffsetRange decisions,
                   log_.Range(Stream::kDecisions, partition_));
  RETURN_IF_ERROR(Holds("facts", view_.next_fact, facts));
  RETURN_IF_ERROR(Holds("decisions", view_.next_decision, decisions));
  const bool any = view_.last_fact_hash != 0 && view_.next_fact > facts.begin;
  ASSIGN_OR_RETURN(
      last_fact_,
      LogCursor::Open(log_, Stream::kFacts, partition_,
                      any ? view_.next_fact - 1 : view_.next_fact, {1, 1}));
  return absl::OkStatus();
}

absl::Status LogCheck::Holds(std::string_view what, int64_t next,
                             const OffsetRange& log) const {
  const auto failure = [&](auto... why) {
    return absl::DataLossError(
        absl::StrCat("partition ", partition_, ": ", why...));
  };
  const std::string streamed(what);
  if (next < log.begin) {
    return failure(streamed, " from offset ", next,
                   " on are wanted, the log begins at ", log.begin,
                   ": what is before was deleted. Nothing was changed. On "
                   "Kafka retention.ms must be -1; a snapshot of the view that "
                   "reaches ",
                   log.begin, " can be restored");
  }
  if (next > log.end) {
    return failure("the view has folded ", streamed, " up to offset ", next,
                   ", the log holds ", log.begin, " to ", log.end,
                   ". Nothing was changed. If the log is right, run `laurel "
                   "rebuild`");
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> LogCheck::OfLastFact() {
  if (last_fact_.next_offset() >= view_.next_fact) return true;
  ASSIGN_OR_RETURN(const LogRecord* last, last_fact_.Peek());
  if (last == nullptr && last_fact_.next_offset() < view_.next_fact) {
    return false;
  }
  if (last != nullptr && last->offset < view_.next_fact &&
      HashOf(last->key, last->value) == view_.last_fact_hash) {
    return true;
  }
  return absl::DataLossError(absl::StrCat(
      "partition ", partition_, ": the fact at offset ", view_.next_fact - 1,
      " is not the one that the view has folded. Is this another log?"));
}

}  // namespace laurel
