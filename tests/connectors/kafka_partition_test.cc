// A key goes to the partition that a producer on librdkafka or in Java sends it
// to.
#include <librdkafka/rdkafka.h>

#include <random>
#include <string>

#include "engine/base/hash.h"
#include "gtest/gtest.h"

namespace laurel {
namespace {

TEST(KafkaPartition, IsThatOfLibrdkafka) {
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    std::string key(1 + random() % 40, ' ');
    for (char& c : key) c = static_cast<char>(random());
    const auto partitions = static_cast<int32_t>(1 + random() % 100);
    EXPECT_EQ(PartitionOf(key, partitions),
              rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(),
                                               partitions, nullptr, nullptr));
  }
}

// As org.apache.kafka.common.utils.Utils.toPositive(murmur2(key)) % 12 has it.
TEST(KafkaPartition, IsThatOfJava) {
  EXPECT_EQ(Murmur2("21"), static_cast<uint32_t>(-973932308));
  EXPECT_EQ(Murmur2("foobar"), static_cast<uint32_t>(-790332482));
  EXPECT_EQ(Murmur2("a-little-bit-long-string"),
            static_cast<uint32_t>(-985981536));
  EXPECT_EQ(Murmur2("abc"), uint32_t{479470107});
}

}  // namespace
}  // namespace laurel
