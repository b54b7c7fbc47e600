// A log that has lost what it had acknowledged, as by an unclean election or a
// topic that was made anew: laurel stops, says what it misses, and writes
// nothing. What it can decide again, it does.
#include <gtest/gtest.h>

#include <string>

#include "engine/base/status.h"
#include "engine/runtime/partition_runner.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/log_auditor.h"
#include "tests/simulation/network.h"
#include "tests/simulation/simulated_log.h"
#include "tests/simulation/workload.h"

namespace laurel {
namespace {

constexpr LogName kFacts{Stream::kFacts, 0};
constexpr LogName kDecisions{Stream::kDecisions, 0};

class LostLogTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workload = TillWorkload(7, 1, 30);
    ASSERT_TRUE(workload.ok()) << workload.status();
    for (const Telling& one : *workload) {
      now_ms_ = one.at_ms;
      broker_.Append(kFacts, {one.key, {}, one.value});
    }
    ASSERT_EQ(Live(disk_), absl::OkStatus());
    ASSERT_EQ(Audit(), absl::OkStatus());
  }

  // A life: until all is decided, then the view is closed.
  absl::Status Live(Disk& disk) {
    Client client;
    client.broker = &broker_;
    client.network = &network_;
    client.scheduler = &scheduler_;
    client.faults = &faults_;
    SimulatedLog log(client);
    DiskStore store(disk);
    RunnerOptions options;
    options.tick_every_ms = 0;
    PartitionRunner runner(
        log, 0, store, [this] { return now_ms_; }, options);
    for (int i = 0; i < 100'000 && !runner.caught_up(); ++i) {
      RETURN_IF_ERROR(runner.Advance().status());
      scheduler_.RunNext();
    }
    for (int i = 0; i < 100'000; ++i) {
      ASSIGN_OR_RETURN(const bool more, runner.AdvanceClosing());
      if (!more) return absl::OkStatus();
      scheduler_.RunNext();
    }
    return absl::InternalError("it does not come to an end");
  }

  absl::Status Audit() {
    static const Published published;
    return LogAuditor(broker_, 0, published, true).AuditLog();
  }

  void ExpectStops(Disk& disk, const std::string& sentence) {
    const int64_t decisions = broker_.log(kDecisions).end();
    const Disk::Rows view = disk.rows();
    const absl::Status status = Live(disk);
    EXPECT_EQ(FailureOf(status), LogFailure::kStop) << status;
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(status.ToString().find(sentence), std::string::npos) << status;
    EXPECT_EQ(broker_.log(kDecisions).end(), decisions);
    EXPECT_EQ(disk.rows(), view) << "the view was changed";
  }

  // The offset of the record before the end.
  int64_t Last(const LogName& name) const {
    int64_t last = broker_.log(name).end() - 1;
    while (!broker_.log(name).entries[static_cast<size_t>(last)].Readable()) {
      --last;
    }
    return last;
  }

  int64_t now_ms_ = 0;
  Scheduler scheduler_;
  Chance chance_{1};
  Faults faults_;
  Broker broker_{1, [this] { return now_ms_; }, scheduler_, chance_, faults_};
  Network network_{scheduler_, chance_, faults_};
  Disk disk_;
};

TEST_F(LostLogTest, NothingLostGoesOn) {
  EXPECT_EQ(Live(disk_), absl::OkStatus());
  EXPECT_EQ(Audit(), absl::OkStatus());
}

TEST_F(LostLogTest, DecisionsShorterThanTheView) {
  broker_.Lose(kDecisions, Last(kDecisions));
  ExpectStops(disk_, "the view has folded decisions up to offset");
}

TEST_F(LostLogTest, FactsShorterThanTheView) {
  broker_.Lose(kFacts, Last(kFacts));
  ExpectStops(disk_, "the view has folded facts up to offset");
}

TEST_F(LostLogTest, AnotherFactInThePlaceOfTheLast) {
  broker_.Lose(kFacts, Last(kFacts));
  broker_.Append(kFacts, {"c1", {}, "another"});
  ExpectStops(disk_, "is not the one that the view has folded");
}

TEST_F(LostLogTest, AnEmptyLogOfTheSameName) {
  broker_.Lose(kFacts, 0);
  broker_.Lose(kDecisions, 0);
  ExpectStops(disk_, "the log holds 0 to 0");
}

TEST_F(LostLogTest, DecidedFactsThatAreGone) {
  broker_.Lose(kFacts, Last(kFacts));
  Disk fresh;
  const absl::Status status = Live(fresh);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(status.ToString().find("the next fact is absent"),
            std::string::npos)
      << status;
}

TEST_F(LostLogTest, DecisionsThatNoViewHasFoldedAreMadeAgain) {
  for (Stream stream : {Stream::kDecisions, Stream::kEvents, Stream::kParked}) {
    broker_.Lose({stream, 0}, 0);
  }
  Disk fresh;
  EXPECT_EQ(Live(fresh), absl::OkStatus());
  EXPECT_EQ(Audit(), absl::OkStatus());
}

}  // namespace
}  // namespace laurel
