// The customers of a partition that are in memory: bounded by bytes, evicted
// by use when nothing of theirs waits to be written. As many as there is room
// for are open, as the rules see them; others are packed, as the view stores
// them, in about a sixth of the memory. Neither ever changes a result. One
// thread at a time.
//
// Without room, who is opened is packed again soon, while the processor's
// cache has her; who comes again before that takes the place of one that has
// not come for long.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/partition.h"
#include "engine/domain/step.h"
#include "engine/runtime/view_store.h"
#include "engine/runtime/view_write.h"

namespace laurel {

struct Resident {
  std::string id;
  std::unique_ptr<Dossier> open;   // null: packed
  std::string packed;              // empty: open
  Instant packed_due = kEarliest;  // while packed, next_due of the dossier
  Instant due_row = kNever;  // its entry in the stored due index; kNever: none
  Instant queued = kNever;   // her entry in the DueQueue; kNever: none
  size_t state_bytes = 0;    // of her state when it was encoded last
  bool changed = false;      // since the last write to the view was gathered
  bool used = false;         // again, since the last look
  std::string documents;     // changed since then, as AppendSized has them
  // As that write has her, until it is done; null: not in it.
  const WrittenCustomer* written = nullptr;

  Instant next_due() const { return open ? open->next_due : packed_due; }
};

class Residents {
 public:
  // Both must outlive it. `partition` is the one whose customers they are.
  Residents(ViewStore& store, const Partition& partition)
      : store_(store), partition_(partition) {}

  // About how much memory customers may take; some are always kept.
  void Limit(size_t bytes) { limit_ = bytes; }

  // The customer, open: from memory, from the store, or new. Valid, and open,
  // until the next Find. Her documents are gone by then, or when she is kept.
  absl::StatusOr<Resident*> Find(std::string_view customer);

  // Takes in customers from the store, packed, up to half of the limit: for
  // who needs most of them anyway, much cheaper than one by one.
  absl::Status LoadMany();

  // Fetches the documents that `fact` needs into the dossier.
  absl::Status Fetch(Resident& resident, const Fact& fact);

  // Keeps what a decision changed, of the one found last.
  void Keep(Resident& resident);

  // Bytes that wait to be written, about.
  size_t waiting_bytes() const { return waiting_states_ + waiting_documents_; }
  // Customers that changed since the last Gather, in no order; open or packed.
  const std::vector<Resident*>& changed() const { return changed_; }
  // Those whom the last Gather gathered, until Written.
  const std::vector<Resident*>& gathered() const { return gathered_; }
  size_t size() const { return residents_.size(); }
  // Of memory, about.
  size_t bytes() const;
  // How many were found in memory, and how many were not.
  int64_t found() const { return found_; }
  int64_t loaded() const { return loaded_; }

  // One of those that changed, as it is now. Valid until the next call.
  absl::StatusOr<const Customer*> Look(const Resident& resident);
  // Anybody, as she is now; one who is not in memory does not come into it.
  absl::StatusOr<const Customer*> LookUp(const std::string& customer);

  // Gathers all that changed, and how the due index moves. `write` is looked
  // into until Written is called, after it has been written. One at a time.
  absl::Status Gather(ViewWrite& write);
  void Written();

  // Lets go of customers not used lately, down to the limit; those that
  // changed stay. Not between Gather and Written.
  void Evict();

  // Her entry in the stored due index moved. Not between Gather and Written.
  void DueMoved(std::string_view customer, Instant to);

  // A program was published: nothing is known of what is due, neither here nor,
  // before IndexFollows, in the store.
  void ForgetDue();
  void IndexFollows() { index_follows_ = true; }

 private:
  absl::Status Load(Resident& resident);
  absl::Status Open(Resident& resident, std::string_view state);
  // Of who has that entry in the index: never later than NextDue.
  Instant DueOf(Instant row) const { return index_follows_ ? row : kEarliest; }
  bool full() const { return bytes() >= limit_; }
  size_t open_bytes() const;
  size_t opened() const { return open_.size() + newcomers_.size(); }
  void TakeBack();
  void MakeRoom();
  void PackAsFull(size_t most);
  void PackOne();
  void Pack(Resident& resident);
  void LearnDue(const Customer& customer, Instant* due) const;
  absl::Status FetchOne(Resident& resident, const DocumentKey& key);
  absl::Status GatherOne(Resident& resident, ViewWrite& write);

  ViewStore& store_;
  const Partition& partition_;
  // By Resident::id.
  absl::flat_hash_map<absl::string_view, std::unique_ptr<Resident>> residents_;
  std::deque<Resident*> newcomers_;  // opened last, the eldest first
  std::vector<Resident*> open_;      // the others; a ring ...
  size_t hand_ = 0;                  // ... and where packing looks next
  std::unique_ptr<Dossier> spare_;   // of one just packed, for its memory
  std::vector<Resident*> changed_, gathered_;
  // Lent to the one found last, for their memory: what fired at once for one
  // of ten years would stay with her.
  Documents documents_;
  Dossier* lent_to_ = nullptr;  // open, by Find
  bool index_follows_ = true;
  size_t limit_ = SIZE_MAX;
  size_t packed_bytes_ = 0;
  size_t opened_states_ = 0;   // sum of state_bytes of those who are open
  size_t waiting_states_ = 0;  // the same of changed_, and of what a row needs
  size_t waiting_documents_ = 0;
  size_t gathered_bytes_ = 0;
  int64_t found_ = 0, loaded_ = 0;
  // Kept for their memory.
  std::vector<DocumentKey> wanted_;
  std::string row_;      // of who is loaded
  std::string encoded_;  // a customer or document to be stored
  Customer looked_at_;
};

}  // namespace laurel
