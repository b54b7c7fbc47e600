// The view of one partition in RocksDB. One database a partition, one column
// family and no log of RocksDB's own: a flush keeps a prefix of the batches
// written, and the event log is the write-ahead log.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/runtime/view_store.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace laurel {

// Memory that the views of all partitions share.
class RocksMemory {
 public:
  // `bytes` for block cache and memtables together.
  explicit RocksMemory(size_t bytes);
  ~RocksMemory();

  struct Parts;  // RocksDB's own
  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

class RocksStore : public ViewStore {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  // `directory` is made if it is not there (kReadWrite). `memory` must outlive
  // the store. FAILED_PRECONDITION: another process has it open. DATA_LOSS: it
  // is damaged; the message names the file. RESOURCE_EXHAUSTED, as of all that
  // writes: fewer than 64 MiB are left on the disk.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(
      const std::string& directory, Mode mode, const RocksMemory& memory);
  ~RocksStore() override;

  absl::Status Get(std::string_view key, std::string* value,
                   bool* found) override;
  std::unique_ptr<StoreBatch> NewBatch() override;
  std::unique_ptr<StoreBatch> NewLargeBatch() override;
  absl::Status Write(StoreBatch& batch) override;
  void WriteBehind(bool large, const Fill& fill) override;
  std::optional<absl::Status> Poll() override;
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override;
  absl::Status Flush() override;
  bool stalled() const override;

  // Reads everything and compares the checksums.
  absl::Status Verify();

 private:
  RocksStore(std::string directory, std::unique_ptr<rocksdb::DB> db);

  const std::string directory_;
  std::unique_ptr<rocksdb::DB> db_;
  size_t unflushed_bytes_ = 0;
  std::future<absl::Status> behind_;  // last, so that it ends before the rest
};

}  // namespace laurel
