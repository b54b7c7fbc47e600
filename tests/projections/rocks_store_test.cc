// The view's store: batches of either size, in and out of order, and what a
// crash leaves of them.
#include "projections/rocks_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <optional>
#include <string>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using Rows = std::map<std::string, std::string>;

class RocksStoreTest : public testing::Test {
 protected:
  RocksStoreTest() {
    std::string path = fs::temp_directory_path() / "laurel-test-XXXXXX";
    path_ = mkdtemp(path.data());
    Open(path_ + "/view");
  }
  ~RocksStoreTest() override {
    store_.reset();
    fs::remove_all(path_);
  }

  void Open(const std::string& directory) {
    store_.reset();
    auto store =
        RocksStore::Open(directory, RocksStore::Mode::kReadWrite, memory_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  // What another process would find if this one died now.
  void OpenAsAfterACrash() {
    fs::copy(path_ + "/view", path_ + "/crashed", fs::copy_options::recursive);
    Open(path_ + "/crashed");
  }

  void Put(std::unique_ptr<StoreBatch> batch, const Rows& rows) {
    for (const auto& [key, value] : rows) batch->Put(key, value);
    ASSERT_TRUE(store_->Write(*batch).ok());
  }

  Rows All() {
    Rows rows;
    EXPECT_TRUE(store_
                    ->Scan("", "\xff",
                           [&](std::string_view key, std::string_view value) {
                             rows.emplace(key, value);
                             return true;
                           })
                    .ok());
    return rows;
  }

  std::string path_;
  RocksMemory memory_{8 << 20};
  std::unique_ptr<RocksStore> store_;
};

// Killed after the database has taken a large batch in, and before the name
// under which it was written is gone.
TEST_F(RocksStoreTest, ATableThatWasTakenInIsNotWrittenOver) {
  Put(store_->NewLargeBatch(), {{"a", "1"}, {"b", "1"}});
  for (const auto& entry : fs::directory_iterator(path_ + "/view")) {
    if (entry.path().extension() != ".sst") continue;
    fs::create_hard_link(entry.path(), path_ + "/view/batch.new");
  }
  ASSERT_TRUE(fs::exists(path_ + "/view/batch.new"));
  Put(store_->NewLargeBatch(), {{"b", "2"}, {"c", "2"}});
  OpenAsAfterACrash();
  ASSERT_NE(store_, nullptr);
  EXPECT_TRUE(store_->Verify().ok());
  EXPECT_EQ(All(), (Rows{{"a", "1"}, {"b", "2"}, {"c", "2"}}));
}

TEST_F(RocksStoreTest, WritesBehindWhileItIsRead) {
  for (const bool large : {false, true}) {
    const std::string newest = large ? "large" : "small";
    std::promise<void> filled;
    std::future<void> go_on = filled.get_future();
    const Rows before = All();
    store_->WriteBehind(large, [&](StoreBatch& batch) {
      go_on.wait();
      for (char key = 'a'; key <= 'z'; ++key) {
        batch.Put(std::string(1, key), newest);
      }
    });
    EXPECT_EQ(store_->Poll(), std::nullopt);
    EXPECT_EQ(All(), before);
    filled.set_value();
    std::optional<absl::Status> written;
    while (!written) {
      const Rows seen = All();  // nothing or everything of it
      EXPECT_TRUE(seen == before || seen.at("a") == seen.at("z"));
      written = store_->Poll();
    }
    EXPECT_TRUE(written->ok()) << *written;
    EXPECT_EQ(All().at("z"), newest);
  }
}

TEST_F(RocksStoreTest, AStoreThatIsClosedFinishesWhatItWritesBehind) {
  store_->WriteBehind(true, [](StoreBatch& batch) {
    for (int i = 0; i < 10'000; ++i) batch.Put(std::to_string(i), "1");
  });
  Open(path_ + "/view");
  EXPECT_EQ(All().size(), 10'000u);
}

TEST_F(RocksStoreTest, TheLastBatchCountsWhateverTheirSizes) {
  Put(store_->NewBatch(), {{"a", "1"}, {"b", "1"}, {"c", "1"}});
  Put(store_->NewLargeBatch(), {{"b", "2"}, {"c", "2"}, {"d", "2"}});
  Put(store_->NewBatch(), {{"c", "3"}});
  Put(store_->NewLargeBatch(), {{"d", "4"}});
  EXPECT_EQ(All(), (Rows{{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}}));
  std::string value;
  bool found = false;
  ASSERT_TRUE(store_->Get("b", &value, &found).ok());
  EXPECT_TRUE(found);
  EXPECT_EQ(value, "2");
}

TEST_F(RocksStoreTest, ALargeBatchTakesRowsOutOfOrder) {
  Put(store_->NewBatch(), {{"a", "0"}, {"k", "0"}, {"z", "0"}});
  auto batch = store_->NewLargeBatch();
  batch->Put("m", "1");
  batch->Put("k", "late");
  batch->Erase("a");
  batch->Put("m", "again");
  batch->Erase("n");
  batch->Put("o", "1");
  batch->Erase("o");
  batch->Erase("z");
  EXPECT_GT(batch->bytes(), 0u);
  ASSERT_TRUE(store_->Write(*batch).ok());
  EXPECT_EQ(All(), (Rows{{"k", "late"}, {"m", "again"}}));
}

// A view may be behind its log, and never hold half of a batch.
TEST_F(RocksStoreTest, ACrashLeavesWholeBatchesInTheirOrder) {
  Put(store_->NewBatch(), {{"few", "1"}, {"progress", "1"}});
  Put(store_->NewLargeBatch(), {{"many", "2"}, {"progress", "2"}});
  Put(store_->NewBatch(), {{"few", "3"}, {"progress", "3"}});
  auto unfinished = store_->NewLargeBatch();
  unfinished->Put("many", "4");
  OpenAsAfterACrash();
  EXPECT_EQ(All(), (Rows{{"few", "1"}, {"many", "2"}, {"progress", "2"}}));
  Put(store_->NewLargeBatch(), {{"many", "5"}});
  EXPECT_EQ(All()["many"], "5");
}

TEST_F(RocksStoreTest, WhatWasFlushedSurvivesACrash) {
  Put(store_->NewBatch(), {{"few", "1"}});
  ASSERT_TRUE(store_->Flush().ok());
  OpenAsAfterACrash();
  EXPECT_EQ(All(), (Rows{{"few", "1"}}));
}

TEST_F(RocksStoreTest, ADroppedBatchLeavesNothing) {
  auto batch = store_->NewLargeBatch();
  batch->Put("a", "1");
  batch.reset();
  EXPECT_EQ(All(), Rows());
  EXPECT_FALSE(fs::exists(path_ + "/view/batch.new"));
}

TEST_F(RocksStoreTest, ALargeBatchThatCannotBeWrittenSaysSo) {
  auto batch = store_->NewLargeBatch();
  batch->Put("a", "1");
  fs::remove(path_ + "/view/batch.new");
  EXPECT_FALSE(store_->Write(*batch).ok());
  EXPECT_EQ(All(), Rows());
}

TEST_F(RocksStoreTest, AFlippedBitIsNamed) {
  Put(store_->NewLargeBatch(), {{"a", std::string(10'000, 'x')}});
  ASSERT_TRUE(store_->Verify().ok());
  store_.reset();
  for (const auto& entry : fs::directory_iterator(path_ + "/view")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8);
    file.put('?');
  }
  Open(path_ + "/view");
  const absl::Status status = store_->Verify();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
}

}  // namespace
}  // namespace laurel
