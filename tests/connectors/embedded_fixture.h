// A data directory, and the shortest ways to fill, read and damage it.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/embedded/embedded_log.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace laurel {

using Texts = std::vector<std::string>;

class EmbeddedTest : public testing::Test {
 protected:
  // Two partitions; without fsync, which most tests need not wait for.
  EmbeddedOptions Options(Access access = Access::kServe) {
    DiskCalls disk = RealDisk();
    disk.sync = [](int) { return 0; };
    return {.access = access,
            .create_partitions = 2,
            .clock = [this] { return now_ms_; },
            .disk = disk,
            .notice =
                [this](const std::string& text) { notices_.push_back(text); }};
  }

  absl::StatusOr<std::unique_ptr<EmbeddedLog>> Open(EmbeddedOptions options) {
    return EmbeddedLog::Open(data_, std::move(options));
  }
  absl::StatusOr<std::unique_ptr<EmbeddedLog>> Open(
      Access access = Access::kServe) {
    return Open(Options(access));
  }

  static absl::Status Append(EventLog& log, const Texts& values,
                             int32_t partition = 0) {
    RoutedRecords facts;
    for (const std::string& value : values) facts.Add(partition, "k", value);
    return log.Append(facts).status();
  }

  static Completion Wait(PartitionWriter& writer) {
    for (;;) {
      if (auto done = writer.Poll()) return *std::move(done);
      std::this_thread::yield();
    }
  }

  static Completion CommitNow(PartitionWriter& writer, Commit commit) {
    absl::Status status = writer.Submit(std::move(commit));
    if (!status.ok()) return {status, 0, {}};
    return Wait(writer);
  }

  static Commit Decisions(const Texts& values) {
    Commit commit;
    for (const std::string& value : values) commit.decisions.Add("k", value);
    return commit;
  }

  // All values of a stream, as far as they can be read, into `values`.
  static absl::Status Read(EventLog& log, Stream stream, int32_t partition,
                           Texts& values) {
    ASSIGN_OR_RETURN(auto reader, log.OpenReader(stream, partition, 0));
    LogBatch batch;
    do {
      RETURN_IF_ERROR(reader->Read({}, batch));
      for (const LogRecord& r : batch.records) values.emplace_back(r.value);
    } while (!batch.empty());
    return absl::OkStatus();
  }

  static Texts MustRead(EventLog& log, Stream stream, int32_t partition = 0) {
    Texts values;
    const absl::Status status = Read(log, stream, partition, values);
    EXPECT_TRUE(status.ok()) << status;
    return values;
  }

  std::string Path(const std::string& name) const { return data_ + "/" + name; }

  // The segments of "0/facts", rising.
  Texts Segments(const std::string& log) const {
    Texts paths;
    for (const auto& entry : std::filesystem::directory_iterator(Path(log))) {
      if (entry.path().extension() == ".segment") {
        paths.push_back(entry.path().string());
      }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  static int64_t SizeOf(const std::string& path) {
    return static_cast<int64_t>(std::filesystem::file_size(path));
  }

  static void FlipBit(const std::string& path, int64_t byte, int bit) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(byte);
    const int value = file.get() ^ (1 << bit);
    file.seekp(byte);
    file.put(static_cast<char>(value));
    ASSERT_TRUE(file.good()) << path;
  }

  static void WriteText(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }

  // Keeps the directory as it is now; Restore brings it back.
  void Keep() { Copy(data_, dir_.path() + "/kept"); }
  void Restore() { Copy(dir_.path() + "/kept", data_); }

  TempDir dir_;
  std::string data_ = dir_.path() + "/data";
  int64_t now_ms_ = 1'000;
  Texts notices_;

 private:
  static void Copy(const std::string& from, const std::string& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }
};

inline testing::AssertionResult Says(const absl::Status& status,
                                     absl::StatusCode code,
                                     const Texts& words) {
  const std::string text = status.ToString();
  if (status.code() != code) return testing::AssertionFailure() << text;
  for (const std::string& word : words) {
    if (text.find(word) == text.npos) {
      return testing::AssertionFailure() << "no '" << word << "' in " << text;
    }
  }
  return testing::AssertionSuccess();
}

}  // namespace laurel
