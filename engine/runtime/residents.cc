#include "engine/runtime/residents.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/due.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

// What a customer takes of memory, about, beside its packed state and its
// documents: its entry; what it takes when it is open, in all and for each byte
// of the state: 8, and room that it had for another (bench/README.md).
inline constexpr size_t kEntryBytes = 320;
inline constexpr size_t kOpenBytes = 1 << 10;
inline constexpr size_t kOpenByStateByte = 10;

// What a packed state takes, about: an allocator rounds up to one of four sizes
// for each power of two, and states that come and go leave as much in holes.
size_t RoomOf(const std::string& packed) {
  return packed.size() + packed.size() / 4;
}

// What a customer who changed takes in a write, about, beside her state and her
// documents; a new one has no state yet.
inline constexpr size_t kChangedBytes = 256;

// Few enough for a cache of 256 KB, and the least that are open.
inline constexpr size_t kNewcomers = 16;

std::string ShortKey(DocumentKind kind, std::string_view id) {
  std::string key(1, static_cast<char>(kind));
  key.append(id);
  return key;
}

// The newest of those in `documents`; absent: none.
std::optional<std::string_view> Newest(std::string_view documents,
                                       std::string_view wanted) {
  std::optional<std::string_view> newest;
  while (!documents.empty()) {
    const std::string_view key = TakeSized(documents);
    const std::string_view value = TakeSized(documents);
    if (key == wanted) newest = value;
  }
  return newest;
}

// An entry that is too early is right enough: it is looked at when its time
// comes, and moved then.
void MoveDueRow(Resident& resident, Instant clock, DueMoves& moves) {
  const Instant next = resident.next_due();
  const bool stale = resident.due_row <= clock && next != resident.due_row;
  if (next == kEarliest || (next >= resident.due_row && !stale)) return;
  moves.Move(resident.id, resident.due_row, next);
  resident.due_row = next;
}

}  // namespace

// ---- In memory --------------------------------------------------------------

size_t Residents::bytes() const {
  return residents_.size() * kEntryBytes + open_bytes() + packed_bytes_ +
         waiting_documents_ + gathered_bytes_;
}

size_t Residents::open_bytes() const {
  return opened() * kOpenBytes + opened_states_ * kOpenByStateByte;
}

absl::StatusOr<Resident*> Residents::Find(std::string_view customer) {
  TakeBack();
  const auto found = residents_.find({customer.data(), customer.size()});
  Resident* resident = nullptr;
  if (found != residents_.end()) {
    ++found_;
    resident = found->second.get();
    if (resident->open) {
      resident->used = true;
    } else {
      RETURN_IF_ERROR(Open(*resident, resident->packed));
    }
  } else {
    ++loaded_;
    auto loaded = std::make_unique<Resident>();
    loaded->id = customer;
    RETURN_IF_ERROR(Load(*loaded));
    resident = loaded.get();
    residents_.emplace(resident->id, std::move(loaded));
  }
  lent_to_ = resident->open.get();
  lent_to_->documents.Swap(documents_);
  return resident;
}

void Residents::TakeBack() {
  if (lent_to_ == nullptr) return;
  documents_.Swap(std::exchange(lent_to_, nullptr)->documents);
  documents_.Clear();
}

absl::Status Residents::Load(Resident& resident) {
  bool there = false;
  RETURN_IF_ERROR(store_.Get(CustomerKey(resident.id), &row_, &there));
  if (!there) return Open(resident, {});
  std::string_view state;
  RETURN_IF_ERROR(SplitCustomerRow(row_, &resident.due_row, &state));
  resident.packed_due = DueOf(resident.due_row);
  return Open(resident, state);
}

absl::Status Residents::LoadMany() {
  absl::Status status;
  const auto take = [&](std::string_view key, std::string_view row) {
    const std::string_view id = ParseCustomerKey(key);
    if (residents_.contains({id.data(), id.size()})) return true;
    auto loaded = std::make_unique<Resident>();
    std::string_view state;
    status = SplitCustomerRow(row, &loaded->due_row, &state);
    if (!status.ok()) return false;
    loaded->id = id;
    loaded->packed = state;
    loaded->packed_due = DueOf(loaded->due_row);
    loaded->state_bytes = state.size();
    packed_bytes_ += RoomOf(loaded->packed);
    residents_.emplace(loaded->id, std::move(loaded));
    return bytes() < limit_ / 2;
  };
  RETURN_IF_ERROR(store_.Scan("c", "d", take));
  return status;
}

// `state` is empty for somebody new. On failure the resident is as it was.
absl::Status Residents::Open(Resident& resident, std::string_view state) {
  MakeRoom();
  auto dossier = std::move(spare_);
  if (dossier == nullptr || state.empty()) {
    dossier = std::make_unique<Dossier>();
  }
  if (!state.empty()) {
    RETURN_IF_ERROR(Annotate(DecodeCustomer(state, &dossier->customer),
                             "customer " + resident.id));
  }
  dossier->customer.id = resident.id;
  dossier->next_due = resident.packed_due;
  packed_bytes_ -= RoomOf(resident.packed);
  resident.packed = std::string();
  resident.state_bytes = state.size();
  opened_states_ += resident.state_bytes;
  resident.open = std::move(dossier);
  resident.used = false;
  newcomers_.push_back(&resident);
  return absl::OkStatus();
}

void Residents::MakeRoom() {
  if (newcomers_.size() < kNewcomers) return;
  Resident& eldest = *newcomers_.front();
  newcomers_.pop_front();
  if (full() && !std::exchange(eldest.used, false)) {
    Pack(eldest);
    eldest.used = true;  // not long ago
  } else {
    open_.push_back(&eldest);
  }
  PackAsFull(1);
}

void Residents::PackAsFull(size_t most) {
  for (; most > 0 && full() && !open_.empty(); --most) PackOne();
}

// A second chance for those used since the hand came by.
void Residents::PackOne() {
  for (;; ++hand_) {
    if (hand_ >= open_.size()) hand_ = 0;
    Resident& resident = *open_[hand_];
    if (!std::exchange(resident.used, false)) break;
  }
  Pack(*open_[hand_]);
  open_[hand_] = open_.back();
  open_.pop_back();
}

void Residents::Pack(Resident& resident) {
  if (lent_to_ == resident.open.get()) TakeBack();
  LearnDue(resident.open->customer, &resident.open->next_due);
  resident.packed_due = resident.open->next_due;
  EncodeCustomer(resident.open->customer, &encoded_);
  resident.packed = std::string(encoded_);  // no larger than it must be
  packed_bytes_ += RoomOf(resident.packed);
  opened_states_ -= resident.state_bytes;
  resident.state_bytes = resident.packed.size();
  spare_ = std::move(resident.open);
}

void Residents::LearnDue(const Customer& customer, Instant* due) const {
  const PublishedProgram* published = partition_.Current();
  if (*due != kEarliest || published == nullptr) return;
  const auto next = NextDue(customer, *published);
  *due = next ? next->at : kNever;
}

void Residents::Evict() {
  const size_t keep = limit_ / 4 * 3;
  const auto too_many = [&] { return bytes() - open_bytes() > keep; };
  // Two rounds at most: the first forgets who was used.
  for (int round = 0; round < 2 && too_many(); ++round) {
    for (auto next = residents_.begin();
         next != residents_.end() && too_many();) {
      Resident& resident = *next->second;
      const auto here = next++;
      if (resident.changed || resident.open) continue;
      if (std::exchange(resident.used, false)) continue;
      packed_bytes_ -= RoomOf(resident.packed);
      residents_.erase(here);
    }
  }
}

void Residents::DueMoved(std::string_view customer, Instant to) {
  const auto found = residents_.find({customer.data(), customer.size()});
  if (found != residents_.end()) found->second->due_row = to;
}

void Residents::ForgetDue() {
  index_follows_ = false;
  for (auto& [id, resident] : residents_) {
    resident->packed_due = kEarliest;
    if (resident->open) resident->open->next_due = kEarliest;
  }
}

// ---- Documents --------------------------------------------------------------

absl::Status Residents::Fetch(Resident& resident, const Fact& fact) {
  for (;;) {
    wanted_.clear();
    MissingDocuments(resident.open->customer, fact, resident.open->documents,
                     &wanted_);
    if (wanted_.empty()) return absl::OkStatus();
    for (const DocumentKey& key : wanted_) {
      RETURN_IF_ERROR(FetchOne(resident, key));
    }
  }
}

// What waits to be written is newer than what is being written, and that is
// newer than what is stored.
absl::Status Residents::FetchOne(Resident& resident, const DocumentKey& key) {
  const std::string wanted = ShortKey(key.kind, key.id);
  auto newest = Newest(resident.documents, wanted);
  if (!newest && resident.written != nullptr) {
    newest = Newest(resident.written->documents, wanted);
  }
  if (!newest) {
    const std::string row = DocumentRowKey(resident.id, key.kind, key.id);
    bool there = false;
    RETURN_IF_ERROR(store_.Get(row, &encoded_, &there));
    if (there) newest = encoded_;
  }
  Document document;
  if (newest) {
    RETURN_IF_ERROR(
        Annotate(DecodeDocument(key.kind, *newest, &document),
                 "document " + key.id + " of customer " + resident.id));
  }
  resident.open->documents.Fetched(key, std::move(document));
  return absl::OkStatus();
}

void Residents::Keep(Resident& resident) {
  if (!resident.changed) {
    resident.changed = true;
    changed_.push_back(&resident);
    waiting_states_ += kChangedBytes + resident.state_bytes;
  }
  const size_t before = resident.documents.size();
  for (const auto& entry : resident.open->documents.entries()) {
    if (!entry.changed) continue;
    AppendSized(ShortKey(entry.key.kind, entry.key.id), resident.documents);
    EncodeDocument(entry.document, &encoded_);
    AppendSized(encoded_, resident.documents);
  }
  waiting_documents_ += resident.documents.size() - before;
  TakeBack();
}

// ---- The view ---------------------------------------------------------------

absl::StatusOr<const Customer*> Residents::Look(const Resident& resident) {
  if (resident.open) return &resident.open->customer;
  RETURN_IF_ERROR(DecodeCustomer(resident.packed, &looked_at_));
  looked_at_.id = resident.id;
  return &looked_at_;
}

absl::StatusOr<const Customer*> Residents::LookUp(const std::string& customer) {
  const auto found = residents_.find(customer);
  if (found != residents_.end()) return Look(*found->second);
  bool there = false;
  RETURN_IF_ERROR(store_.Get(CustomerKey(customer), &row_, &there));
  looked_at_ = Customer();
  looked_at_.id = customer;
  if (!there) return &looked_at_;
  Instant due_row;
  std::string_view state;
  RETURN_IF_ERROR(SplitCustomerRow(row_, &due_row, &state));
  RETURN_IF_ERROR(DecodeCustomer(state, &looked_at_));
  looked_at_.id = customer;
  return &looked_at_;
}

absl::Status Residents::Gather(ViewWrite& write) {
  write.customers.reserve(changed_.size());  // they stay where they are
  for (Resident* resident : changed_) {
    RETURN_IF_ERROR(GatherOne(*resident, write));
  }
  gathered_ = std::exchange(changed_, {});
  gathered_bytes_ += std::exchange(waiting_documents_, 0);
  waiting_states_ = 0;
  PackAsFull(SIZE_MAX);  // they have grown
  return absl::OkStatus();
}

absl::Status Residents::GatherOne(Resident& resident, ViewWrite& write) {
  if (resident.open) {
    LearnDue(resident.open->customer, &resident.open->next_due);
    EncodeCustomer(resident.open->customer, &encoded_);
    opened_states_ += encoded_.size() - resident.state_bytes;
    resident.state_bytes = encoded_.size();
  } else if (resident.packed_due == kEarliest) {
    ASSIGN_OR_RETURN(const Customer* customer, Look(resident));
    LearnDue(*customer, &resident.packed_due);
  }
  MoveDueRow(resident, partition_.clock, write.moves);
  const std::string& state = resident.open ? encoded_ : resident.packed;
  write.customers.push_back({resident.id, state,
                             std::exchange(resident.documents, {}),
                             resident.due_row});
  gathered_bytes_ += state.size();
  resident.written = &write.customers.back();
  resident.changed = false;
  return absl::OkStatus();
}

void Residents::Written() {
  for (Resident* resident : gathered_) resident->written = nullptr;
  gathered_.clear();
  gathered_bytes_ = 0;
}

}  // namespace laurel
