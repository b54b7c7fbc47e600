// The fold of one partition: clock, programs, customers and the view behind
// them. Live, rebuild, verify and `laurel decide` drive the same fold; they
// differ in where facts come from and where decisions go. One thread at a
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/codec/snapshot_codec.h"
#include "engine/domain/decision.h"
#include "engine/domain/partition.h"
#include "engine/runtime/due_queue.h"
#include "engine/runtime/due_reindexer.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/logged_fact.h"
#include "engine/runtime/residents.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"
#include "engine/runtime/view_store.h"
#include "engine/runtime/view_write.h"

namespace laurel {

class PartitionFold {
 public:
  // `store` must outlive it.
  PartitionFold(int32_t partition, const LogIdentity& log, ViewStore& store);

  // Takes up what the store holds. FAILED_PRECONDITION, naming both values, if
  // that is the view of another log, partition or format.
  absl::Status Open();

  // Decides a fact, folds it, and tells each decision: one, or those of the
  // customers that a tick or a publication fires, up to kMostFired. False:
  // there are more; call again with the same fact. An error stops the
  // partition.
  using Told = std::function<absl::Status(const Decision&)>;
  absl::StatusOr<bool> Decide(const LoggedFact& fact, const Told& told);

  // About to replay many decisions.
  absl::Status LoadManyCustomers() { return residents_.LoadMany(); }

  // Folds a recorded decision of `fact`.
  absl::Status Replay(const LoggedFact& fact, const Decision& decision);

  // Sets a fact aside without deciding it: `laurel skip`.
  absl::Status Park(const LoggedFact& fact, ParkReason reason,
                    std::string_view message, const Told& told);

  // The decisions of the fact are on the log up to here: D.
  void DecisionsReach(int64_t next_decision) {
    progress_.next_decision = next_decision;
  }

  // About how much memory customers may take; without, all that come stay.
  void LimitResidents(size_t bytes) { residents_.Limit(bytes); }

  // Writes all that changed to the view, at a commit boundary, and lets go of
  // customers beyond the limit. Snapshots are left for later.
  absl::Status Write();
  // The same in three steps, between which it goes on deciding: what changed is
  // gathered at the boundary; once the log has it, and DecisionsReach has told
  // how far, it is written behind; Written says when that is done. `told`:
  // nobody is owed a snapshot once the log has what was gathered.
  absl::Status Gather(bool told);
  void WriteBehind();
  absl::StatusOr<bool> Written();

  // A program came into force that the due index does not follow yet: nothing
  // may fire before Write, or FollowSome, has made it. The view gets the
  // program first.
  bool IndexIsBehind() const {
    return partition_.Current() != nullptr &&
           partition_.Current()->version != progress_.indexed_version;
  }
  bool HasNewProgram() const { return !new_programs_.empty(); }
  bool MustFollowFirst(const LoggedFact& fact) const;
  // Lets the index follow the program by so many customers. False: there is
  // nothing to do, or nothing before Written.
  absl::StatusOr<bool> FollowSome(size_t customers);

  // Adds snapshots of the customers whom Gather would gather, from that one on,
  // until `out` has so many bytes; of one that was erased, an empty value.
  // Returns who is next; waiting(): nobody.
  absl::StatusOr<size_t> AddSnapshots(size_t from, size_t bytes, Format format,
                                      Records& out);
  // The same of one customer, as she is now; of nobody known, nothing.
  absl::Status AddSnapshot(const std::string& customer, Format format,
                           Records& out);
  // Customers that changed since the last Gather.
  const std::vector<Resident*>& changed() const { return residents_.changed(); }
  size_t waiting() const { return residents_.changed().size(); }
  size_t waiting_bytes() const { return residents_.waiting_bytes(); }
  size_t residents() const { return residents_.size(); }
  size_t resident_bytes() const { return residents_.bytes(); }
  int64_t residents_found() const { return residents_.found(); }
  int64_t residents_loaded() const { return residents_.loaded(); }
  // How many customers fired when that was last decided.
  int64_t last_fired() const { return last_fired_; }
  // Whether the fact decided last is a tick that left something due.
  bool left_due() const { return left_due_; }

  // Whether something is due by then. Absent: more customers have to be looked
  // at than this does at once; ask again.
  absl::StatusOr<std::optional<bool>> IsDue(Instant by);

  // A customer as of now, null if not known. Valid until the next call.
  absl::StatusOr<const Customer*> Find(std::string_view customer);

  const Progress& progress() const { return progress_; }
  const Partition& partition() const { return partition_; }

 private:
  absl::Status OpenPrograms();
  absl::Status DecideCustomer(const LoggedFact& fact, const Told& told);
  absl::StatusOr<bool> DecideControl(const LoggedFact& fact, const Told& told);
  absl::Status Finish(const LoggedFact& fact);
  absl::Status FinishControl(const LoggedFact& fact);
  absl::Status Install(const LoggedFact& fact);
  // The program that the fact publishes, compiled once.
  absl::StatusOr<std::shared_ptr<const Program>> ProgramOf(
      const LoggedFact& fact);
  absl::Status FinishWrite();
  absl::Status FollowAll();
  void ReadIndexAgain(Instant first);
  void Keep(Resident& resident);
  void FinishProgress();
  void Snapshot(const Customer& customer, Format format, Records& out) const;
  absl::StatusOr<bool> FireSome(const LoggedFact& fact, const Told& told);

  const int32_t number_;
  const LogIdentity log_;
  ViewStore& store_;
  Residents residents_;
  Partition partition_;
  DueQueue due_;
  DueReindexer reindexer_;
  Progress progress_;
  std::vector<std::pair<uint32_t, std::string>> new_programs_;  // rows
  std::shared_ptr<const Program> loaded_;  // by ProgramOf, from the fact at
  int64_t loaded_from_ = 0;
  std::shared_ptr<ViewWrite> write_;  // gathered; null: none
  int64_t last_fired_ = 0;
  bool left_due_ = false;
  Decision decision_, held_back_;
};

}  // namespace laurel
