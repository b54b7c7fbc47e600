#include "engine/runtime/due_queue.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status.h"
#include "engine/domain/due.h"

namespace laurel {
namespace {

// Entries of the index that are read at once.
inline constexpr size_t kReadAtOnce = 64;

}  // namespace

bool DueQueue::Later(const Entry& a, const Entry& b) {
  if (a.at != b.at) return a.at > b.at;
  return a.resident->id > b.resident->id;
}

// Of a customer's entries the one that says Resident::queued counts.
void DueQueue::Push(Entry entry) {
  if (entry.at >= entry.resident->queued) return;
  entry.resident->queued = entry.at;
  queue_.push_back(entry);
  std::push_heap(queue_.begin(), queue_.end(), Later);
}

DueQueue::Entry DueQueue::Pop() {
  std::pop_heap(queue_.begin(), queue_.end(), Later);
  const Entry entry = queue_.back();
  queue_.pop_back();
  if (entry.at == entry.resident->queued) entry.resident->queued = kNever;
  return entry;
}

// Whether all of the index that comes before the first has been read.
bool DueQueue::IsRead() const {
  if (queue_.empty()) return false;
  const Entry& first = queue_.front();
  if (first.at != read_to_.at) return first.at < read_to_.at;
  return first.resident->id <= read_to_.customer;
}

// The index will tell of her in time, unless her entry was read; or is being
// written, and the index has the one before or this one.
void DueQueue::Add(Resident& resident) {
  const Instant next = resident.next_due();
  const DueEntry stored{resident.due_row, resident.id};
  const bool told = next >= resident.due_row && stored > read_to_;
  if (told && resident.written == nullptr) return;
  Push({next, &resident, false});
}

absl::StatusOr<Resident*> DueQueue::Take() {
  RETURN_IF_ERROR(Settle(partition_.clock).status());
  if (First() > partition_.clock) return nullptr;
  return residents_.Find(Pop().resident->id);
}

absl::StatusOr<bool> DueQueue::Settle(Instant by, size_t looks) {
  for (;;) {
    if (read_to_.at <= by && !IsRead()) {
      RETURN_IF_ERROR(ReadSome(by));
      continue;
    }
    if (First() > by) return true;
    const Entry& first = queue_.front();
    const bool counts = first.at == first.resident->queued;
    const bool changed = first.at != first.resident->next_due();
    if (counts && first.looked && !changed) return true;
    if (counts && looks-- == 0) return false;
    const Entry entry = Pop();
    if (counts) RETURN_IF_ERROR(Look(entry));
  }
}

absl::Status DueQueue::Look(const Entry& entry) {
  ASSIGN_OR_RETURN(Resident * resident, residents_.Find(entry.resident->id));
  Dossier& dossier = *resident->open;
  const auto due = NextDue(dossier.customer, *partition_.Current());
  dossier.next_due = due ? due->at : kNever;
  // Her entry in the index moves with the next write.
  if (dossier.next_due != entry.at) residents_.Keep(*resident);
  Push({dossier.next_due, resident, true});
  return absl::OkStatus();
}

absl::Status DueQueue::ReadSome(Instant by) {
  std::vector<DueEntry> read;
  const auto take = [&](std::string_view key, std::string_view) {
    read.push_back(ParseDueKey(key));
    return read.size() < kReadAtOnce;
  };
  const std::string from = DueKey(read_to_.at, read_to_.customer) + '\0';
  const DueEntry end{by + 1, {}};
  RETURN_IF_ERROR(store_.Scan(from, DueKey(end.at, end.customer), take));
  if (read_to_ == DueEntry{begin_, {}}) {
    begin_ = read.empty() ? end.at : read.front().at;
  }
  read_to_ = read.size() < kReadAtOnce ? end : read.back();
  for (const DueEntry& entry : read) {
    ASSIGN_OR_RETURN(Resident * resident, residents_.Find(entry.customer));
    Push({entry.at, resident, false});
  }
  return absl::OkStatus();
}

void DueQueue::Clear(Instant first) {
  for (const Entry& entry : queue_) entry.resident->queued = kNever;
  queue_.clear();
  begin_ = std::min(begin_, first);
  read_to_ = {begin_, {}};
}

}  // namespace laurel
