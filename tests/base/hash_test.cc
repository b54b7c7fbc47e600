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

}  // namespace
}  // namespace laurel
