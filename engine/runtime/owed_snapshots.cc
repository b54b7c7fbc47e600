#include "engine/runtime/owed_snapshots.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/decision_codec.h"

namespace laurel {
namespace {

inline constexpr int kPiece = 4'096;  // decisions

}  // namespace

absl::Status OwedSnapshots::Open(EventLog& log, int32_t partition, int64_t told,
                                 int64_t folded) {
  ASSIGN_OR_RETURN(const OffsetRange range,
                   log.Range(Stream::kDecisions, partition));
  const int64_t begin = std::max(told, range.begin);
  end_ = folded;
  reading_ = begin < end_;
  if (!reading_) return absl::OkStatus();
  ASSIGN_OR_RETURN(decisions_,
                   LogCursor::Open(log, Stream::kDecisions, partition, begin));
  return absl::OkStatus();
}

absl::StatusOr<bool> OwedSnapshots::ReadSome() {
  for (int i = 0; i < kPiece; ++i) {
    ASSIGN_OR_RETURN(const LogRecord* record, decisions_.Peek());
    if (record == nullptr && decisions_.next_offset() < end_) return i > 0;
    if (record == nullptr || record->offset >= end_) {
      decisions_ = LogCursor();
      reading_ = false;
      return true;
    }
    RETURN_IF_ERROR(
        Annotate(DecodeDecision(record->value, &decision_),
                 absl::StrCat("decision at offset ", record->offset)));
    if (!decision_.customer_id.empty()) Add(decision_.customer_id);
    decisions_.Pop();
  }
  return true;
}

std::string OwedSnapshots::Take() {
  return std::move(customers_.extract(customers_.begin()).value());
}

}  // namespace laurel
