#include "tests/simulation/disk.h"

#include <algorithm>

#include "engine/base/status.h"

namespace laurel {
namespace {

class DiskBatch : public StoreBatch {
 public:
  void Put(std::string_view key, std::string_view value) override {
    bytes_ += key.size() + value.size();
    rows.emplace_back(std::string(key), std::string(value));
  }
  void Erase(std::string_view key) override {
    bytes_ += key.size();
    rows.emplace_back(std::string(key), std::nullopt);
  }
  size_t bytes() const override { return bytes_; }

  std::vector<Disk::Row> rows;

 private:
  size_t bytes_ = 0;
};

}  // namespace

void Disk::Set(const Row& row) {
  if (row.second) {
    rows_[row.first] = *row.second;
  } else {
    rows_.erase(row.first);
  }
}

void Disk::Apply(const std::vector<Row>& changes) {
  Undo undo;
  for (const Row& row : changes) {
    const auto found = rows_.find(row.first);
    undo.emplace_back(row.first, found == rows_.end()
                                     ? std::optional<std::string>()
                                     : found->second);
    Set(row);
  }
  std::reverse(undo.begin(), undo.end());
  unsynced_.push_back(std::move(undo));
}

void Disk::Crash(size_t kept, bool torn, bool holes) {
  if (holes && kept > 0 && kept < unsynced_.size()) {
    for (const Row& row : unsynced_.front()) Set(row);
    unsynced_.clear();
  }
  while (unsynced_.size() > kept) {
    Undo& undo = unsynced_.back();
    if (torn && unsynced_.size() == kept + 1) undo.resize(undo.size() / 2);
    for (const Row& row : undo) Set(row);
    unsynced_.pop_back();
  }
  unsynced_.clear();
}

absl::Status DiskStore::Get(std::string_view key, std::string* value,
                            bool* found) {
  const auto row = disk_.rows().find(key);
  *found = row != disk_.rows().end();
  if (*found) *value = row->second;
  return absl::OkStatus();
}

std::unique_ptr<StoreBatch> DiskStore::NewBatch() {
  return std::make_unique<DiskBatch>();
}

absl::Status DiskStore::CheckRoom() const {
  if (!full_ || !full_()) return absl::OkStatus();
  return absl::ResourceExhaustedError("the disk is full");
}

absl::Status DiskStore::Write(StoreBatch& batch) {
  RETURN_IF_ERROR(CheckRoom());
  disk_.Apply(static_cast<DiskBatch&>(batch).rows);
  return absl::OkStatus();
}

absl::Status DiskStore::Scan(std::string_view from, std::string_view to,
                             const Visit& visit) {
  for (auto row = disk_.rows().lower_bound(from);
       row != disk_.rows().end() && row->first < to; ++row) {
    if (!visit(row->first, row->second)) break;
  }
  return absl::OkStatus();
}

absl::Status DiskStore::Flush() {
  RETURN_IF_ERROR(CheckRoom());
  disk_.Sync();
  return absl::OkStatus();
}

}  // namespace laurel
