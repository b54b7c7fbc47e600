#include "engine/base/hash.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

// The published test values of FNV-1a, 64 bits.
TEST(HashTest, Fnv1a64IsTheOneOfThePublication) {
  EXPECT_EQ(Fnv1a64(""), 0xcbf29ce484222325u);
  EXPECT_EQ(Fnv1a64("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(Fnv1a64("foobar"), 0x85944171f73967e8u);
}

TEST(HashTest, GoesOnFromAnEarlierResult) {
  EXPECT_EQ(Fnv1a64("bar", Fnv1a64("foo")), Fnv1a64("foobar"));
}

TEST(HashTest, BytesAbove127AreUnsigned) {
  EXPECT_EQ(Fnv1a64("\xff"), (kFnvBasis ^ 0xffu) * 0x100000001b3u);
}

TEST(HashTest, Fmix64KeepsZeroAndSpreadsOne) {
  EXPECT_EQ(Fmix64(0), 0u);
  EXPECT_EQ(Fmix64(1), 0xb456bcfc34c2cb2cu);
}

// The values that Kafka's own tests of its Java client have.
TEST(HashTest, Murmur2IsThatOfKafka) {
  const auto hash = [](std::string_view key) {
    return static_cast<int32_t>(Murmur2(key));
  };
  EXPECT_EQ(hash("21"), -973932308);
  EXPECT_EQ(hash("foobar"), -790332482);
  EXPECT_EQ(hash("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(hash("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"),
            -58897971);
  EXPECT_EQ(hash("abc"), 479470107);
}

TEST(HashTest, PartitionsAreThoseOfAJavaProducer) {
  EXPECT_EQ(PartitionOf("foobar", 7), (-790332482 & 0x7fffffff) % 7);
  EXPECT_EQ(PartitionOf("", 1), 0);
}

}  // namespace
}  // namespace laurel
