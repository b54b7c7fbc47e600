#include "engine/runtime/memory_store.h"

#include <optional>
#include <utility>
#include <vector>

namespace laurel {
namespace {

struct Change {
  std::string key;
  std::optional<std::string> value;  // none: erase
};

class MemoryBatch : public StoreBatch {
 public:
  void Put(std::string_view key, std::string_view value) override {
    bytes_ += key.size() + value.size();
    changes.push_back({std::string(key), std::string(value)});
  }
  void Erase(std::string_view key) override {
    bytes_ += key.size();
    changes.push_back({std::string(key), std::nullopt});
  }
  size_t bytes() const override { return bytes_; }

  std::vector<Change> changes;

 private:
  size_t bytes_ = 0;
};

}  // namespace

absl::Status MemoryStore::Get(std::string_view key, std::string* value,
                              bool* found) {
  const auto row = rows_.find(key);
  *found = row != rows_.end();
  if (*found) *value = row->second;
  return absl::OkStatus();
}

std::unique_ptr<StoreBatch> MemoryStore::NewBatch() {
  return std::make_unique<MemoryBatch>();
}

absl::Status MemoryStore::Write(StoreBatch& batch) {
  for (Change& change : static_cast<MemoryBatch&>(batch).changes) {
    if (change.value) {
      rows_.insert_or_assign(std::move(change.key), *std::move(change.value));
    } else {
      rows_.erase(change.key);
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::Scan(std::string_view from, std::string_view to,
                               const Visit& visit) {
  for (auto row = rows_.lower_bound(from);
       row != rows_.end() && row->first < to; ++row) {
    if (!visit(row->first, row->second)) break;
  }
  return absl::OkStatus();
}

}  // namespace laurel
