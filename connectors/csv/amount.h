// Arithmetic on a row's values, and an amount's currency:
//
//   "{Quantity} * {UnitPrice} GBP"     "-({Amount} + {Tax}) {Currency}"
//   "abs({Quantity})"                  (a plain number has no currency)
//
// Decimal and exact: + - * ( ) abs. Nothing is divided.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv/decimal.h"
#include "connectors/csv/template.h"
#include "engine/base/money.h"

namespace laurel {

// In postfix order: "{a} * {b}" is value, value, kMultiply.
struct AmountExpression {
  enum class Operation { kValue, kAdd, kSubtract, kMultiply, kNegate, kAbs };
  struct Step {
    Operation operation = Operation::kValue;
    ExactDecimal number;  // of kValue without a placeholder
    std::optional<Placeholder> placeholder;
  };
  std::vector<Step> steps;
  Currency currency;  // empty: none, or as below
  std::optional<Placeholder> currency_of;
  AmountRounding rounding = AmountRounding::kExact;

  bool has_currency() const { return currency_of || !currency.empty(); }
};

absl::StatusOr<AmountExpression> ParseExpression(std::string_view text,
                                                 ColumnNames& names);

// Refused: a value that is no number, a result that does not fit or has a
// fraction (with kExact), more than 10^13 either way, an unknown currency.
MaybeReject Evaluate(const AmountExpression& expression,
                     const RowFields& fields, Money& out);
MaybeReject Evaluate(const AmountExpression& expression,
                     const RowFields& fields, int64_t& out);

}  // namespace laurel
