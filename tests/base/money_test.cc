#include "engine/base/money.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(CurrencyTest, IsThreeUpperCaseLettersOrEmpty) {
  EXPECT_EQ(Currency::Of("CNY").text(), "CNY");
  for (auto text : {"", "cny", "CN", "CNYX", "C1Y", "\xc3\x84Y"}) {
    EXPECT_TRUE(Currency::Of(text).empty()) << text;
  }
  EXPECT_EQ(Currency{}.text(), "");
}

TEST(CurrencyTest, MinorDigitsByIso4217) {
  EXPECT_EQ(MinorDigits(Currency::Of("JPY")), 0);
  EXPECT_EQ(MinorDigits(Currency::Of("CNY")), 2);
  EXPECT_EQ(MinorDigits(Currency::Of("KWD")), 3);
}

TEST(MoneyTest, OtherCurrencyIsOtherMoney) {
  EXPECT_NE((Money{Currency::Of("CNY"), 1}), (Money{Currency::Of("USD"), 1}));
}

}  // namespace
}  // namespace laurel
