#include "engine/runtime/overlay_store.h"

#include <map>
#include <vector>

#include "engine/base/status.h"

namespace laurel {
namespace {

// The changes as a batch of the map, and every key they touch.
class OverlayBatch : public StoreBatch {
 public:
  explicit OverlayBatch(std::unique_ptr<StoreBatch> inner)
      : inner(std::move(inner)) {}
  void Put(std::string_view key, std::string_view value) override {
    touched.emplace_back(key);
    inner->Put(key, value);
  }
  void Erase(std::string_view key) override {
    touched.emplace_back(key);
    inner->Erase(key);
  }
  size_t bytes() const override { return inner->bytes(); }

  std::unique_ptr<StoreBatch> inner;
  std::vector<std::string> touched;
};

}  // namespace

absl::Status OverlayStore::Get(std::string_view key, std::string* value,
                               bool* found) {
  if (hidden_.find(key) != hidden_.end()) {
    return changes_.Get(key, value, found);
  }
  return base_.Get(key, value, found);
}

std::unique_ptr<StoreBatch> OverlayStore::NewBatch() {
  return std::make_unique<OverlayBatch>(changes_.NewBatch());
}

absl::Status OverlayStore::Write(StoreBatch& batch) {
  auto& changes = static_cast<OverlayBatch&>(batch);
  for (std::string& key : changes.touched) hidden_.insert(std::move(key));
  return changes_.Write(*changes.inner);
}

// Both in one order. The changes are few: they are gathered first.
absl::Status OverlayStore::Scan(std::string_view from, std::string_view to,
                                const Visit& visit) {
  std::map<std::string, std::string, std::less<>> mine;
  RETURN_IF_ERROR(changes_.Scan(
      from, to, [&](std::string_view key, std::string_view value) {
        mine.emplace(key, value);
        return true;
      }));
  auto next = mine.begin();
  bool go_on = true;
  const auto up_to = [&](std::string_view end, bool all) {
    for (; go_on && next != mine.end() && (all || next->first < end); ++next) {
      go_on = visit(next->first, next->second);
    }
  };
  RETURN_IF_ERROR(
      base_.Scan(from, to, [&](std::string_view key, std::string_view value) {
        up_to(key, false);
        if (go_on && hidden_.find(key) == hidden_.end()) {
          go_on = visit(key, value);
        }
        return go_on;
      }));
  up_to({}, true);
  return absl::OkStatus();
}

}  // namespace laurel
