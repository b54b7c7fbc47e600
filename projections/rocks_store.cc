#include "projections/rocks_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "projections/rocks_batch.h"

namespace laurel {

struct RocksMemory::Parts {
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::WriteBufferManager> buffers;
};

namespace {

inline constexpr size_t kFlushBytes = 16 << 20;

// Customers are read one by one, but merged and written all: larger blocks
// and fewer merges gain more there than they cost here (bench/README.md).
inline constexpr size_t kBlockBytes = 16 << 10;
inline constexpr int kFilesToMerge = 12;

// RocksDB with its assertions on, as Debian builds it, ends the process when a
// file that met a full disk is written to again. It is not asked to write where
// what all partitions flush at once might not find room.
inline constexpr uintmax_t kRoomBytes = 64 << 20;

absl::Status CheckRoom(const std::string& directory) {
  std::error_code unknown;
  const auto space = std::filesystem::space(directory, unknown);
  if (unknown || space.available >= kRoomBytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrCat(
      "view ", directory, ": ", space.available >> 20, " of the ",
      kRoomBytes >> 20, " MiB that it wants are left. Make room on the disk"));
}

rocksdb::Slice SliceOf(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string_view ViewOf(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// In RocksDB's words: by another process, or by this one.
bool IsHeld(const std::string& message) {
  return message.find("While lock file") != std::string::npos ||
         message.find("lock hold by current process") != std::string::npos;
}

absl::Status FromRocks(const rocksdb::Status& status,
                       const std::string& directory) {
  if (status.ok()) return absl::OkStatus();
  const std::string message =
      absl::StrCat("view ", directory, ": ", status.ToString());
  if (status.IsCorruption() || status.IsPathNotFound()) {
    return absl::DataLossError(absl::StrCat(
        message,
        ". Nothing is lost but time: `laurel rebuild` folds it anew "
        "from the log"));
  }
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(
        absl::StrCat(message, ". Make room on the disk"));
  }
  if (message.find("Too many open files") != std::string::npos) {
    return absl::ResourceExhaustedError(
        absl::StrCat(message, ". Raise the limit of open files (ulimit -n)"));
  }
  if (status.IsIOError() && IsHeld(status.ToString())) {
    return absl::FailedPreconditionError(
        absl::StrCat(message, ". Another process has it open"));
  }
  return absl::UnavailableError(message);
}

rocksdb::Options OptionsFor(const RocksMemory& memory) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = memory.parts().cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  table.block_size = kBlockBytes;
  // Of documents, which are nearly all rows and hardly ever asked for, neither
  // indexes nor filters come into memory, and all that does is in the cache.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.cache_index_and_filter_blocks = true;
  rocksdb::Options options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_manager = memory.parts().buffers;
  options.write_buffer_size = 2 * kFlushBytes;
  options.level0_file_num_compaction_trigger = kFilesToMerge;
  options.compression = rocksdb::kLZ4Compression;
  options.max_background_jobs = 2;
  options.level_compaction_dynamic_level_bytes = true;
  options.paranoid_checks = true;
  options.keep_log_file_num = 2;
  options.max_open_files = 512;
  return options;
}

}  // namespace

RocksMemory::RocksMemory(size_t bytes) : parts_(std::make_unique<Parts>()) {
  parts_->cache = rocksdb::NewLRUCache(bytes);
  parts_->buffers =
      std::make_shared<rocksdb::WriteBufferManager>(bytes / 2, parts_->cache);
}

RocksMemory::~RocksMemory() = default;

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(
    const std::string& directory, Mode mode, const RocksMemory& memory) {
  rocksdb::Options options = OptionsFor(memory);
  rocksdb::DB* db = nullptr;
  rocksdb::Status status;
  if (mode == Mode::kReadOnly) {
    status = rocksdb::DB::OpenForReadOnly(options, directory, &db);
  } else {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    RETURN_IF_ERROR(CheckRoom(directory));
    options.create_if_missing = true;
    status = rocksdb::DB::Open(options, directory, &db);
  }
  if (!status.ok()) return FromRocks(status, directory);
  return std::unique_ptr<RocksStore>(
      new RocksStore(directory, std::unique_ptr<rocksdb::DB>(db)));
}

RocksStore::RocksStore(std::string directory, std::unique_ptr<rocksdb::DB> db)
    : directory_(std::move(directory)), db_(std::move(db)) {}

RocksStore::~RocksStore() = default;

absl::Status RocksStore::Get(std::string_view key, std::string* value,
                             bool* found) {
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), SliceOf(key), value);
  *found = status.ok();
  if (status.IsNotFound()) return absl::OkStatus();
  return FromRocks(status, directory_);
}

std::unique_ptr<StoreBatch> RocksStore::NewBatch() {
  return std::make_unique<SmallBatch>();
}

std::unique_ptr<StoreBatch> RocksStore::NewLargeBatch() {
  return std::make_unique<TableBatch>(db_->GetOptions(),
                                      directory_ + "/batch.new");
}

// Without a log of RocksDB's own a crash loses what was not flushed, and
// opening folds it again: keep that small. The flush goes on behind.
absl::Status RocksStore::Write(StoreBatch& batch) {
  RETURN_IF_ERROR(CheckRoom(directory_));
  auto& rows = static_cast<RocksBatch&>(batch);
  RETURN_IF_ERROR(FromRocks(rows.CommitTo(*db_), directory_));
  unflushed_bytes_ = rows.needs_flush() ? unflushed_bytes_ + batch.bytes() : 0;
  if (unflushed_bytes_ < kFlushBytes) return absl::OkStatus();
  unflushed_bytes_ = 0;
  rocksdb::FlushOptions behind;
  behind.wait = false;
  behind.allow_write_stall = true;
  return FromRocks(db_->Flush(behind), directory_);
}

void RocksStore::WriteBehind(bool large, const Fill& fill) {
  behind_ =
      std::async(std::launch::async, [this, large, fill]() -> absl::Status {
        RETURN_IF_ERROR(CheckRoom(directory_));
        const auto batch = large ? NewLargeBatch() : NewBatch();
        fill(*batch);
        return Write(*batch);
      });
}

std::optional<absl::Status> RocksStore::Poll() {
  const auto now = std::chrono::seconds(0);
  if (behind_.wait_for(now) != std::future_status::ready) return std::nullopt;
  return behind_.get();
}

absl::Status RocksStore::Scan(std::string_view from, std::string_view to,
                              const Visit& visit) {
  rocksdb::ReadOptions options;
  const rocksdb::Slice upper = SliceOf(to);
  options.iterate_upper_bound = &upper;
  options.readahead_size = 1 << 20;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  for (rows->Seek(SliceOf(from)); rows->Valid(); rows->Next()) {
    if (!visit(ViewOf(rows->key()), ViewOf(rows->value()))) break;
  }
  return FromRocks(rows->status(), directory_);
}

absl::Status RocksStore::Flush() {
  RETURN_IF_ERROR(CheckRoom(directory_));
  return FromRocks(db_->Flush(rocksdb::FlushOptions()), directory_);
}

bool RocksStore::stalled() const {
  uint64_t stopped = 0, delayed = 0;
  db_->GetIntProperty(rocksdb::DB::Properties::kIsWriteStopped, &stopped);
  db_->GetIntProperty(rocksdb::DB::Properties::kActualDelayedWriteRate,
                      &delayed);
  return stopped != 0 || delayed != 0;
}

absl::Status RocksStore::Verify() {
  return FromRocks(db_->VerifyChecksum(), directory_);
}

}  // namespace laurel
