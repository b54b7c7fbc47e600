#include "engine/program/scalars.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

struct Case {
  std::string_view text;
  int digits;
  DecimalFault fault;
  int64_t value;
};

TEST(ParseDecimal, IsExact) {
  using enum DecimalFault;
  const Case cases[] = {{"0", 2, kNone, 0},
                        {"0.00", 2, kNone, 0},
                        {"12", 2, kNone, 1200},
                        {"12.5", 2, kNone, 1250},
                        {"12.50", 2, kNone, 1250},
                        {"0.07", 2, kNone, 7},
                        {"0.29", 2, kNone, 29},
                        {"4.35", 2, kNone, 435},
                        {"1.1234", 4, kNone, 11234},
                        {"100", 0, kNone, 100},
                        {"1.234", 3, kNone, 1234},
                        {"999999999999999999", 0, kNone, 999999999999999999},
                        {"9999999999999999.99", 2, kNone, 999999999999999999},
                        {"99999999999999999.99", 2, kTooLarge, 0},
                        {"1000000000000000000", 0, kTooLarge, 0},
                        {"12.505", 2, kTooPrecise, 0},
                        {"12.500", 2, kTooPrecise, 0},
                        {"1.0", 0, kTooPrecise, 0},
                        {"-1", 2, kNegative, 0},
                        {"-0.5", 2, kNegative, 0},
                        {"", 2, kNotANumber, 0},
                        {"-", 2, kNotANumber, 0},
                        {"+1", 2, kNotANumber, 0},
                        {".5", 2, kNotANumber, 0},
                        {"5.", 2, kNotANumber, 0},
                        {"1e3", 2, kNotANumber, 0},
                        {"1,000", 2, kNotANumber, 0},
                        {"1_000", 2, kNotANumber, 0},
                        {"0x10", 2, kNotANumber, 0},
                        {"01", 2, kNotANumber, 0},
                        {"1.2.3", 4, kNotANumber, 0},
                        {" 1", 2, kNotANumber, 0},
                        {"inf", 2, kNotANumber, 0},
                        {"\xd9\xa1", 2, kNotANumber, 0}};
  for (const Case& c : cases) {
    int64_t value = -7;
    EXPECT_EQ(ParseDecimal(c.text, c.digits, &value), c.fault) << c.text;
    EXPECT_EQ(value, c.fault == kNone ? c.value : -7) << c.text;
  }
}

TEST(ParseDecimal, EveryCentIsItself) {
  for (int64_t minor = 0; minor < 20000; ++minor) {
    int64_t value = 0;
    const std::string text = MoneyText(minor, Currency::Of("CNY"));
    ASSERT_EQ(ParseDecimal(text, 2, &value), DecimalFault::kNone) << text;
    ASSERT_EQ(value, minor) << text;
  }
}

TEST(MoneyText, HasTheCurrencysDecimals) {
  EXPECT_EQ(MoneyText(5, Currency::Of("CNY")), "0.05");
  EXPECT_EQ(MoneyText(12345, Currency::Of("JPY")), "12345");
  EXPECT_EQ(MoneyText(12345, Currency::Of("KWD")), "12.345");
}

TEST(DecimalText, IsShort) {
  EXPECT_EQ(DecimalText(15000), "1.5");
  EXPECT_EQ(DecimalText(10000), "1");
  EXPECT_EQ(DecimalText(0), "0");
  EXPECT_EQ(DecimalText(1), "0.0001");
}

}  // namespace
}  // namespace laurel
