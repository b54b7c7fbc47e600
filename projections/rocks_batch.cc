#include "projections/rocks_batch.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace laurel {
namespace {

rocksdb::Slice SliceOf(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

std::string LateFile(const std::string& file) { return file + ".late"; }

}  // namespace

// ---- Few rows ---------------------------------------------------------------

void SmallBatch::Put(std::string_view key, std::string_view value) {
  rows_.Put(SliceOf(key), SliceOf(value));
}

void SmallBatch::Erase(std::string_view key) { rows_.Delete(SliceOf(key)); }

// The event log is the write-ahead log.
rocksdb::Status SmallBatch::CommitTo(rocksdb::DB& db) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return db.Write(options, &rows_);
}

// ---- Many rows --------------------------------------------------------------

// What a process left that was killed after the database had taken its file in
// is that file under another name: it must go, and not be written over. The
// pages just written are read by the next compaction: keep them cached.
TableBatch::TableBatch(const rocksdb::Options& options, std::string file)
    : file_(std::move(file)),
      writer_(rocksdb::EnvOptions(), options, nullptr,
              /*invalidate_page_cache=*/false) {
  Remove();
  status_ = writer_.Open(file_);
}

TableBatch::~TableBatch() { Remove(); }

void TableBatch::Remove() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  std::filesystem::remove(LateFile(file_), ignored);
}

void TableBatch::Put(std::string_view key, std::string_view value) {
  bytes_ += key.size() + value.size();
  if (!InOrder(key)) {
    late_.insert_or_assign(std::string(key), std::string(value));
  } else if (status_.ok()) {
    status_ = writer_.Put(SliceOf(key), SliceOf(value));
  }
}

void TableBatch::Erase(std::string_view key) {
  bytes_ += key.size();
  if (!InOrder(key)) {
    late_.insert_or_assign(std::string(key), std::nullopt);
  } else if (status_.ok()) {
    status_ = writer_.Delete(SliceOf(key));
  }
}

bool TableBatch::InOrder(std::string_view key) {
  if (key <= last_) return false;
  last_ = key;
  return true;
}

// Files of one ingestion may overlap: what stands in a later one counts.
rocksdb::Status TableBatch::CommitTo(rocksdb::DB& db) {
  if (!status_.ok()) return status_;
  status_ = writer_.Finish();
  if (!status_.ok()) return status_;
  std::vector<std::string> files{file_};
  if (!late_.empty()) {
    status_ = WriteLate();
    if (!status_.ok()) return status_;
    files.push_back(LateFile(file_));
  }
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;
  status_ = db.IngestExternalFile(files, options);
  return status_;
}

rocksdb::Status TableBatch::WriteLate() {
  rocksdb::Status status = writer_.Open(LateFile(file_));
  for (const auto& [key, value] : late_) {
    if (!status.ok()) return status;
    status = value ? writer_.Put(SliceOf(key), SliceOf(*value))
                   : writer_.Delete(SliceOf(key));
  }
  return status.ok() ? writer_.Finish() : status;
}

}  // namespace laurel
