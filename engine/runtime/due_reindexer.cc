#include "engine/runtime/due_reindexer.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/due.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {

absl::StatusOr<bool> DueReindexer::LookAtSome(const PublishedProgram& current,
                                              size_t most) {
  if (from_.empty()) from_ = "c";
  const auto batch = store_.NewLargeBatch();
  absl::Status status;
  DueMoves moves;
  bool more = false;
  const auto look = [&](std::string_view key, std::string_view row) {
    more = most-- == 0;
    if (more) {
      from_ = key;
    } else {
      status = Look(current, {key, row}, moves, *batch);
    }
    return !more && status.ok();
  };
  RETURN_IF_ERROR(store_.Scan(from_, "d", look));
  RETURN_IF_ERROR(status);
  if (more && moves.first() == kNever) return false;
  moves.AddRows(*batch);
  first_ = std::min(first_, moves.first());
  if (!more) RETURN_IF_ERROR(Finish(current.version, *batch));
  RETURN_IF_ERROR(store_.Write(*batch));
  return !more;
}

absl::Status DueReindexer::Look(const PublishedProgram& current, Row customer,
                                DueMoves& moves, StoreBatch& batch) {
  Instant due_row;
  std::string_view state;
  RETURN_IF_ERROR(SplitCustomerRow(customer.value, &due_row, &state));
  RETURN_IF_ERROR(DecodeCustomer(state, &looked_at_));
  looked_at_.id = ParseCustomerKey(customer.key);
  const auto due = NextDue(looked_at_, current);
  if (!due || due->at >= due_row) return absl::OkStatus();
  moves.Move(looked_at_.id, due_row, due->at);
  residents_.DueMoved(looked_at_.id, due->at);
  batch.Put(customer.key, EncodeCustomerRow(due->at, state));
  return absl::OkStatus();
}

absl::Status DueReindexer::Finish(uint32_t version, StoreBatch& batch) {
  std::string row;
  bool there = false;
  RETURN_IF_ERROR(store_.Get(kProgressKey, &row, &there));
  Progress progress;
  RETURN_IF_ERROR(DecodeProgress(row, &progress));
  progress.indexed_version = version;
  batch.Put(kProgressKey, EncodeProgress(progress));
  from_.clear();
  return absl::OkStatus();
}

}  // namespace laurel
