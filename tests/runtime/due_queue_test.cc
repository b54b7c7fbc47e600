// Ticks that fire some of those for whom something is due: whom, in which
// order, what it costs, and that nobody waits for the rest.
#include "engine/runtime/due_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/memory/memory_log.h"
#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/program/zones.h"
#include "engine/runtime/log_cursor.h"
#include "engine/runtime/memory_store.h"
#include "engine/runtime/overlay_store.h"
#include "engine/runtime/partition_fold.h"
#include "engine/runtime/partition_runner.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr Instant kSold{20'000 * kDayMs};
constexpr Instant kExpired{20'100 * kDayMs};  // all points of all customers
constexpr int kCustomers = 1'000;

std::string NameOf(int number) {
  return absl::StrCat("c-", 10'000 + number);  // in the order of the numbers
}

std::string BytesOf(std::string id, std::string source, std::string customer,
                    Instant at, FactBody body, std::vector<Zone> zones = {}) {
  Fact fact;
  fact.id = id;
  fact.source = source;
  fact.customer_id = customer;
  fact.recorded_at = fact.occurred_at = at;
  fact.body = std::move(body);
  std::string bytes;
  EncodeFact(fact, &bytes, zones);
  return bytes;
}

std::string Publication() {
  const std::string source = FileText("examples/glow.yaml");
  return BytesOf("program/1", "laurel/publisher", "", kSold - kDayMs,
                 ProgramPublished{"glow", 1, source, "x"},
                 {*LoadZone("Asia/Shanghai")});
}

std::string Points(const std::string& customer) {
  const std::string id = "a-" + customer;
  UnitsAdjusted body{id, "points", 100, "", kExpired, true};
  return BytesOf("f-" + customer, "desk", customer, kSold, body);
}

std::string Tick(Instant at, uint32_t most) {
  return BytesOf(absl::StrCat("tick/", at.ms), "laurel/engine", "", at,
                 ClockTicked{most});
}

std::string Redemption(const std::string& customer, Instant at) {
  const std::string id = "r-" + customer;
  RedemptionRequested body;
  body.redemption_id = id;
  body.unit = "points";
  body.amount = 100;
  return BytesOf("f-" + id, "till", customer, at, body);
}

// Everybody has a hundred points that expire at one instant.
void Fill(MemoryLog& log) {
  RoutedRecords facts;
  facts.Add(0, "", Publication());
  for (int i = 0; i < kCustomers; ++i) {
    facts.Add(0, NameOf(i), Points(NameOf(i)));
  }
  ASSERT_TRUE(log.Append(facts).ok());
}

std::vector<Decision> DecisionsOf(MemoryLog& log, int64_t from) {
  std::vector<Decision> decisions;
  auto cursor = LogCursor::Open(log, Stream::kDecisions, 0, from);
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

// ---- Live -------------------------------------------------------------------

class TicksTest : public testing::Test {
 protected:
  void SetUp() override { Fill(log_); }

  std::unique_ptr<PartitionRunner> Open(uint32_t most) {
    RunnerOptions options;
    options.tick_most = most;
    options.write_every_facts = 50'000;
    return std::make_unique<PartitionRunner>(
        log_, 0, store_, [this] { return wall_ms_; }, options);
  }

  // Until all facts are decided; that includes ticks of its own.
  void Decide(PartitionRunner& runner, const std::function<bool()>& until) {
    for (int i = 0; i < 100'000; ++i) {
      if (until()) return;
      const auto worked = runner.Advance();
      ASSERT_TRUE(worked.ok()) << worked.status();
    }
    FAIL() << "it goes on for ever";
  }

  int64_t wall_ms_ = kSold.ms + kHourMs;
  MemoryLog log_{1, [this] { return wall_ms_; }};
  MemoryStore store_;
};

// The wall stands still: none of it waits for the next tick by time.
TEST_F(TicksTest, ARequestIsAnsweredBetweenTwoTicks) {
  const auto runner = Open(100);
  Decide(*runner, [&] { return runner->caught_up() && !runner->ticks_on(); });
  const int64_t before = kCustomers + 1;
  ASSERT_EQ(runner->fold().progress().next_decision, before);

  wall_ms_ = kExpired.ms + kMinuteMs;
  Decide(*runner, [&] {
    return runner->fold().progress().next_decision == before + 100;
  });
  EXPECT_EQ(runner->fold().last_fired(), 100);
  const std::string last = NameOf(kCustomers - 1);
  RoutedRecords facts;
  facts.Add(0, last, Redemption(last, Instant{wall_ms_}));
  ASSERT_TRUE(log_.Append(facts).ok());
  Decide(*runner, [&] { return runner->caught_up() && !runner->ticks_on(); });

  const auto decisions = DecisionsOf(log_, before);
  int answered_after = -1, fired = 0;
  std::string fired_last;
  for (const Decision& decision : decisions) {
    if (!decision.events.empty()) {
      EXPECT_EQ(decision.customer_id, last);
      EXPECT_FALSE(decision.due.empty());  // hers expired first
      const auto* no =
          std::get_if<RedemptionRejected>(&decision.events[0].body);
      ASSERT_NE(no, nullptr);
      EXPECT_EQ(no->available, 0);
      answered_after = fired;
    } else if (!decision.due.empty()) {
      EXPECT_LT(fired_last, decision.customer_id);
      fired_last = decision.customer_id;
      ++fired;
    }
  }
  EXPECT_EQ(fired, kCustomers - 1);  // and she when she asked
  EXPECT_GE(answered_after, 100);
  EXPECT_LE(answered_after, 200);
}

TEST_F(TicksTest, ARowOfTicksGoesOnWhenOpenedAgain) {
  auto runner = Open(100);
  Decide(*runner, [&] { return runner->caught_up() && !runner->ticks_on(); });
  wall_ms_ = kExpired.ms + kMinuteMs;
  for (int64_t fired = 0; fired < kCustomers; fired += 100) {
    Decide(*runner, [&] {
      return runner->fold().progress().next_decision >=
             kCustomers + 1 + fired + 100;
    });
    runner = Open(100);  // as if it had died
    Decide(*runner, [&] { return runner->ready(); });
  }
  Decide(*runner, [&] { return runner->caught_up() && !runner->ticks_on(); });
  EXPECT_EQ(DecisionsOf(log_, kCustomers + 1).size(),
            static_cast<size_t>(kCustomers));
}

// ---- What it costs ----------------------------------------------------------

// Counts the entries of the due index that are read.
class Counted : public OverlayStore {
 public:
  using OverlayStore::OverlayStore;
  absl::Status Scan(std::string_view from, std::string_view to,
                    const Visit& visit) override {
    if (from.starts_with('d')) last_from = from;
    return OverlayStore::Scan(from, to, [&](auto key, auto value) {
      entries += key.starts_with('d') ? 1 : 0;
      return visit(key, value);
    });
  }
  int64_t entries = 0;
  std::string last_from;  // of the due index
};

TEST_F(TicksTest, ATickReadsAboutAsMuchAsItFires) {
  const auto runner = Open(0);
  Decide(*runner, [&] { return runner->caught_up() && !runner->ticks_on(); });
  while (*runner->AdvanceClosing()) {
  }
  Counted store(store_);
  PartitionFold fold(0, log_.identity(), store);
  ASSERT_TRUE(fold.Open().ok());
  std::vector<std::string> fired;
  const auto tick = [&](Instant at, uint32_t most) {
    const std::string bytes = Tick(at, most);
    LoggedFact fact;
    ReadFact(0, {fold.progress().next_fact, at.ms, "", "", bytes}, &fact);
    const auto done = fold.Decide(fact, [&](const Decision& decision) {
      if (!decision.due.empty()) fired.push_back(decision.customer_id);
      return absl::OkStatus();
    });
    EXPECT_TRUE(done.ok() && *done) << done.status();
  };
  for (uint32_t n = 1; n <= 20; ++n) {
    tick(kExpired + n, 10);
    EXPECT_EQ(fired.size(), 10 * n);
    EXPECT_EQ(fold.last_fired(), 10);
    EXPECT_TRUE(fold.left_due());
    // Not those again that an earlier tick has fired, though they stand in the
    // index until the view is written.
    EXPECT_LE(store.entries, 10 * n + 64);
    if (n != 10) continue;
    ASSERT_TRUE(fold.Write().ok());
    store.entries = static_cast<int64_t>(fired.size());
  }
  tick(kExpired + kSecondMs, 0);
  EXPECT_FALSE(fold.left_due());
  ASSERT_EQ(fired.size(), static_cast<size_t>(kCustomers));
  for (int i = 0; i < kCustomers; ++i) EXPECT_EQ(fired[i], NameOf(i));
}

// A store passes over what was erased there: in time that adds up to all that
// ever fired.
TEST_F(TicksTest, NobodyLooksAgainWhereTheIndexIsEmpty) {
  Counted store(store_);
  PartitionFold fold(0, log_.identity(), store);
  fold.LimitResidents(0);
  const auto decide = [&](Instant at, std::string key, std::string bytes) {
    std::vector<std::string> fired;
    LoggedFact fact;
    ReadFact(0, {fold.progress().next_fact, at.ms, key, "", bytes}, &fact);
    const auto done = fold.Decide(fact, [&](const Decision& decision) {
      if (!decision.due.empty()) fired.push_back(decision.customer_id);
      return absl::OkStatus();
    });
    EXPECT_TRUE(done.ok() && *done) << done.status();
    return fired;
  };
  decide(kSold - kDayMs, "", Publication());
  ASSERT_TRUE(fold.Write().ok());
  decide(kSold, "c-1", Points("c-1"));
  ASSERT_TRUE(fold.Write().ok());
  const Instant later = kSold + 10 * kDayMs;
  ASSERT_FALSE(fold.IsDue(later)->value());
  EXPECT_LT(store.last_from, DueKey(kSold, ""));
  ASSERT_TRUE(fold.Write().ok());
  ASSERT_FALSE(fold.IsDue(later + kHourMs)->value());
  EXPECT_EQ(store.last_from.substr(0, 9), DueKey(later + 1, "").substr(0, 9));

  // Until somebody's comes to stand there.
  const UnitsAdjusted body{"a-2", "points", 100, "", kSold + 5 * kDayMs, true};
  decide(kSold, "c-2", BytesOf("f-2", "desk", "c-2", kSold, body));
  ASSERT_TRUE(fold.Write().ok());
  EXPECT_EQ(decide(later, "", Tick(later, 0)), std::vector<std::string>{"c-2"});
}

TEST_F(TicksTest, MoreThanIsCommittedTogetherIsNoBound) {
  const std::string bytes = Tick(kExpired, kMostFired + 1);
  LoggedFact fact;
  ReadFact(0, {0, kExpired.ms, "", "", bytes}, &fact);
  EXPECT_EQ(fact.parked, ParkReason::kAmountOutOfRange);
  EXPECT_EQ(fact.message,
            "most is 10001; a tick fires 10000 customers at most, or all: 0");
}

}  // namespace
}  // namespace laurel
