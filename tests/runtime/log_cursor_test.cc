// A client of a log that gives records a second time.
#include "engine/runtime/log_cursor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/memory/memory_log.h"
#include "engine/codec/json.h"
#include "engine/runtime/history.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/partition_runner.h"

namespace laurel {
namespace {

constexpr int64_t kBack = 5;
constexpr int64_t kCustomers = 40;

int64_t Wall() { return 1'760'000'000'000; }

// Every second read begins some records before the end of the one before.
class StutteringReader : public LogReader {
 public:
  StutteringReader(MemoryLog& log, Stream stream, int32_t partition,
                   std::unique_ptr<LogReader> reader)
      : log_(log),
        stream_(stream),
        partition_(partition),
        first_(reader->next_offset()),
        reader_(std::move(reader)) {}

  absl::Status Read(const ReadLimit& limit, LogBatch& batch) override {
    if (++reads_ % 2 == 0) {
      const int64_t back = std::max(first_, reader_->next_offset() - kBack);
      auto again = log_.MemoryLog::OpenReader(stream_, partition_, back);
      if (!again.ok()) return again.status();
      reader_ = *std::move(again);
    }
    const absl::Status status = reader_->Read(limit, batch);
    next_ = std::max(next_, reader_->next_offset());
    return status;
  }
  int64_t next_offset() const override { return std::max(first_, next_); }

 private:
  MemoryLog& log_;
  const Stream stream_;
  const int32_t partition_;
  const int64_t first_;
  std::unique_ptr<LogReader> reader_;
  int64_t reads_ = 0;
  int64_t next_ = 0;
};

class StutteringLog : public MemoryLog {
 public:
  StutteringLog() : MemoryLog(1, Wall) {}

  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t partition, int64_t offset) override {
    auto reader = MemoryLog::OpenReader(stream, partition, offset);
    if (!reader.ok()) return reader;
    return std::unique_ptr<LogReader>(std::make_unique<StutteringReader>(
        *this, stream, partition, *std::move(reader)));
  }
};

void Enrol(EventLog& log) {
  RoutedRecords facts;
  for (int64_t i = 0; i < kCustomers; ++i) {
    const std::string id = "c-" + std::to_string(i);
    std::string bytes, error;
    ASSERT_TRUE(
        JsonToFact(R"({"id": ")" + id + R"(", "source": "pos/1",)" +
                       R"("customer_id": ")" + id +
                       R"(", "store_id": "s", "customer_enrolled": {}})",
                   &bytes, &error))
        << error;
    facts.Add(0, id, bytes);
  }
  ASSERT_TRUE(log.Append(facts).ok());
}

TEST(LogCursor, GivesEachRecordOnceAndCountsTheOthers) {
  StutteringLog log;
  Enrol(log);
  auto cursor = LogCursor::Open(log, Stream::kFacts, 0, 3, {10, 1 << 20});
  ASSERT_TRUE(cursor.ok());
  int64_t next = 3;
  for (;;) {
    const auto record = cursor->Peek();
    ASSERT_TRUE(record.ok()) << record.status();
    if (*record == nullptr) break;
    EXPECT_EQ((*record)->offset, next++);
    cursor->Pop();
  }
  EXPECT_EQ(next, kCustomers);
  EXPECT_GE(cursor->TakeRepeated(), 2 * kBack);
  EXPECT_EQ(cursor->TakeRepeated(), 0);
}

// Decides while the log stutters, then folds what was decided, the same way.
TEST(PartitionRunner, DecidesOnceWhatComesTwice) {
  StutteringLog log;
  Enrol(log);
  for (const int64_t decided : {kCustomers, int64_t{0}}) {
    MemoryStore store;
    RunnerOptions options;
    options.read.records = 10;
    options.tick_every_ms = 0;
    PartitionRunner runner(log, 0, store, Wall, options);
    for (int i = 0; i < 10'000 && !runner.caught_up(); ++i) {
      const auto worked = runner.Advance();
      ASSERT_TRUE(worked.ok()) << worked.status();
    }
    ASSERT_TRUE(runner.caught_up());
    EXPECT_EQ(runner.counts().facts, decided);
    EXPECT_EQ(runner.counts().replayed, kCustomers - decided);
    EXPECT_GE(runner.counts().repeated, kBack);
    const auto decisions = log.Range(Stream::kDecisions, 0);
    ASSERT_TRUE(decisions.ok());
    EXPECT_EQ(decisions->end, kCustomers);
  }
  const auto verified = VerifyPartition(log, 0, nullptr, [](int64_t) {});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->ok());
}

}  // namespace
}  // namespace laurel
