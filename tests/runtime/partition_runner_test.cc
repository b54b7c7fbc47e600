// The runner over a real small log and store in memory: what it decides, and
// that it decides the same whenever it is thrown away and opened again.
#include "engine/runtime/partition_runner.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/memory/memory_log.h"
#include "engine/base/civil.h"
#include "engine/base/hash.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"
#include "engine/codec/snapshot_codec.h"
#include "engine/program/zones.h"
#include "engine/runtime/history.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/view_customers.h"
#include "engine/runtime/view_keys.h"
#include "engine/runtime/view_rows.h"
#include "laurel/v1/customer_snapshot.pb.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr int64_t kNow = 1'760'000'000'000;

std::string Publication(uint32_t version) {
  const std::string source = FileText("examples/glow.yaml");
  const std::string id = "program/glow/" + std::to_string(version);
  Fact fact;
  fact.id = id;
  fact.source = "laurel/publisher";
  fact.recorded_at = fact.occurred_at = Instant{1'700'000'000'000};
  fact.body = ProgramPublished{"glow", version, source, "x"};
  std::string bytes;
  EncodeFact(fact, &bytes, {*LoadZone("Asia/Shanghai")});
  return bytes;
}

std::string FromJson(const std::string& json) {
  std::string bytes, error;
  EXPECT_TRUE(JsonToFact(json, &bytes, &error)) << error;
  return bytes;
}

std::string Sale(int number, const std::string& customer, int day) {
  const std::string id = std::to_string(number);
  const Date date = DateOf(Day{20'000 + day});
  char at[32];
  std::snprintf(at, sizeof(at), "%04d-%02d-%02dT10:00:00Z", date.year,
                date.month, date.day);
  return FromJson(R"({"id": "p-)" + id + R"(", "source": "pos/1",)" +
                  R"("customer_id": ")" + customer +
                  R"(", "store_id": "s-1",)" + R"("occurred_at": ")" + at +
                  R"(", "recorded_at": ")" + at +
                  R"(", "payment_captured": {"payment_id": "p-)" + id +
                  R"(", "lines": [{"kind": "SERVICE", "amount":)" +
                  R"({"currency": "CNY", "minor": 12850}}]}})");
}

std::string Tick(int day) {
  Fact tick;
  const std::string id = "tick/" + std::to_string(day);
  tick.id = id;
  tick.source = "laurel/engine";
  tick.recorded_at = tick.occurred_at = Instant{(20'000LL + day) * kDayMs};
  tick.body = ClockTicked{};
  std::string bytes;
  EncodeFact(tick, &bytes);
  return bytes;
}

// Two hundred customers, a year of sales and ticks that fire them.
void Fill(MemoryLog& log) {
  RoutedRecords facts;
  facts.Add(0, "", Publication(1));
  for (int i = 0; i < 1'000; ++i) {
    const std::string customer = "c-" + std::to_string(i * 7 % 200);
    facts.Add(0, customer, Sale(i, customer, i / 5));
    if (i % 100 == 99) facts.Add(0, "", Tick(i / 5 + 1));
  }
  facts.Add(0, "c-1", "not a fact");
  facts.Add(0, "", Tick(365));
  ASSERT_TRUE(log.Append(facts).ok());
}

std::vector<Decision> DecisionsOf(MemoryLog& log) {
  std::vector<Decision> decisions;
  auto cursor = LogCursor::Open(log, Stream::kDecisions, 0, 0);
  EXPECT_TRUE(cursor.ok());
  for (;;) {
    const auto record = cursor->Peek();
    EXPECT_TRUE(record.ok());
    if (*record == nullptr) return decisions;
    decisions.emplace_back();
    EXPECT_TRUE(DecodeDecision((*record)->value, &decisions.back()).ok());
    cursor->Pop();
  }
}

int64_t Wall() { return kNow; }

RunnerOptions Small() {
  RunnerOptions options;
  options.read.records = 16;
  options.write_every_facts = 50;
  options.resident_bytes = 20'000;
  options.tick_every_ms = 0;
  return options;
}

void RunUntilCaughtUp(PartitionRunner& runner) {
  for (int i = 0; i < 1'000'000 && !runner.caught_up(); ++i) {
    const auto worked = runner.Advance();
    ASSERT_TRUE(worked.ok()) << worked.status();
  }
  ASSERT_TRUE(runner.caught_up());
}

void Close(PartitionRunner& runner) {
  for (bool more = true; more;) {
    const auto closing = runner.AdvanceClosing();
    ASSERT_TRUE(closing.ok()) << closing.status();
    more = *closing;
  }
}

void ExpectVerified(MemoryLog& log, ViewStore& store) {
  const auto verified = VerifyPartition(log, 0, &store, [](int64_t) {});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->ok()) << verified->first_differences.front();
}

class PartitionRunnerTest : public testing::Test {
 protected:
  void SetUp() override { Fill(log_); }

  MemoryLog log_{1, Wall};
  MemoryStore store_;
};

TEST_F(PartitionRunnerTest, DecidesEachFactOnce) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  EXPECT_EQ(runner.counts().facts, 1 + 1'000 + 11 + 1);
  EXPECT_EQ(runner.counts().parked, 1);
  const auto ada = runner.fold().Find("c-1");
  ASSERT_TRUE(ada.ok());
  ASSERT_NE(*ada, nullptr);
  EXPECT_EQ((*ada)->purchases, 5u);
  EXPECT_EQ((*ada)->lifecycle.stage, Stage::kDormant);
}

TEST_F(PartitionRunnerTest, VerifyAndRebuildAgree) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  Close(runner);
  const auto quiet = [](int64_t) {};
  const auto live = VerifyPartition(log_, 0, &store_, quiet);
  ASSERT_TRUE(live.ok()) << live.status();
  EXPECT_TRUE(live->ok()) << live->first_differences.front();
  EXPECT_EQ(live->customers, 200);
  MemoryStore fresh;
  ASSERT_TRUE(RebuildView(log_, 0, fresh, quiet).ok());
  ExpectVerified(log_, fresh);
}

TEST_F(PartitionRunnerTest, ThrownAwayAtAnyMomentItDecidesTheSame) {
  MemoryLog undisturbed(1, Wall);
  Fill(undisturbed);
  MemoryStore its_store;
  PartitionRunner its_runner(undisturbed, 0, its_store, Wall, Small());
  RunUntilCaughtUp(its_runner);
  uint64_t random = 42;
  int64_t counted = 0;
  for (;;) {
    PartitionRunner runner(log_, 0, store_, Wall, Small());
    random = random * 6364136223846793005 + 1442695040888963407;
    for (uint64_t steps = random >> 58; steps > 0 && !runner.caught_up();
         --steps) {
      ASSERT_TRUE(runner.Advance().ok());
    }
    counted += runner.counts().facts;
    if (runner.caught_up()) break;
  }
  EXPECT_EQ(DecisionsOf(log_), DecisionsOf(undisturbed));
  // What was durable before anybody knew of it counts as replayed.
  EXPECT_LE(counted, its_runner.counts().facts);
}

Progress ProgressOf(ViewStore& store) {
  std::string row;
  bool there = false;
  Progress progress;
  EXPECT_TRUE(store.Get(kProgressKey, &row, &there).ok());
  if (!there) return progress;
  EXPECT_TRUE(DecodeProgress(row, &progress).ok());
  return progress;
}

// Writes behind as slowly as a test says.
class SlowStore : public MemoryStore {
 public:
  void WriteBehind(bool large, const Fill& fill) override {
    ++begun;
    if (!slow) return MemoryStore::WriteBehind(large, fill);
    fill_ = fill;
  }
  std::optional<absl::Status> Poll() override {
    if (!fill_) return MemoryStore::Poll();
    if (!failure.ok()) return failure;
    if (slow) return std::nullopt;
    MemoryStore::WriteBehind(false, std::exchange(fill_, nullptr));
    return MemoryStore::Poll();
  }
  bool slow = true;
  int begun = 0;
  absl::Status failure;

 private:
  Fill fill_;
};

int64_t StoredNext(ViewStore& store) { return ProgressOf(store).next_fact; }

TEST_F(PartitionRunnerTest, ItDecidesWhileTheViewIsWritten) {
  SlowStore store;
  store.slow = false;
  PartitionRunner runner(log_, 0, store, Wall, Small());
  while (store.begun < 2) ASSERT_TRUE(runner.Advance().ok());
  store.slow = true;
  const int64_t stored = StoredNext(store);
  const int64_t before = runner.counts().facts;
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(runner.Advance().ok());
  // It goes on, but not for ever further than the view.
  EXPECT_GE(runner.counts().facts, before + 50);
  EXPECT_LE(runner.counts().facts, before + 200);
  EXPECT_EQ(StoredNext(store), stored);
  EXPECT_FALSE(runner.caught_up());
  EXPECT_TRUE(*runner.AdvanceClosing());  // waits for it

  store.slow = false;
  RunUntilCaughtUp(runner);
  Close(runner);
  EXPECT_EQ(StoredNext(store), 1 + 1'000 + 11 + 1);
  ExpectVerified(log_, store);
}

int WritesOf(MemoryLog& log, const WallClock& wall) {
  RunnerOptions options = Small();
  options.write_every_facts = 1'000'000;
  options.write_every_ms = 60'000;
  options.write_live_customers = 30;
  SlowStore store;
  store.slow = false;
  PartitionRunner runner(log, 0, store, wall, options);
  RunUntilCaughtUp(runner);
  return store.begun;
}

// All that changed is gathered at once, and whoever asks waits for it.
TEST_F(PartitionRunnerTest, WhatIsNewIsWrittenAPieceAtATime) {
  MemoryLog again(1, Wall);
  Fill(again);
  EXPECT_LT(WritesOf(again, [] { return kNow + 120'000; }), 5);
  EXPECT_GT(WritesOf(log_, Wall), 15);
}

// Who pays does not wait until each customer has been looked at; ticks do.
TEST_F(PartitionRunnerTest, ItDecidesWhileTheDueIndexFollowsAProgram) {
  RunnerOptions options = Small();
  options.follow_customers = 1;
  PartitionRunner runner(log_, 0, store_, Wall, options);
  RunUntilCaughtUp(runner);
  const int64_t before = runner.counts().facts;
  RoutedRecords facts;
  facts.Add(0, "", Publication(2));
  facts.Add(0, "c-5", Sale(2'000, "c-5", 364));
  facts.Add(0, "", Tick(366));
  facts.Add(0, "c-6", Sale(2'001, "c-6", 364));
  ASSERT_TRUE(log_.Append(facts).ok());
  while (runner.counts().facts < before + 2) {
    ASSERT_TRUE(runner.Advance().ok());
  }
  int pieces = 0;
  for (; runner.fold().IndexIsBehind(); ++pieces) {
    EXPECT_EQ(runner.counts().facts, before + 2);
    ASSERT_TRUE(runner.Advance().ok());
  }
  EXPECT_GE(pieces, 190);  // a commit takes one or two
  RunUntilCaughtUp(runner);
  EXPECT_EQ(runner.counts().facts, before + 4);
  Close(runner);
  ExpectVerified(log_, store_);
}

TEST_F(PartitionRunnerTest, AViewThatCannotBeWrittenStopsIt) {
  SlowStore store;
  PartitionRunner runner(log_, 0, store, Wall, Small());
  while (store.begun < 1) ASSERT_TRUE(runner.Advance().ok());
  store.failure = absl::ResourceExhaustedError("no room");
  const auto stopped = runner.Advance();
  EXPECT_TRUE(absl::IsResourceExhausted(stopped.status())) << stopped.status();
  EXPECT_EQ(stopped.status().message(), "view of partition 0: no room");
}

// Snapshots say what the view has, as of the fact that changed it last.
void ExpectToldOfAll(ViewStore& store, const MemoryLog& log,
                     const Program& program) {
  size_t customers = 0;
  const auto look = [&](const Customer& customer) -> absl::Status {
    ++customers;
    const auto found = log.customers().find(customer.id);
    if (found == log.customers().end()) {
      return absl::NotFoundError(customer.id);
    }
    v1::CustomerSnapshot snapshot;
    EXPECT_TRUE(snapshot.ParseFromString(found->second));
    const Instant as_of{snapshot.as_of().seconds() * kSecondMs};
    std::string stored;
    EncodeSnapshot(customer, &program, as_of, Format::kProtobuf, &stored);
    EXPECT_EQ(found->second, stored) << customer.id;
    return absl::OkStatus();
  };
  EXPECT_EQ(VisitCustomers(store, look), absl::OkStatus());
  EXPECT_EQ(log.customers().size(), customers);
}

const Program& ProgramOf(PartitionRunner& runner) {
  return *runner.fold().partition().Current()->program;
}

// Each runner is thrown away at any moment.
TEST_F(PartitionRunnerTest, InTheEndEverybodysSnapshotIsTold) {
  RunnerOptions options = Small();
  options.snapshots = Format::kProtobuf;
  options.commit_bytes = 2'000;  // some customers
  uint64_t random = 7;
  for (bool done = false; !done;) {
    PartitionRunner runner(log_, 0, store_, Wall, options);
    random = random * 6364136223846793005 + 1442695040888963407;
    for (uint64_t steps = random >> 57; steps > 0 && !runner.caught_up();
         --steps) {
      ASSERT_TRUE(runner.Advance().ok());
    }
    done = runner.caught_up();
    if (!done) continue;
    Close(runner);
    ExpectToldOfAll(store_, log_, ProgramOf(runner));
  }
  EXPECT_EQ(log_.customers().size(), 200u);
  EXPECT_EQ(ProgressOf(store_).told_decision, ProgressOf(store_).next_decision);
}

// Decides all; the view has no more than the program.
void DecideWithoutView(MemoryLog& log, ViewStore& store) {
  RunnerOptions options = Small();
  options.write_every_facts = 1'000'000;
  PartitionRunner runner(log, 0, store, Wall, options);
  RunUntilCaughtUp(runner);
}

RunnerOptions WritingOften() {
  RunnerOptions options = Small();
  options.write_every_bytes = 4'000;
  options.snapshots = Format::kProtobuf;
  return options;
}

// What it knows meanwhile is the past: somebody may have told more.
TEST_F(PartitionRunnerTest, WhileFoldingNoSnapshotIsTold) {
  DecideWithoutView(log_, store_);
  int writes = 0;
  for (int64_t seen = 0; writes < 5;) {  // and then it is thrown away
    PartitionRunner runner(log_, 0, store_, Wall, WritingOften());
    for (bool wrote = false; !wrote;) {
      ASSERT_TRUE(runner.Advance().ok());
      ASSERT_FALSE(runner.ready());
      const int64_t written = ProgressOf(store_).next_fact;
      wrote = std::exchange(seen, written) != written;
    }
    ++writes;
    EXPECT_TRUE(log_.customers().empty());
  }
  PartitionRunner last(log_, 0, store_, Wall, WritingOften());
  RunUntilCaughtUp(last);
  Close(last);
  ExpectToldOfAll(store_, log_, ProgramOf(last));
  EXPECT_EQ(log_.customers().size(), 200u);
}

// As when a partition comes to a machine with an old view, and goes again.
TEST_F(PartitionRunnerTest, AnOldViewTakesNothingBack) {
  MemoryStore old;
  {
    PartitionRunner runner(log_, 0, old, Wall, WritingOften());
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(runner.Advance().ok());
    Close(runner);
  }
  PartitionRunner newest(log_, 0, store_, Wall, WritingOften());
  RunUntilCaughtUp(newest);
  Close(newest);
  const auto told = log_.customers();
  PartitionRunner runner(log_, 0, old, Wall, WritingOften());
  for (int64_t before = ProgressOf(old).next_fact;
       ProgressOf(old).next_fact == before;) {
    ASSERT_TRUE(runner.Advance().ok());
    ASSERT_FALSE(runner.ready());
  }
  Close(runner);
  EXPECT_EQ(log_.customers(), told);
}

// A process without snapshots (`laurel skip`) moves the view on; the next one
// with them makes good for it.
TEST_F(PartitionRunnerTest, WhatWasFoldedWithoutSnapshotsIsToldLater) {
  DecideWithoutView(log_, store_);
  PartitionRunner silent(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(silent);
  Close(silent);
  EXPECT_TRUE(log_.customers().empty());
  PartitionRunner runner(log_, 0, store_, Wall, WritingOften());
  RunUntilCaughtUp(runner);
  Close(runner);
  ExpectToldOfAll(store_, log_, ProgramOf(runner));
  EXPECT_EQ(log_.customers().size(), 200u);
}

// What the view says it has folded of the decisions is what it has.
TEST_F(PartitionRunnerTest, ThrownAwayWhileFoldingItDecidesNothingTwice) {
  DecideWithoutView(log_, store_);
  const std::vector<Decision> decided = DecisionsOf(log_);
  for (int steps = 1;; ++steps) {
    PartitionRunner runner(log_, 0, store_, Wall, WritingOften());
    for (int i = 0; i < steps && !runner.caught_up(); ++i) {
      const auto worked = runner.Advance();
      ASSERT_TRUE(worked.ok()) << worked.status();
    }
    if (runner.caught_up()) break;
  }
  EXPECT_EQ(DecisionsOf(log_), decided);
}

int64_t CommitsOf(const PartitionRunner& runner) {
  int64_t commits = 0;
  for (int64_t count : runner.counts().commits.counts) commits += count;
  return commits;
}

// However much a read brings: its memory is two commits, not two reads.
TEST_F(PartitionRunnerTest, ACommitEndsWhenItIsLargeEnough) {
  RunnerOptions options = Small();
  options.read = ReadLimit();
  options.write_every_facts = 1'000'000;
  PartitionRunner whole(log_, 0, store_, Wall, options);
  RunUntilCaughtUp(whole);
  EXPECT_LT(CommitsOf(whole), 20);
  MemoryLog again(1, Wall);
  MemoryStore its_store;
  Fill(again);
  options.commit_bytes = 1;
  PartitionRunner single(again, 0, its_store, Wall, options);
  RunUntilCaughtUp(single);
  EXPECT_GE(CommitsOf(single), 1'000);
  EXPECT_EQ(DecisionsOf(again), DecisionsOf(log_));
}

// What is parked is copied whole, and a broker takes no commit of any size.
TEST(PartitionRunner, ACommitOfParkedFactsEndsWhenItIsLargeEnough) {
  MemoryLog log(1, Wall);
  RoutedRecords facts;
  for (int i = 0; i < 200; ++i) facts.Add(0, "c-1", std::string(10'000, 'x'));
  ASSERT_TRUE(log.Append(facts).ok());
  MemoryStore store;
  RunnerOptions options;
  options.commit_bytes = 100'000;
  PartitionRunner runner(log, 0, store, Wall, options);
  RunUntilCaughtUp(runner);
  EXPECT_EQ(runner.counts().parked, 200);
  EXPECT_GE(CommitsOf(runner), 10);
}

// Nobody comes after the crash: they are told all the same.
TEST_F(PartitionRunnerTest, WhatWasReplayedIsToldWithoutAnotherFact) {
  DecideWithoutView(log_, store_);
  int64_t now = kNow;
  RunnerOptions options = WritingOften();
  options.write_every_bytes = 1 << 30;
  PartitionRunner runner(
      log_, 0, store_, [&] { return now; }, options);
  RunUntilCaughtUp(runner);
  now += 2 * options.write_every_ms;
  for (int i = 0; i < 10'000 && log_.customers().size() < 200; ++i) {
    ASSERT_TRUE(runner.Advance().ok());
  }
  EXPECT_EQ(log_.customers().size(), 200u);
}

TEST_F(PartitionRunnerTest, SnapshotsAreNotTakenUnlessWanted) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  Close(runner);
  EXPECT_TRUE(log_.customers().empty());
}

TEST_F(PartitionRunnerTest, RefusesTheViewOfAnotherLog) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  ASSERT_TRUE(runner.AdvanceClosing().ok());
  MemoryLog other(1, Wall, "other");
  PartitionRunner stranger(other, 0, store_, Wall, Small());
  const auto worked = stranger.Advance();
  ASSERT_FALSE(worked.ok());
  EXPECT_NE(worked.status().message().find("memory"), std::string::npos);
  EXPECT_NE(worked.status().message().find("other"), std::string::npos);
}

TEST_F(PartitionRunnerTest, StopsWhenTheLogIsShorterThanTheView) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  ASSERT_TRUE(runner.AdvanceClosing().ok());
  MemoryLog shorter(1, Wall);
  PartitionRunner late(shorter, 0, store_, Wall, Small());
  const auto worked = late.Advance();
  ASSERT_FALSE(worked.ok());
  EXPECT_EQ(worked.status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(PartitionRunnerTest, ACustomerAsOfAnInstant) {
  PartitionRunner runner(log_, 0, store_, Wall, Small());
  RunUntilCaughtUp(runner);
  int chapters = 0;
  const auto then = FoldCustomer(log_, 0, "c-1", Instant{20'060 * kDayMs},
                                 [&](const Chapter&) { ++chapters; });
  ASSERT_TRUE(then.ok()) << then.status();
  ASSERT_TRUE(then->has_value());
  EXPECT_LT((*then)->purchases, 5u);
  EXPECT_GT(chapters, 0);
  ASSERT_TRUE(runner.AdvanceClosing().ok());
  const auto now = CurrentCustomer(log_, 0, store_, "c-1");
  ASSERT_TRUE(now.ok() && now->has_value());
  EXPECT_EQ((*now)->purchases, 5u);
}

// ---- Referral ---------------------------------------------------------------

std::string Enrolment(const std::string& customer,
                      const std::string& referrer) {
  return FromJson(R"({"id": "e-)" + customer + R"(", "source": "crm",)" +
                  R"("customer_id": ")" + customer +
                  R"(", "occurred_at": "2024-10-04T10:00:00Z",)" +
                  R"("recorded_at": "2024-10-04T10:00:00Z",)" +
                  R"("customer_enrolled": {"referrer_id": ")" + referrer +
                  R"("}})");
}

int64_t PointsOf(PartitionRunner& runner, const std::string& customer) {
  const auto found = runner.fold().Find(customer);
  EXPECT_TRUE(found.ok());
  if (!found.ok() || *found == nullptr) return -1;
  const Account* points = (*found)->FindAccount("points");
  return points == nullptr ? 0 : points->Available();
}

TEST(PartitionRunner, AReferralReachesTheOtherPartitionOnce) {
  MemoryLog log(2, Wall);
  const std::string ada = "ada";
  const int32_t hers = PartitionOf(ada, 2);
  std::string bo = "bo";
  while (PartitionOf(bo, 2) == hers) bo += "o";
  RoutedRecords facts;
  for (int32_t p : {0, 1}) facts.Add(p, "", Publication(1));
  facts.Add(hers, ada, Enrolment(ada, ""));
  facts.Add(1 - hers, bo, Enrolment(bo, ada));
  facts.Add(1 - hers, bo, Sale(1, bo, 1));
  facts.Add(1 - hers, bo, Sale(2, bo, 2));
  ASSERT_TRUE(log.Append(facts).ok());
  // Everything is folded again from its decisions, and stays the same.
  for (int round = 0; round < 2; ++round) {
    MemoryStore stores[2];
    PartitionRunner his(log, 1 - hers, stores[0], Wall, Small());
    RunUntilCaughtUp(his);
    PartitionRunner her(log, hers, stores[1], Wall, Small());
    RunUntilCaughtUp(her);
    EXPECT_EQ(PointsOf(his, bo), 128 + 200 + 128) << round;
    EXPECT_EQ(PointsOf(her, ada), 500) << round;
    const auto range = log.Range(Stream::kFacts, hers);
    ASSERT_TRUE(range.ok());
    EXPECT_EQ(range->end, 3) << round;  // publication, enrolment, referral
  }
}

}  // namespace
}  // namespace laurel
