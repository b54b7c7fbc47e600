// The customers of a partition that are in memory: decoded, bounded, evicted
// by use when nothing of theirs waits to be written. Residency never changes
// a result. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/domain/step.h"
#include "engine/runtime/view_store.h"

namespace laurel {

struct Resident {
  Dossier dossier;
  Instant due_row = kNever;  // its entry in the stored due index; kNever: none
  bool changed = false;      // since the last write to the view
  bool used = false;         // since the last look by eviction
  // Documents changed since the last write, as [u32 key size, key, u32 value
  // size, value]; of one key the last counts. A key is the kind and the id.
  std::string documents;
};

class Residents {
 public:
  // `store` must outlive it.
  explicit Residents(ViewStore& store) : store_(store) {}

  // The customer, from memory, from the store, or new. Valid until Evict.
  absl::StatusOr<Resident*> Find(std::string_view customer);

  // Fetches the documents that `fact` needs into the dossier.
  absl::Status Fetch(Resident& resident, const Fact& fact);

  // Keeps what a decision changed, and empties the dossier's documents.
  void Keep(Resident& resident);

  // Bytes that wait to be written, about.
  size_t waiting_bytes() const { return waiting_bytes_; }
  // Customers that changed since the last write, in no order.
  const std::vector<Resident*>& changed() const { return changed_; }
  size_t size() const { return residents_.size(); }
  // How many were found in memory, and how many were not.
  int64_t found() const { return found_; }
  int64_t loaded() const { return loaded_; }

  // Adds the rows of all that changed to `batch`, in the order of their keys.
  // `published` may be null; `clock` is the partition's. After the batch is
  // written, call Written.
  absl::Status AddRows(const PublishedProgram* published, Instant clock,
                       StoreBatch& batch);
  void Written();

  // Lets go of customers not used lately until at most `most` are left; those
  // that changed stay.
  void Evict(size_t most);

  // A program was published: nothing is known of what is due.
  void ForgetDue();

 private:
  absl::Status Load(std::string_view customer, Resident& resident);
  absl::Status FetchOne(Resident& resident, const DocumentKey& key);

  ViewStore& store_;
  absl::flat_hash_map<std::string, std::unique_ptr<Resident>> residents_;
  std::vector<Resident*> changed_;
  size_t waiting_bytes_ = 0;
  int64_t found_ = 0, loaded_ = 0;
  // Kept for their memory.
  std::vector<DocumentKey> wanted_;
  std::string encoded_;
};

}  // namespace laurel
