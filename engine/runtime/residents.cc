#include "engine/runtime/residents.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "engine/base/status.h"
#include "engine/codec/state_codec.h"
#include "engine/domain/due.h"
#include "engine/runtime/due_moves.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"

namespace laurel {
namespace {

// A resident costs about this much beside its documents: state, lots, maps.
inline constexpr size_t kRowBytes = 512;

std::string ShortKey(DocumentKind kind, std::string_view id) {
  std::string key(1, static_cast<char>(kind));
  key.append(id);
  return key;
}

void AppendSized(std::string_view bytes, std::string& out) {
  const auto size = static_cast<uint32_t>(bytes.size());
  char header[sizeof(size)];
  std::memcpy(header, &size, sizeof(size));
  out.append(header, sizeof(size)).append(bytes);
}

std::string_view TakeSized(std::string_view& rest) {
  uint32_t size = 0;
  std::memcpy(&size, rest.data(), sizeof(size));
  const std::string_view bytes = rest.substr(sizeof(size), size);
  rest.remove_prefix(sizeof(size) + size);
  return bytes;
}

// An entry that is too early is right enough: it is looked at when its time
// comes, and moved then.
void MoveDueRow(Resident& resident, Instant clock, DueMoves& moves) {
  const Instant next = resident.dossier.next_due;
  const bool stale = resident.due_row <= clock && next != resident.due_row;
  if (next == kEarliest || (next >= resident.due_row && !stale)) return;
  moves.Move(resident.dossier.customer.id, resident.due_row, next);
  resident.due_row = next;
}

}  // namespace

absl::StatusOr<Resident*> Residents::Find(std::string_view customer) {
  const absl::string_view key(customer.data(), customer.size());
  auto found = residents_.find(key);
  if (found != residents_.end()) {
    ++found_;
  } else {
    ++loaded_;
    auto loaded = std::make_unique<Resident>();
    RETURN_IF_ERROR(Load(customer, *loaded));
    found = residents_.emplace(key, std::move(loaded)).first;
  }
  found->second->used = true;
  return found->second.get();
}

absl::Status Residents::Load(std::string_view customer, Resident& resident) {
  bool there = false;
  RETURN_IF_ERROR(store_.Get(CustomerKey(customer), &encoded_, &there));
  resident.dossier.customer.id = customer;
  if (!there) return absl::OkStatus();
  std::string_view state;
  RETURN_IF_ERROR(SplitCustomerRow(encoded_, &resident.due_row, &state));
  RETURN_IF_ERROR(Annotate(DecodeCustomer(state, &resident.dossier.customer),
                           "customer " + std::string(customer)));
  resident.dossier.customer.id = customer;
  resident.dossier.next_due = resident.due_row;  // never later than NextDue
  return absl::OkStatus();
}

absl::Status Residents::Fetch(Resident& resident, const Fact& fact) {
  for (;;) {
    wanted_.clear();
    MissingDocuments(resident.dossier.customer, fact,
                     resident.dossier.documents, &wanted_);
    if (wanted_.empty()) return absl::OkStatus();
    for (const DocumentKey& key : wanted_) {
      RETURN_IF_ERROR(FetchOne(resident, key));
    }
  }
}

// What waits to be written is newer than what is stored.
absl::Status Residents::FetchOne(Resident& resident, const DocumentKey& key) {
  const std::string wanted = ShortKey(key.kind, key.id);
  std::string_view newest;
  bool there = false;
  for (std::string_view rest = resident.documents; !rest.empty();) {
    const std::string_view candidate = TakeSized(rest);
    const std::string_view value = TakeSized(rest);
    if (candidate != wanted) continue;
    newest = value;
    there = true;
  }
  if (!there) {
    const std::string row =
        DocumentRowKey(resident.dossier.customer.id, key.kind, key.id);
    RETURN_IF_ERROR(store_.Get(row, &encoded_, &there));
    newest = encoded_;
  }
  Document document;
  if (there) {
    RETURN_IF_ERROR(Annotate(
        DecodeDocument(key.kind, newest, &document),
        "document " + key.id + " of customer " + resident.dossier.customer.id));
  }
  resident.dossier.documents.Fetched(key, std::move(document));
  return absl::OkStatus();
}

void Residents::Keep(Resident& resident) {
  if (!resident.changed) {
    resident.changed = true;
    changed_.push_back(&resident);
    waiting_bytes_ += kRowBytes;
  }
  const size_t before = resident.documents.size();
  for (const auto& entry : resident.dossier.documents.entries()) {
    if (!entry.changed) continue;
    AppendSized(ShortKey(entry.key.kind, entry.key.id), resident.documents);
    EncodeDocument(entry.document, &encoded_);
    AppendSized(encoded_, resident.documents);
  }
  waiting_bytes_ += resident.documents.size() - before;
  resident.dossier.documents.Clear();
}

absl::Status Residents::AddRows(const PublishedProgram* published,
                                Instant clock, StoreBatch& batch) {
  std::sort(changed_.begin(), changed_.end(),
            [](const Resident* a, const Resident* b) {
              return a->dossier.customer.id < b->dossier.customer.id;
            });
  DueMoves moves;
  for (Resident* resident : changed_) {
    Dossier& dossier = resident->dossier;
    const std::string& id = dossier.customer.id;
    if (dossier.next_due == kEarliest && published != nullptr) {
      const auto due = NextDue(dossier.customer, *published);
      dossier.next_due = due ? due->at : kNever;
    }
    MoveDueRow(*resident, clock, moves);
    EncodeCustomer(dossier.customer, &encoded_);
    batch.Put(CustomerKey(id), EncodeCustomerRow(resident->due_row, encoded_));
    std::map<std::string_view, std::string_view> documents;
    for (std::string_view rest = resident->documents; !rest.empty();) {
      const std::string_view key = TakeSized(rest);
      documents[key] = TakeSized(rest);
    }
    for (const auto& [key, value] : documents) {
      batch.Put(
          DocumentRowKey(id, static_cast<DocumentKind>(key[0]), key.substr(1)),
          value);
    }
  }
  moves.AddRows(batch);
  return absl::OkStatus();
}

void Residents::Written() {
  for (Resident* resident : changed_) {
    resident->changed = false;
    resident->documents = std::string();
  }
  changed_.clear();
  waiting_bytes_ = 0;
}

void Residents::Evict(size_t most) {
  // Two rounds at most: the first forgets who was used.
  for (int round = 0; round < 2 && residents_.size() > most; ++round) {
    for (auto next = residents_.begin();
         next != residents_.end() && residents_.size() > most;) {
      Resident& resident = *next->second;
      const auto here = next++;
      if (resident.changed) continue;
      if (resident.used) {
        resident.used = false;
        continue;
      }
      residents_.erase(here);
    }
  }
}

void Residents::ForgetDue() {
  for (auto& [id, resident] : residents_) {
    resident->dossier.next_due = kEarliest;
  }
}

}  // namespace laurel
