#include "engine/base/checked.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr int64_t kEdges[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1,
                              (int64_t{1} << 53) - 1, (int64_t{1} << 53) + 1,
                              INT64_MAX - 1, INT64_MAX};

TEST(AddToTest, AgreesWith128BitsAndLeavesTheSumWhereItDoesNotFit) {
  for (int64_t a : kEdges) {
    for (int64_t b : kEdges) {
      const int128 exact = int128{a} + b;
      int64_t sum = a;
      EXPECT_EQ(AddTo(sum, b), FitsInt64(exact)) << a << " + " << b;
      EXPECT_EQ(sum, FitsInt64(exact) ? a + b : a) << a << " + " << b;
    }
  }
}

TEST(MultiplyTest, SaysWhenTheProductDoesNotFit) {
  int128 product = 0;
  EXPECT_TRUE(Multiply(INT64_MIN, INT64_MIN, &product));
  EXPECT_TRUE(product == int128{1} << 126);
  EXPECT_FALSE(Multiply(product, 4, &product));
}

TEST(FloorDivTest, RoundsTowardsMinusInfinity) {
  EXPECT_TRUE(FloorDiv(7, 2) == 3);
  EXPECT_TRUE(FloorDiv(-7, 2) == -4);
  EXPECT_TRUE(FloorDiv(-8, 2) == -4);
  EXPECT_TRUE(FloorDiv(0, 2) == 0);
}

}  // namespace
}  // namespace laurel
