#include "tests/contract/event_log_contract.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace laurel {
namespace {

using absl::StatusCode;
using Offsets = std::vector<int64_t>;
using Texts = std::vector<std::string>;

// A record as a value, to be kept and compared.
struct Seen {
  int64_t offset;
  std::string key;
  std::string value;
  bool operator==(const Seen&) const = default;
};

RoutedRecords Facts(int32_t partition, const Texts& values) {
  RoutedRecords facts;
  for (const std::string& value : values) facts.Add(partition, "key", value);
  return facts;
}

Records ToRecords(const Texts& values) {
  Records records;
  for (const std::string& value : values) records.Add("key", value);
  return records;
}

Commit Decisions(const Texts& values) {
  Commit commit;
  commit.decisions = ToRecords(values);
  return commit;
}

// Until nothing is at hand.
std::vector<Seen> ReadOn(LogReader& reader, ReadLimit limit = {}) {
  std::vector<Seen> seen;
  LogBatch batch;
  for (;;) {
    const absl::Status status = reader.Read(limit, batch);
    EXPECT_TRUE(status.ok()) << status;
    if (!status.ok() || batch.empty()) return seen;
    for (const LogRecord& record : batch.records) {
      seen.push_back(
          {record.offset, std::string(record.key), std::string(record.value)});
    }
  }
}

std::vector<Seen> ReadAll(EventLog& log, Stream stream, int32_t partition,
                          int64_t from = 0) {
  auto reader = log.OpenReader(stream, partition, from);
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return {};
  return ReadOn(**reader);
}

Texts Values(const std::vector<Seen>& seen) {
  Texts values;
  for (const Seen& record : seen) values.push_back(record.value);
  return values;
}

Completion Wait(PartitionWriter& writer) {
  for (;;) {
    if (auto done = writer.Poll()) return *std::move(done);
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

Completion CommitNow(PartitionWriter& writer, Commit commit) {
  const absl::Status status = writer.Submit(std::move(commit));
  EXPECT_TRUE(status.ok()) << status;
  if (!status.ok()) return {status, 0, {}};
  return Wait(writer);
}

std::unique_ptr<PartitionWriter> Own(EventLog& log, int32_t partition) {
  auto writer = log.OpenPartition(partition);
  EXPECT_TRUE(writer.ok()) << writer.status();
  return writer.ok() ? *std::move(writer) : nullptr;
}

}  // namespace

void EventLogContract::SetUp() {
  home_ = GetParam().make();
  log_ = home_->Open(Clock());
  ASSERT_NE(log_, nullptr);
}

bool EventLogContract::Reopen() {
  log_.reset();
  log_ = home_->Open(Clock());
  return log_ != nullptr;
}

TEST_P(EventLogContract, StartsEmpty) {
  EXPECT_EQ(log_->identity().partitions, kPartitions);
  EXPECT_FALSE(log_->identity().log_id.empty());
  for (Stream stream :
       {Stream::kFacts, Stream::kDecisions, Stream::kEvents, Stream::kParked}) {
    for (int32_t p = 0; p < kPartitions; ++p) {
      auto range = log_->Range(stream, p);
      ASSERT_TRUE(range.ok()) << range.status();
      EXPECT_EQ(*range, OffsetRange());
      EXPECT_TRUE(ReadAll(*log_, stream, p).empty());
    }
  }
}

TEST_P(EventLogContract, FactsComeBackAsTheyWereAppended) {
  RoutedRecords facts;
  const std::string binary("\0\xff\n", 3);
  facts.Add(1, "ada", "first");
  facts.Add(1, "", binary);
  facts.Add(1, "bob", "",
            std::vector<Header>{{"ce_id", "bob/1"}, {"empty", ""}});
  now_ms_ = 5'000;
  auto positions = log_->Append(facts);
  ASSERT_TRUE(positions.ok()) << positions.status();
  ASSERT_EQ(positions->size(), 3u);

  auto reader = log_->OpenReader(Stream::kFacts, 1, 0);
  ASSERT_TRUE(reader.ok()) << reader.status();
  LogBatch batch;
  std::vector<Seen> seen;
  std::vector<Header> headers;
  for (;;) {
    ASSERT_TRUE((*reader)->Read({}, batch).ok());
    if (batch.empty()) break;
    for (const LogRecord& record : batch.records) {
      if (!GetParam().remote) {
        EXPECT_EQ(record.append_time_ms, 5'000);
      }
      seen.push_back(
          {record.offset, std::string(record.key), std::string(record.value)});
      if (record.key == "bob") {
        EXPECT_EQ(ParseHeaders(record.headers),
                  (std::vector<Header>{{"ce_id", "bob/1"}, {"empty", ""}}));
      }
    }
  }
  EXPECT_EQ(seen, (std::vector<Seen>{{(*positions)[0].offset, "ada", "first"},
                                     {(*positions)[1].offset, "", binary},
                                     {(*positions)[2].offset, "bob", ""}}));
  EXPECT_EQ(log_->Range(Stream::kFacts, 1)->end, (*reader)->next_offset());
}

TEST_P(EventLogContract, PositionsComeInTheOrderOfTheBatch) {
  RoutedRecords facts;
  for (int i = 0; i < 300; ++i) {
    facts.Add(2 - i % kPartitions, "k", std::to_string(i));
  }
  auto positions = log_->Append(facts);
  ASSERT_TRUE(positions.ok()) << positions.status();
  ASSERT_EQ(positions->size(), 300u);
  std::map<LogPosition, std::string> by_position;
  for (int32_t p = 0; p < kPartitions; ++p) {
    for (const Seen& seen : ReadAll(*log_, Stream::kFacts, p)) {
      by_position[{p, seen.offset}] = seen.value;
    }
  }
  for (size_t i = 0; i < 300; ++i) {
    EXPECT_EQ((*positions)[i].partition, 2 - static_cast<int>(i) % kPartitions);
    EXPECT_EQ(by_position[(*positions)[i]], std::to_string(i));
  }
}

TEST_P(EventLogContract, AnEmptyAppendDoesNothing) {
  auto positions = log_->Append({});
  ASSERT_TRUE(positions.ok()) << positions.status();
  EXPECT_TRUE(positions->empty());
}

TEST_P(EventLogContract, ReadsAreBounded) {
  Texts values;
  for (int i = 0; i < 100; ++i)
    values.push_back(std::string(100, 'a' + i % 26));
  ASSERT_TRUE(log_->Append(Facts(0, values)).ok());
  auto reader = log_->OpenReader(Stream::kFacts, 0, 0);
  ASSERT_TRUE(reader.ok());
  LogBatch batch;
  ASSERT_TRUE((*reader)->Read({.records = 7}, batch).ok());
  EXPECT_LE(batch.records.size(), 7u);
  EXPECT_GE(batch.records.size(), 1u);
  ASSERT_TRUE((*reader)->Read({.bytes = 1'000}, batch).ok());
  EXPECT_LE(batch.records.size(), 10u);
  // One larger than the bound comes alone.
  ASSERT_TRUE((*reader)->Read({.bytes = 1}, batch).ok());
  EXPECT_EQ(batch.records.size(), 1u);

  for (size_t records : {1u, 3u, 1'000u}) {
    for (size_t bytes : {1u, 250u, 1'000'000u}) {
      auto again = log_->OpenReader(Stream::kFacts, 0, 0);
      EXPECT_EQ(Values(ReadOn(**again, {records, bytes})), values);
    }
  }
}

TEST_P(EventLogContract, AReaderFollowsTheLog) {
  auto reader = log_->OpenReader(Stream::kFacts, 0, 0);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE(ReadOn(**reader).empty());
  ASSERT_TRUE(log_->Append(Facts(0, {"a", "b"})).ok());
  EXPECT_EQ(Values(ReadOn(**reader)), (Texts{"a", "b"}));
  EXPECT_TRUE(ReadOn(**reader).empty());
  ASSERT_TRUE(log_->Append(Facts(0, {"c"})).ok());
  ASSERT_TRUE(log_->Append(Facts(1, {"elsewhere"})).ok());
  EXPECT_EQ(Values(ReadOn(**reader)), (Texts{"c"}));
}

TEST_P(EventLogContract, AReaderStartsWhereItIsTold) {
  Texts values;
  const int count = GetParam().remote ? 8 : 50;
  for (int i = 0; i < count; ++i) values.push_back(std::to_string(i));
  auto positions = log_->Append(Facts(0, values));
  ASSERT_TRUE(positions.ok());
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 0, (*positions)[i].offset)),
              Texts(values.begin() + static_cast<int64_t>(i), values.end()));
  }
  const int64_t end = log_->Range(Stream::kFacts, 0)->end;
  EXPECT_TRUE(ReadAll(*log_, Stream::kFacts, 0, end).empty());
  for (int64_t wrong : {end + 1, int64_t{-1}, INT64_MAX}) {
    EXPECT_EQ(log_->OpenReader(Stream::kFacts, 0, wrong).status().code(),
              StatusCode::kOutOfRange)
        << wrong;
  }
}

TEST_P(EventLogContract, APartitionThatIsNotThereIsRefused) {
  for (int32_t wrong : {-1, kPartitions, 1'000'000}) {
    EXPECT_EQ(log_->Range(Stream::kFacts, wrong).status().code(),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(log_->OpenReader(Stream::kFacts, wrong, 0).status().code(),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(log_->OpenPartition(wrong).status().code(),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(log_->Append(Facts(wrong, {"x"})).status().code(),
              StatusCode::kInvalidArgument);
  }
}

TEST_P(EventLogContract, ABatchKeepsItsBytes) {
  ASSERT_TRUE(log_->Append(Facts(0, {"one", "two"})).ok());
  auto reader = log_->OpenReader(Stream::kFacts, 0, 0);
  LogBatch batch;
  ASSERT_TRUE((*reader)->Read({.records = 1}, batch).ok());
  LogBatch moved = std::move(batch);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(log_->Append(Facts(0, {std::string(10'000, 'x')})).ok());
  }
  ReadOn(**reader);
  reader->reset();
  ASSERT_EQ(moved.records.size(), 1u);
  EXPECT_EQ(moved.records[0].value, "one");
}

TEST_P(EventLogContract, AppendTimesNeverGoBack) {
  if (GetParam().remote) {
    GTEST_SKIP() << GetParam().name << " has a clock of its own";
  }
  for (int64_t now : {10'000, 20'000, 15'000, 30'000}) {
    now_ms_ = now;
    ASSERT_TRUE(log_->Append(Facts(0, {"x"})).ok());
  }
  auto reader = log_->OpenReader(Stream::kFacts, 0, 0);
  Offsets times;
  LogBatch batch;
  while ((*reader)->Read({}, batch).ok() && !batch.empty()) {
    for (const LogRecord& r : batch.records) times.push_back(r.append_time_ms);
  }
  EXPECT_EQ(times, (Offsets{10'000, 20'000, 20'000, 30'000}));
}

TEST_P(EventLogContract, ACommitIsSeenInAllItsStreams) {
  auto writer = Own(*log_, 1);
  Commit commit;
  commit.decisions = ToRecords({"d0", "d1"});
  commit.events.Add("ada", "e0", {{"ce_id", "ada/1"}});
  commit.parked = ToRecords({"p0"});
  commit.facts.Add(2, "eve", "to another");
  commit.facts.Add(1, "", "to itself");
  commit.facts.Add(2, "eve", "and another");
  const Commit copy = commit;
  const Completion done = CommitNow(*writer, std::move(commit));
  ASSERT_TRUE(done.status.ok()) << done.status;
  EXPECT_TRUE(done.spent.empty());
  // Behind it there may be a mark of the commit, which is no record.
  EXPECT_LE(done.decisions_end, log_->Range(Stream::kDecisions, 1)->end);
  EXPECT_TRUE(
      ReadAll(*log_, Stream::kDecisions, 1, done.decisions_end).empty());

  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 1)), (Texts{"d0", "d1"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kEvents, 1)), (Texts{"e0"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kParked, 1)), (Texts{"p0"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 1)), (Texts{"to itself"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 2)),
            (Texts{"to another", "and another"}));

  auto reader = log_->OpenReader(Stream::kEvents, 1, 0);
  LogBatch batch;
  ASSERT_TRUE((*reader)->Read({}, batch).ok());
  ASSERT_EQ(batch.records.size(), 1u);
  EXPECT_EQ(batch.records[0].key, "ada");
  EXPECT_EQ(FindHeader(batch.records[0].headers, "ce_id"), "ada/1");
}

TEST_P(EventLogContract, CommitsFollowEachOther) {
  auto writer = Own(*log_, 0);
  Texts expected;
  int64_t end = 0;
  for (int i = 0; i < 20; ++i) {
    Texts values;
    for (int j = 0; j < i % 4; ++j) {
      values.push_back(std::to_string(i) + "/" + std::to_string(j));
    }
    expected.insert(expected.end(), values.begin(), values.end());
    Commit commit = Decisions(values);
    if (i % 3 == 0) commit.events = ToRecords({"event " + std::to_string(i)});
    if (i % 5 == 0) commit.parked = ToRecords({"parked " + std::to_string(i)});
    const Completion done = CommitNow(*writer, std::move(commit));
    ASSERT_TRUE(done.status.ok()) << done.status;
    EXPECT_GE(done.decisions_end, end);
    end = done.decisions_end;
  }
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 0)), expected);
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kEvents, 0)),
            (Texts{"event 0", "event 3", "event 6", "event 9", "event 12",
                   "event 15", "event 18"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kParked, 0)),
            (Texts{"parked 0", "parked 5", "parked 10", "parked 15"}));
  const auto events = ReadAll(*log_, Stream::kEvents, 0);
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kEvents, 0, events[5].offset)),
            (Texts{"event 15", "event 18"}));
}

TEST_P(EventLogContract, AnEmptyCommitSucceeds) {
  auto writer = Own(*log_, 0);
  Completion done = CommitNow(*writer, {});
  EXPECT_TRUE(done.status.ok()) << done.status;
  done = CommitNow(*writer, Decisions({"x"}));
  EXPECT_TRUE(done.status.ok()) << done.status;
  const int64_t end = done.decisions_end;
  done = CommitNow(*writer, {});
  EXPECT_EQ(done.decisions_end, end);
}

TEST_P(EventLogContract, OneCommitIsInFlight) {
  auto writer = Own(*log_, 0);
  EXPECT_FALSE(writer->Poll().has_value());
  ASSERT_TRUE(writer->Submit(Decisions({"a"})).ok());
  EXPECT_EQ(writer->Submit(Decisions({"b"})).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Wait(*writer).status.ok());
  EXPECT_FALSE(writer->Poll().has_value());
  EXPECT_TRUE(CommitNow(*writer, Decisions({"c"})).status.ok());
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 0)), (Texts{"a", "c"}));
}

TEST_P(EventLogContract, ANewOwnerFencesTheOld) {
  auto old_owner = Own(*log_, 0);
  ASSERT_TRUE(CommitNow(*old_owner, Decisions({"old"})).status.ok());
  auto bystander = Own(*log_, 1);
  auto new_owner = Own(*log_, 0);
  Commit late = Decisions({"late"});
  late.events = ToRecords({"late"});
  late.facts.Add(2, "k", "late");
  const Completion fenced = CommitNow(*old_owner, std::move(late));
  EXPECT_EQ(FailureOf(fenced.status), LogFailure::kFenced) << fenced.status;
  EXPECT_EQ(old_owner->Submit(Decisions({"later"})).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_TRUE(CommitNow(*new_owner, Decisions({"new"})).status.ok());
  EXPECT_TRUE(CommitNow(*bystander, Decisions({"other"})).status.ok());
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 0)),
            (Texts{"old", "new"}));
  EXPECT_TRUE(ReadAll(*log_, Stream::kEvents, 0).empty());
  EXPECT_TRUE(ReadAll(*log_, Stream::kFacts, 2).empty());
}

TEST_P(EventLogContract, OpeningEndsTheCommitInFlight) {
  const int rounds = GetParam().remote ? 4 : 10;
  for (int round = 0; round < rounds; ++round) {
    auto old_owner = Own(*log_, 0);
    Texts values;
    for (int i = 0; i < 1'000; ++i) values.push_back(std::to_string(round));
    ASSERT_TRUE(old_owner->Submit(Decisions(values)).ok());
    auto new_owner = Own(*log_, 0);
    const auto before = ReadAll(*log_, Stream::kDecisions, 0);
    EXPECT_EQ(before.size() % 1'000, 0u) << "part of a commit is visible";
    const Completion done = Wait(*old_owner);
    const auto after = ReadAll(*log_, Stream::kDecisions, 0);
    EXPECT_EQ(before, after) << "a commit appeared after the opening";
  }
}

TEST_P(EventLogContract, ACommitToNoPartitionLeavesNothing) {
  auto writer = Own(*log_, 0);
  Commit commit = Decisions({"x"});
  commit.facts.Add(kPartitions, "k", "nowhere");
  const Completion done = CommitNow(*writer, std::move(commit));
  EXPECT_EQ(done.status.code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(ReadAll(*log_, Stream::kDecisions, 0).empty());
}

TEST_P(EventLogContract, SeveralAppendAndOneReads) {
  constexpr int kWriters = 3;
  constexpr int kBatches = 30;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([this, w] {
      for (int i = 0; i < kBatches; ++i) {
        RoutedRecords facts;
        for (int j = 0; j < 5; ++j) {
          facts.Add(0, std::to_string(w), std::to_string(i * 5 + j));
        }
        auto positions = log_->Append(facts);
        ASSERT_TRUE(positions.ok()) << positions.status();
      }
    });
  }
  auto reader = log_->OpenReader(Stream::kFacts, 0, 0);
  std::map<std::string, int> next;
  int64_t last = -1;
  for (int count = 0; count < kWriters * kBatches * 5;) {
    for (const Seen& seen : ReadOn(**reader)) {
      EXPECT_GT(seen.offset, last);
      last = seen.offset;
      EXPECT_EQ(seen.value, std::to_string(next[seen.key]++));
      ++count;
    }
    std::this_thread::yield();
  }
  for (std::thread& writer : writers) writer.join();
}

TEST_P(EventLogContract, WhatWasAcknowledgedIsThereAfterwards) {
  ASSERT_TRUE(log_->Append(Facts(0, {"a", "b"})).ok());
  {
    auto writer = Own(*log_, 0);
    Commit commit = Decisions({"d"});
    commit.events = ToRecords({"e"});
    commit.facts.Add(1, "k", "forwarded");
    ASSERT_TRUE(CommitNow(*writer, std::move(commit)).status.ok());
  }
  const LogIdentity identity = log_->identity();
  if (!Reopen()) GTEST_SKIP() << GetParam().name << " does not last";
  EXPECT_EQ(log_->identity(), identity);
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 0)), (Texts{"a", "b"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 1)), (Texts{"forwarded"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 0)), (Texts{"d"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kEvents, 0)), (Texts{"e"}));
  ASSERT_TRUE(log_->Append(Facts(0, {"c"})).ok());
  now_ms_ = 0;  // a clock that was set back meanwhile
  auto writer = Own(*log_, 0);
  ASSERT_TRUE(CommitNow(*writer, Decisions({"d2"})).status.ok());
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kFacts, 0)), (Texts{"a", "b", "c"}));
  EXPECT_EQ(Values(ReadAll(*log_, Stream::kDecisions, 0)), (Texts{"d", "d2"}));
}

// A model beside the log: vectors of strings.
TEST_P(EventLogContract, AnyHistoryReadsBackAsTheModelSays) {
  std::mt19937 random(7);
  const auto below = [&random](uint32_t n) { return random() % n; };
  std::map<std::pair<Stream, int32_t>, Texts> model;
  std::vector<std::unique_ptr<PartitionWriter>> writers(kPartitions);
  for (int32_t p = 0; p < kPartitions; ++p) writers[p] = Own(*log_, p);
  int name = 0;
  const auto new_value = [&] {
    return std::to_string(name++) + std::string(below(200), '.');
  };
  const int steps = GetParam().remote ? 30 : 150;
  for (int step = 0; step < steps; ++step) {
    const auto p = static_cast<int32_t>(below(kPartitions));
    switch (below(8)) {
      case 0:
      case 1:
      case 2: {
        RoutedRecords facts;
        for (uint32_t i = below(100); i > 0; --i) {
          const auto to = static_cast<int32_t>(below(kPartitions));
          const std::string value = new_value();
          facts.Add(to, "k", value);
          model[{Stream::kFacts, to}].push_back(value);
        }
        ASSERT_TRUE(log_->Append(facts).ok());
        break;
      }
      case 3:
      case 4:
      case 5: {
        Commit commit;
        const auto fill = [&](Stream stream, Records& records, uint32_t max) {
          for (uint32_t i = below(max); i > 0; --i) {
            const std::string value = new_value();
            records.Add("k", value);
            model[{stream, p}].push_back(value);
          }
        };
        fill(Stream::kDecisions, commit.decisions, 50);
        fill(Stream::kEvents, commit.events, 5);
        fill(Stream::kParked, commit.parked, 2);
        for (uint32_t i = below(3); i > 0; --i) {
          const auto to = static_cast<int32_t>(below(kPartitions));
          const std::string value = new_value();
          commit.facts.Add(to, "k", value);
          model[{Stream::kFacts, to}].push_back(value);
        }
        const Completion done = CommitNow(*writers[p], std::move(commit));
        ASSERT_TRUE(done.status.ok()) << done.status;
        const auto end =
            static_cast<int64_t>(model[{Stream::kDecisions, p}].size());
        ASSERT_GE(done.decisions_end, end);
        break;
      }
      case 6:
        writers[p] = Own(*log_, p);
        break;
      case 7:
        for (const auto& [where, values] : model) {
          const auto seen = ReadAll(*log_, where.first, where.second);
          ASSERT_EQ(Values(seen), values);
          if (seen.empty()) continue;
          const size_t from = below(static_cast<uint32_t>(seen.size()));
          auto reader =
              log_->OpenReader(where.first, where.second, seen[from].offset);
          ASSERT_TRUE(reader.ok());
          const ReadLimit limit{1 + below(40), 1 + below(5'000)};
          ASSERT_EQ(
              Values(ReadOn(**reader, limit)),
              Texts(values.begin() + static_cast<int64_t>(from), values.end()));
        }
        break;
    }
  }
}

}  // namespace laurel
