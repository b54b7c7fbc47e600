// The two ways in which a batch of rows becomes part of a view. Few rows wait
// in RocksDB's memtable for a flush. Many rows go into a table file of their
// own while they are put: no memtable, no sorting of what is sorted already,
// and no memory; with one change of the manifest they belong to the database.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/runtime/view_store.h"

namespace laurel {

class RocksBatch : public StoreBatch {
 public:
  // Once. Atomic.
  virtual rocksdb::Status CommitTo(rocksdb::DB& db) = 0;
  // Whether a crash may still undo it after CommitTo.
  virtual bool needs_flush() const = 0;
};

class SmallBatch : public RocksBatch {
 public:
  void Put(std::string_view key, std::string_view value) override;
  void Erase(std::string_view key) override;
  size_t bytes() const override { return rows_.GetDataSize(); }
  rocksdb::Status CommitTo(rocksdb::DB& db) override;
  bool needs_flush() const override { return true; }

 private:
  rocksdb::WriteBatch rows_;
};

// Rows that come in the order of their keys go straight to the file; those
// that do not are held until the end.
class TableBatch : public RocksBatch {
 public:
  // `file` is made, and taken over or removed; one at a time.
  TableBatch(const rocksdb::Options& options, std::string file);
  ~TableBatch() override;

  void Put(std::string_view key, std::string_view value) override;
  void Erase(std::string_view key) override;
  size_t bytes() const override { return bytes_; }
  rocksdb::Status CommitTo(rocksdb::DB& db) override;
  bool needs_flush() const override { return false; }

 private:
  using Late = std::map<std::string, std::optional<std::string>, std::less<>>;

  void Remove() const;
  bool InOrder(std::string_view key);
  rocksdb::Status WriteLate();

  const std::string file_;
  rocksdb::SstFileWriter writer_;
  rocksdb::Status status_;  // the first failure; told by CommitTo
  std::string last_;        // key in the file
  Late late_;               // newer than what the file has of the same key
  size_t bytes_ = 0;
};

}  // namespace laurel
