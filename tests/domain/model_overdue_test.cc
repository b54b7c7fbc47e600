#include "engine/domain/model_overdue.h"

#include <gtest/gtest.h>

#include <cmath>

namespace laurel {
namespace {

// The example of the domain's page (F6).
ModelOverdue Example() {
  ModelOverdue model;
  model.r = 0.525;
  model.alpha = 6.183;
  model.a = 0.891;
  model.b = 1.614;
  model.at_risk = 0.5;
  model.dormant = 0.3;
  model.churned = 0.1;
  return model;
}

TEST(ModelOverdue, TheExampleOfThePage) {
  EXPECT_EQ(DaysUntilFall(Example(), {2, 213}, 1), 581);  // 580.89
  EXPECT_EQ(DaysUntilFall(Example(), {0, 0}, 1), 631);    // 630.76
  EXPECT_EQ(AliveText(Example(), {2, 213}, 272), "0.706215");
}

TEST(ModelOverdue, TheDayIsTheFirstBelow) {
  for (int32_t repeats : {0, 1, 2, 7, 40}) {
    const ModelHistory history{repeats, repeats * 20};
    for (double p : {0.9, 0.5, 0.3, 0.1}) {
      const auto days = DaysUntilBelow(Example(), history, p);
      if (!days) continue;
      EXPECT_LT(AliveAfter(Example(), history, *days), p) << repeats;
      if (*days > history.last_days) {
        EXPECT_GE(AliveAfter(Example(), history, *days - 1), p) << repeats;
      }
    }
  }
}

TEST(ModelOverdue, BgNbdKeepsWhoCameOnce) {
  ModelOverdue model = Example();
  model.kind = ModelOverdue::Kind::kBgNbd;
  EXPECT_EQ(DaysUntilFall(model, {0, 0}, 2), std::nullopt);
  EXPECT_EQ(AliveAfter(model, {0, 0}, 1000), 1);
}

TEST(ModelOverdue, PowersAreThoseOfLibm) {
  for (double x : {1e-9, 0.001, 0.5, 0.999, 1.0, 1.5, 2.0, 77.7, 1e12}) {
    for (double y : {-3.0, -0.3, 0.0, 0.0123, 0.5, 1.0, 1.9, 7.25}) {
      const double expected = std::pow(x, y);
      EXPECT_NEAR(PowerOf(x, y) / expected, 1, 1e-12) << x << " to " << y;
    }
  }
}

}  // namespace
}  // namespace laurel
