// A view that somebody else owns, with changes of one's own on top: what is
// folded into it is seen here alone and never written to the view.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "engine/runtime/memory_store.h"
#include "engine/runtime/view_store.h"

namespace laurel {

class OverlayStore : public ViewStore {
 public:
  // `base` must outlive it, and is only read.
  explicit OverlayStore(ViewStore& base) : base_(base) {}

  absl::Status Get(std::string_view key, std::string* value,
                   bool* found) override;
  std::unique_ptr<StoreBatch> NewBatch() override;
  absl::Status Write(StoreBatch& batch) override;
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override;
  absl::Status Flush() override { return absl::OkStatus(); }

 private:
  ViewStore& base_;
  MemoryStore changes_;
  std::set<std::string, std::less<>> hidden_;  // keys of base that are not seen
};

}  // namespace laurel
