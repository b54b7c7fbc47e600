// The log on a real broker, held to the contract. LAUREL_KAFKA names the
// broker; tests/integration/kafka_broker.py starts one.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>

#include "connectors/kafka/kafka_log.h"
#include "tests/contract/event_log_contract.h"

namespace laurel {
namespace {

constexpr int32_t kPartitions = 3;

// Topics of its own.
class KafkaHome : public LogHome {
 public:
  KafkaHome() {
    static std::atomic<int> made = 0;
    options_.brokers = std::getenv("LAUREL_KAFKA");
    options_.prefix = "contract-" + std::to_string(getpid()) + "-" +
                      std::to_string(++made) + ".";
  }

  std::unique_ptr<EventLog> Open(WallClock) override {
    if (!there_) Create();
    auto log = KafkaLog::Open(options_);
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }

 private:
  void Create() {
    auto client = OpenKafkaClient(options_);
    ASSERT_TRUE(client.ok()) << client.status();
    const auto made = CreateTopics(**client, TopicNames(options_.prefix),
                                   {.partitions = kPartitions}, 10'000);
    ASSERT_TRUE(made.ok()) << made.status();
    there_ = true;
  }

  KafkaOptions options_;
  bool there_ = false;
};

LogMaker Maker() {
  return {"kafka", [] { return std::unique_ptr<LogHome>(new KafkaHome()); },
          true};
}

INSTANTIATE_TEST_SUITE_P(Kafka, EventLogContract, testing::Values(Maker()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace laurel

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (std::getenv("LAUREL_KAFKA") == nullptr) {
    std::puts("LAUREL_KAFKA is not set; kafka_broker.py sets it");
    return 2;
  }
  return RUN_ALL_TESTS();
}
