// Where a partition's view is kept: an ordered store of bytes that somebody
// else looks after. RocksDB in production, a map in laws and simulations.
// Everything in it can be thrown away and folded again from the log.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"

namespace laurel {

// Changes that take effect together, or not at all. In any order.
class StoreBatch {
 public:
  virtual ~StoreBatch() = default;
  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Erase(std::string_view key) = 0;
  virtual size_t bytes() const = 0;
};

// One thread at a time, beside the one that writes behind. DATA_LOSS: the store
// is damaged; throw it away and rebuild. RESOURCE_EXHAUSTED: no room on the
// disk.
class ViewStore {
 public:
  virtual ~ViewStore() = default;

  // *found says whether there was such a key.
  virtual absl::Status Get(std::string_view key, std::string* value,
                           bool* found) = 0;

  virtual std::unique_ptr<StoreBatch> NewBatch() = 0;
  // For a megabyte of rows and more; cheap if most of them are put in the
  // order of their keys. One at a time.
  virtual std::unique_ptr<StoreBatch> NewLargeBatch() { return NewBatch(); }
  // Atomic. After a crash the store holds a prefix of the batches written.
  virtual absl::Status Write(StoreBatch& batch) = 0;

  // Makes a batch, has `fill` fill it, and writes it: all of it behind, perhaps
  // by another thread, unless a store says otherwise. Get and Scan go on
  // beside it and see what was before or all of it. Until Poll has told how it
  // ended nothing else is written. A store that is destroyed finishes it first
  // or forgets it.
  using Fill = std::function<void(StoreBatch&)>;
  virtual void WriteBehind(bool large, const Fill& fill) {
    const auto batch = large ? NewLargeBatch() : NewBatch();
    fill(*batch);
    written_ = Write(*batch);
  }
  // Absent: it is under way.
  virtual std::optional<absl::Status> Poll() {
    return std::exchange(written_, std::nullopt);
  }

  // Calls `visit` for each key in [from, to), in order of their bytes, until it
  // returns false. `visit` must not write.
  using Visit =
      std::function<bool(std::string_view key, std::string_view value)>;
  virtual absl::Status Scan(std::string_view from, std::string_view to,
                            const Visit& visit) = 0;

  // Whether the store holds back or refuses writes to catch up with itself.
  virtual bool stalled() const { return false; }

  // Makes what was written survive a power failure.
  virtual absl::Status Flush() = 0;

 private:
  std::optional<absl::Status> written_;  // by a store that does it at once
};

}  // namespace laurel
