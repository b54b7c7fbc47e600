// A view on a disk that crashes: what was not synced is lost from its end, as
// of one column family without a write-ahead log.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/runtime/view_store.h"

namespace laurel {

// The rows, and how to take back the batches that are not synced. A value:
// a copy is a snapshot.
class Disk {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;
  using Row = std::pair<std::string, std::optional<std::string>>;  // none: gone

  const Rows& rows() const { return rows_; }
  void Apply(const std::vector<Row>& changes);
  void Sync() { unsynced_.clear(); }
  size_t unsynced() const { return unsynced_.size(); }

  // The power goes: of the batches that are not synced the first `kept` stay.
  // Planted: `torn` leaves half of the first that is lost; `holes` loses the
  // first of them instead of the last.
  void Crash(size_t kept, bool torn = false, bool holes = false);

 private:
  using Undo = std::vector<Row>;  // what was there before, last change first

  void Set(const Row& row);

  Rows rows_;
  std::vector<Undo> unsynced_;
};

class DiskBatch;

// The store port on a disk, which must outlive it. What is written behind comes
// to the disk before some later call, and is told done at a later one still;
// `slow` is asked whether not yet. Destroyed before that, it forgets it.
class DiskStore : public ViewStore {
 public:
  explicit DiskStore(Disk& disk, std::function<bool()> slow = nullptr);
  ~DiskStore() override;

  absl::Status Get(std::string_view key, std::string* value,
                   bool* found) override;
  std::unique_ptr<StoreBatch> NewBatch() override;
  absl::Status Write(StoreBatch& batch) override;
  void WriteBehind(bool large, const Fill& fill) override;
  std::optional<absl::Status> Poll() override;
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override;
  absl::Status Flush() override;

 private:
  bool IsSlow() const { return slow_ && slow_(); }
  void MoveOn();

  Disk& disk_;
  const std::function<bool()> slow_;
  std::unique_ptr<DiskBatch> behind_;    // not on the disk yet
  std::optional<absl::Status> written_;  // is, and not told
};

}  // namespace laurel
