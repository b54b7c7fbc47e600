#include "connectors/csv/amount.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

// The result in minor units, or the kind of refusal, or why it does not parse.
std::string Compute(std::string_view text, std::vector<std::string> values,
                    AmountRounding rounding = AmountRounding::kExact) {
  ColumnNames names;
  names.columns = {"a", "b", "c"};
  names.columns_are_known = true;
  auto expression = ParseExpression(text, names);
  if (!expression.ok()) return std::string(expression.status().message());
  expression->rounding = rounding;
  std::vector<std::string_view> views(values.begin(), values.end());
  views.resize(3);
  const RowFields fields{views, 2, "f.csv"};
  Money money;
  int64_t number = 0;
  const auto refusal = expression->has_currency()
                           ? Evaluate(*expression, fields, money)
                           : Evaluate(*expression, fields, number);
  if (refusal) return std::string(refusal->kind);
  return expression->has_currency() ? std::to_string(money.minor) + " " +
                                          std::string(money.currency.text())
                                    : std::to_string(number);
}

TEST(Amount, IsComputedExactly) {
  const struct {
    std::string_view text;
    std::vector<std::string> values;
    std::string result;
  } cases[] = {
      {"{a} * {b} GBP", {"6", "2.55"}, "1530 GBP"},
      {"{a}*{b}GBP", {"3", "0.1"}, "30 GBP"},
      {"-{a} * {b} GBP", {"-2", "4.25"}, "850 GBP"},
      {"{a} JPY", {"12"}, "12 JPY"},
      {"{a} KWD", {"1.234"}, "1234 KWD"},
      {"{a} + {b} * {c} CAD", {"1", "2", "3"}, "700 CAD"},
      {"({a} + {b}) * {c} CAD", {"1", "2", "3"}, "900 CAD"},
      {"{a} - {b} - {c}", {"10", "2", "3"}, "5"},
      {"abs({a}) EUR", {"-4.20"}, "420 EUR"},
      {"abs({a} - {b}) * 2", {"1", "4"}, "6"},
      {"--{a}", {"5"}, "5"},
      {"+{a}", {"5"}, "5"},
      {"{a} {b}", {"1.5", "USD"}, "150 USD"},
      {"{a|default:0} USD", {""}, "0 USD"},
      {"12.50 GBP", {}, "1250 GBP"},
      {"0.1 + 0.2 USD", {}, "30 USD"},
      {"{a} USD", {"1e2"}, "10000 USD"},
      {"{a} USD", {"5e-2"}, "5 USD"},
      {"{a} USD", {"1.10000000000000000000"}, "110 USD"},
      {"{a} USD", {".5"}, "50 USD"},
      {"{a} USD", {"+7"}, "700 USD"},
      {"{a} USD", {"100000000000.00"}, "10000000000000 USD"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Compute(c.text, c.values), c.result) << c.text;
  }
}

TEST(Amount, RefusesWhatDoesNotFit) {
  const struct {
    std::string_view text;
    std::string value;
    std::string kind;
  } cases[] = {
      {"{a} USD", "", "not a number"},
      {"{a} USD", "abc", "not a number"},
      {"{a} USD", "1,50", "not a number"},
      {"{a} USD", "1.2.3", "not a number"},
      {"{a} USD", "0x10", "not a number"},
      {"{a} USD", "inf", "not a number"},
      {"{a} USD", "nan", "not a number"},
      {"{a} USD", " 1", "not a number"},
      {"{a} USD", "-", "not a number"},
      {"{a} USD", "1e400", "not a number"},
      {"{a} USD", "1e99999999999999999999", "not a number"},
      {"{a} USD", std::string(5000, '9'), "not a number"},
      {"{a} USD", "1e35", "out of range"},
      {"{a} * {a} USD", "1e30", "out of range"},
      {"{a} USD", "100000000000.01", "out of range"},
      {"{a} USD", "-100000000000.01", "out of range"},
      {"{a} USD", "0.001", "not exact"},
      {"{a}", "1.5", "not exact"},
      {"1 {a}", "Pounds", "not a currency"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(Compute(c.text, {c.value}), c.kind) << c.text << " " << c.value;
  }
}

TEST(Amount, RoundsHalfToTheEvenNeighbourWhereAsked) {
  const std::pair<std::string, std::string> cases[] = {
      {"0.001", "0 USD"},   {"0.005", "0 USD"},
      {"0.015", "2 USD"},   {"0.0150001", "2 USD"},
      {"0.025", "2 USD"},   {"-0.015", "-2 USD"},
      {"-0.025", "-2 USD"}, {"0.8300000000000001", "83 USD"},
      {"1.999", "200 USD"},
  };
  for (const auto& [value, result] : cases) {
    EXPECT_EQ(Compute("{a} USD", {value}, AmountRounding::kHalfEven), result)
        << value;
  }
}

TEST(Amount, SaysWhatIsWrongWithAnExpression) {
  const std::pair<std::string_view, std::string> cases[] = {
      {"", "a value is missing at the end"},
      {"{a} * GBP", "a number, a {Column} or a bracket is expected at \"GBP\""},
      {"{a} / {b} GBP",
       "an operator (+ - *) or a currency such as GBP is expected at "
       "\"/ {b} GBP\""},
      {"{a} Pounds",
       "an operator (+ - *) or a currency such as GBP is expected at "
       "\"Pounds\""},
      {"({a} GBP", "a ) is missing"},
      {"{a GBP", "a { without its }"},
      {"{d} GBP", "there is no column d (did you mean a?)"},
      {"abs {a}", "a ( is expected after abs"},
      {"{a|round} GBP",
       "unknown filter round (known: trim, lower, upper, digits, "
       "strip_decimal, default, empty_if, map)"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(Compute(text, {}), message) << text;
  }
  EXPECT_EQ(Compute(std::string(1000, '(') + "{a}", {}),
            "brackets nest too deep");
}

}  // namespace
}  // namespace laurel
