// The view's store as a map in memory: a real one that lasts as long as its
// process.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/runtime/view_store.h"

namespace laurel {

class MemoryStore : public ViewStore {
 public:
  absl::Status Get(std::string_view key, std::string* value,
                   bool* found) override;
  std::unique_ptr<StoreBatch> NewBatch() override;
  absl::Status Write(StoreBatch& batch) override;
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override;
  absl::Status Flush() override { return absl::OkStatus(); }

 private:
  std::map<std::string, std::string, std::less<>> rows_;
};

}  // namespace laurel
