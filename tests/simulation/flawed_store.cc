// The store port with flaws planted in it.
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status.h"
#include "engine/domain/documents.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"
#include "tests/simulation/planted.h"

namespace laurel {
namespace {

bool IsCustomer(std::string_view key) { return key.substr(0, 1) == "c"; }

bool IsSeen(std::string_view key) {
  const size_t zero = key.find('\0');
  return key.substr(0, 1) == "f" && zero != key.npos && zero + 1 < key.size() &&
         key[zero + 1] == static_cast<char>(DocumentKind::kSeen);
}

// Passes on what it is told, but for what is planted. `batch` must outlive it.
class FlawedBatch : public StoreBatch {
 public:
  FlawedBatch(StoreBatch& batch, const PortFlaws& flaws,
              std::optional<Progress> before)
      : batch_(&batch), flaws_(flaws), before_(std::move(before)) {}
  FlawedBatch(std::unique_ptr<StoreBatch> batch, const PortFlaws& flaws,
              std::optional<Progress> before)
      : FlawedBatch(*batch, flaws, std::move(before)) {
    own_ = std::move(batch);
  }

  void Put(std::string_view key, std::string_view value) override {
    if (flaws_.loses_due_index && key.substr(0, 1) == "d") return;
    Progress progress;
    if (key != kProgressKey || !DecodeProgress(value, &progress).ok()) {
      return batch_->Put(key, value);
    }
    if (flaws_.s_without_d) {
      progress.next_decision = before_ ? before_->next_decision : 0;
    }
    if (flaws_.s_one_late) ++progress.next_fact;
    batch_->Put(key, EncodeProgress(progress));
  }
  void Erase(std::string_view key) override { batch_->Erase(key); }
  size_t bytes() const override { return batch_->bytes(); }

  StoreBatch& passed() { return *batch_; }

 private:
  std::unique_ptr<StoreBatch> own_;
  StoreBatch* const batch_;
  const PortFlaws flaws_;
  const std::optional<Progress> before_;
};

class FlawedStore : public ViewStore {
 public:
  FlawedStore(std::unique_ptr<ViewStore> store, const PortFlaws& flaws,
              StaleRows& stale)
      : store_(std::move(store)), flaws_(flaws), stale_(stale) {}

  absl::Status Get(std::string_view key, std::string* value,
                   bool* found) override {
    if (flaws_.forgets_seen && IsSeen(key)) {
      *found = false;
      return absl::OkStatus();
    }
    if (!flaws_.stale_rows || !IsCustomer(key)) {
      return store_->Get(key, value, found);
    }
    const auto kept = stale_.find(key);
    if (kept != stale_.end()) {
      *found = true;
      *value = kept->second;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(store_->Get(key, value, found));
    if (*found) stale_.emplace(key, *value);
    return absl::OkStatus();
  }

  std::unique_ptr<StoreBatch> NewBatch() override {
    return std::make_unique<FlawedBatch>(store_->NewBatch(), flaws_, Before());
  }
  void WriteBehind(bool large, const Fill& fill) override {
    store_->WriteBehind(large, [&](StoreBatch& batch) {
      FlawedBatch flawed(batch, flaws_, Before());
      fill(flawed);
    });
  }
  std::optional<absl::Status> Poll() override { return store_->Poll(); }
  absl::Status Write(StoreBatch& batch) override {
    return store_->Write(static_cast<FlawedBatch&>(batch).passed());
  }
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override {
    return store_->Scan(from, to, visit);
  }
  absl::Status Flush() override { return store_->Flush(); }

 private:
  // What is stored now.
  std::optional<Progress> Before() {
    std::string row;
    bool there = false;
    Progress progress;
    if (!store_->Get(kProgressKey, &row, &there).ok() || !there ||
        !DecodeProgress(row, &progress).ok()) {
      return std::nullopt;
    }
    return progress;
  }

  const std::unique_ptr<ViewStore> store_;
  const PortFlaws flaws_;
  StaleRows& stale_;
};

}  // namespace

std::unique_ptr<ViewStore> Flawed(std::unique_ptr<ViewStore> store,
                                  const PortFlaws& flaws, StaleRows& stale) {
  return std::make_unique<FlawedStore>(std::move(store), flaws, stale);
}

}  // namespace laurel
