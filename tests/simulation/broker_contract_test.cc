// The broker model and its client are held to the contract of the log port,
// as every log is.
#include <mutex>

#include "tests/contract/event_log_contract.h"
#include "tests/simulation/broker.h"
#include "tests/simulation/network.h"
#include "tests/simulation/simulated_log.h"

namespace laurel {
namespace {

// The model knows one thread; the contract has several.
class LockedLog : public EventLog {
 public:
  LockedLog(std::recursive_mutex& mutex, Client client)
      : mutex_(mutex), log_(std::move(client)) {}

  const LogIdentity& identity() const override { return log_.identity(); }
  absl::StatusOr<OffsetRange> Range(Stream stream, int32_t p) override {
    std::lock_guard lock(mutex_);
    return log_.Range(stream, p);
  }
  absl::StatusOr<std::unique_ptr<LogReader>> OpenReader(
      Stream stream, int32_t p, int64_t offset) override {
    std::lock_guard lock(mutex_);
    auto reader = log_.OpenReader(stream, p, offset);
    if (!reader.ok()) return reader.status();
    return std::make_unique<Reader>(mutex_, *std::move(reader));
  }
  absl::StatusOr<std::vector<LogPosition>> Append(
      const RoutedRecords& facts) override {
    std::lock_guard lock(mutex_);
    return log_.Append(facts);
  }
  absl::StatusOr<std::unique_ptr<PartitionWriter>> OpenPartition(
      int32_t p) override {
    std::lock_guard lock(mutex_);
    return log_.OpenPartition(p);
  }

 private:
  class Reader : public LogReader {
   public:
    Reader(std::recursive_mutex& mutex, std::unique_ptr<LogReader> reader)
        : mutex_(mutex), reader_(std::move(reader)) {}
    absl::Status Read(const ReadLimit& limit, LogBatch& batch) override {
      std::lock_guard lock(mutex_);
      return reader_->Read(limit, batch);
    }
    int64_t next_offset() const override { return reader_->next_offset(); }

   private:
    std::recursive_mutex& mutex_;
    const std::unique_ptr<LogReader> reader_;
  };

  std::recursive_mutex& mutex_;
  SimulatedLog log_;
};

// `rough`: requests are doubled and overtake each other, and markers are late.
class BrokerHome : public LogHome {
 public:
  explicit BrokerHome(bool rough) {
    if (!rough) return;
    faults_.repeated = faults_.reconnect = 200;
    faults_.slow_marker = 300;
  }

  std::unique_ptr<EventLog> Open(WallClock clock) override {
    clock_ = std::move(clock);
    Client client;
    client.broker = &broker_;
    client.network = &network_;
    client.scheduler = &scheduler_;
    client.faults = &faults_;
    client.drive = [this] { scheduler_.RunNext(); };
    client.deadline_us = 10'000'000;
    return std::make_unique<LockedLog>(mutex_, std::move(client));
  }

 private:
  std::recursive_mutex mutex_;
  WallClock clock_;
  Scheduler scheduler_;
  Chance chance_{1};
  Faults faults_;
  Broker broker_{3, [this] { return clock_(); }, scheduler_, chance_, faults_};
  Network network_{scheduler_, chance_, faults_};
};

LogMaker Maker(std::string name, bool rough) {
  return {std::move(name),
          [rough] { return std::make_unique<BrokerHome>(rough); }};
}

INSTANTIATE_TEST_SUITE_P(Broker, EventLogContract,
                         testing::Values(Maker("calm", false),
                                         Maker("rough", true)),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace laurel
