#include "tests/simulation/disk.h"

#include <algorithm>
#include <utility>

namespace laurel {

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

// ---- The store --------------------------------------------------------------

DiskStore::DiskStore(Disk& disk, std::function<bool()> slow)
    : disk_(disk), slow_(std::move(slow)) {}

DiskStore::~DiskStore() = default;

void DiskStore::MoveOn() {
  if (behind_ == nullptr || IsSlow()) return;
  written_ = Write(*std::exchange(behind_, nullptr));
}

absl::Status DiskStore::Get(std::string_view key, std::string* value,
                            bool* found) {
  MoveOn();
  const auto row = disk_.rows().find(key);
  *found = row != disk_.rows().end();
  if (*found) *value = row->second;
  return absl::OkStatus();
}

std::unique_ptr<StoreBatch> DiskStore::NewBatch() {
  return std::make_unique<DiskBatch>();
}

absl::Status DiskStore::Write(StoreBatch& batch) {
  disk_.Apply(static_cast<DiskBatch&>(batch).rows);
  return absl::OkStatus();
}

void DiskStore::WriteBehind(bool /*large*/, const Fill& fill) {
  auto batch = std::make_unique<DiskBatch>();
  fill(*batch);
  behind_ = std::move(batch);
}

std::optional<absl::Status> DiskStore::Poll() {
  MoveOn();
  if (!written_ || IsSlow()) return std::nullopt;
  return std::exchange(written_, std::nullopt);
}

absl::Status DiskStore::Scan(std::string_view from, std::string_view to,
                             const Visit& visit) {
  MoveOn();
  for (auto row = disk_.rows().lower_bound(from);
       row != disk_.rows().end() && row->first < to; ++row) {
    if (!visit(row->first, row->second)) break;
  }
  return absl::OkStatus();
}

absl::Status DiskStore::Flush() {
  disk_.Sync();
  return absl::OkStatus();
}

}  // namespace laurel
