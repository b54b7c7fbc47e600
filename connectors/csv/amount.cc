#include "connectors/csv/amount.h"

#include <algorithm>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

using Operation = AmountExpression::Operation;

// expression := term { (+|-) term }      term := unary { * unary }
// unary := - unary | + unary | primary
// primary := number | {placeholder} | ( expression ) | abs ( expression )
class Parser {
 public:
  Parser(std::string_view text, ColumnNames& names)
      : text_(text), names_(names) {}

  absl::StatusOr<AmountExpression> Parse() {
    RETURN_IF_ERROR(Sum());
    SkipBlanks();
    if (at_ < text_.size()) RETURN_IF_ERROR(CurrencyAtEnd());
    return std::move(result_);
  }

 private:
  static constexpr int kDeepest = 50;

  absl::Status Sum() {
    if (++depth_ > kDeepest) return Wrong("brackets nest too deep");
    RETURN_IF_ERROR(Product());
    while (true) {
      const bool plus = Accept('+');
      if (!plus && !Accept('-')) break;
      RETURN_IF_ERROR(Product());
      Emit(plus ? Operation::kAdd : Operation::kSubtract);
    }
    --depth_;
    return absl::OkStatus();
  }

  absl::Status Product() {
    RETURN_IF_ERROR(Unary());
    while (Accept('*')) {
      RETURN_IF_ERROR(Unary());
      Emit(Operation::kMultiply);
    }
    return absl::OkStatus();
  }

  absl::Status Unary() {
    int minus = 0;
    while (true) {
      if (Accept('-')) {
        ++minus;
      } else if (!Accept('+')) {
        break;
      }
    }
    RETURN_IF_ERROR(Primary());
    if (minus % 2 == 1) Emit(Operation::kNegate);
    return absl::OkStatus();
  }

  absl::Status Primary() {
    SkipBlanks();
    const std::string_view rest = text_.substr(at_);
    if (rest.empty()) return Wrong("a value is missing at the end");
    if (rest[0] == '{') return Column();
    if (rest.substr(0, 3) == "abs") {
      at_ += 3;
      RETURN_IF_ERROR(Bracketed());
      Emit(Operation::kAbs);
      return absl::OkStatus();
    }
    if (rest[0] == '(') return Bracketed();
    return Number();
  }

  absl::Status Bracketed() {
    if (!Accept('(')) return Wrong("a ( is expected after abs");
    RETURN_IF_ERROR(Sum());
    return Accept(')') ? absl::OkStatus() : Wrong("a ) is missing");
  }

  absl::Status Number() {
    const size_t end =
        std::min(text_.find_first_not_of("0123456789.", at_), text_.size());
    const std::string_view digits = text_.substr(at_, end - at_);
    const auto number = ParseDecimal(digits);
    if (!number) {
      return Wrong(Concat({"a number, a {Column} or a bracket is expected at ",
                           Shown(text_.substr(at_))}));
    }
    at_ = end;
    result_.steps.push_back({Operation::kValue, *number, std::nullopt});
    return absl::OkStatus();
  }

  absl::Status Column() {
    ASSIGN_OR_RETURN(Placeholder inside, Braces());
    result_.steps.push_back({Operation::kValue, {}, std::move(inside)});
    return absl::OkStatus();
  }

  absl::StatusOr<Placeholder> Braces() {
    const size_t close = text_.find('}', at_);
    if (close == text_.npos) return Wrong("a { without its }");
    const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    return ParsePlaceholder(inside, names_);
  }

  absl::Status CurrencyAtEnd() {
    if (text_[at_] == '{') {
      ASSIGN_OR_RETURN(Placeholder inside, Braces());
      result_.currency_of = std::move(inside);
      SkipBlanks();
      return at_ == text_.size() ? absl::OkStatus() : Unexpected();
    }
    result_.currency = Currency::Of(text_.substr(at_));
    return result_.currency.empty() ? Unexpected() : absl::OkStatus();
  }

  absl::Status Unexpected() const {
    return Wrong(
        Concat({"an operator (+ - *) or a currency such as GBP is "
                "expected at ",
                Shown(text_.substr(at_))}));
  }
  static absl::Status Wrong(std::string sentence) {
    return absl::InvalidArgumentError(sentence);
  }

  void SkipBlanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Accept(char c) {
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void Emit(Operation operation) {
    result_.steps.push_back({operation, {}, std::nullopt});
  }

  std::string_view text_;
  ColumnNames& names_;
  size_t at_ = 0;
  int depth_ = 0;
  AmountExpression result_;
};

MaybeReject ValueOf(const AmountExpression::Step& step, const RowFields& fields,
                    ExactDecimal& out) {
  if (!step.placeholder) {
    out = step.number;
    return std::nullopt;
  }
  std::string text;
  if (auto refusal = Render(*step.placeholder, fields, text)) return refusal;
  const auto number = ParseDecimal(text);
  if (!number) {
    return Reject{"not a number",
                  Concat({step.placeholder->name, " is ", Shown(text),
                          ", a number such as 12.50 is expected"})};
  }
  out = *number;
  return std::nullopt;
}

std::optional<ExactDecimal> Combine(Operation operation, const ExactDecimal& a,
                                    const ExactDecimal& b) {
  switch (operation) {
    case Operation::kAdd:
      return Add(a, b);
    case Operation::kSubtract:
      return Add(a, Negate(b));
    default:
      return Multiply(a, b);
  }
}

MaybeReject Compute(const AmountExpression& expression, const RowFields& fields,
                    ExactDecimal& out) {
  std::vector<ExactDecimal> stack;
  for (const AmountExpression::Step& step : expression.steps) {
    if (step.operation == Operation::kValue) {
      stack.emplace_back();
      if (auto refusal = ValueOf(step, fields, stack.back())) return refusal;
    } else if (step.operation == Operation::kNegate) {
      stack.back() = Negate(stack.back());
    } else if (step.operation == Operation::kAbs) {
      stack.back() = Abs(stack.back());
    } else {
      const ExactDecimal right = stack.back();
      stack.pop_back();
      const auto result = Combine(step.operation, stack.back(), right);
      if (!result) {
        return Reject{"out of range", "the amount is too large to compute"};
      }
      stack.back() = *result;
    }
  }
  out = stack.back();
  return std::nullopt;
}

MaybeReject Scale(const ExactDecimal& value, int digits,
                  AmountRounding rounding, std::string_view unit,
                  int64_t& out) {
  const auto scaled = ToScaled(value, digits, rounding);
  if (scaled && *scaled <= kMaxAmount && *scaled >= -kMaxAmount) {
    out = *scaled;
    return std::nullopt;
  }
  if (!scaled && ToScaled(value, digits, AmountRounding::kHalfEven)) {
    return Reject{"not exact",
                  Concat({ToString(value), unit, " has more than ",
                          std::to_string(digits),
                          " decimals; say `round: half_even` to round it"})};
  }
  return Reject{"out of range",
                Concat({ToString(value), unit,
                        " is out of range, at most "
                        "10000000000000 of the smallest unit are possible"})};
}

MaybeReject CurrencyOf(const AmountExpression& expression,
                       const RowFields& fields, Currency& out) {
  out = expression.currency;
  if (!expression.currency_of) return std::nullopt;
  std::string text;
  if (auto refusal = Render(*expression.currency_of, fields, text)) {
    return refusal;
  }
  out = Currency::Of(text);
  if (!out.empty()) return std::nullopt;
  return Reject{"not a currency",
                Concat({expression.currency_of->name, " is ", Shown(text),
                        ", a currency such as GBP is expected"})};
}

}  // namespace

absl::StatusOr<AmountExpression> ParseExpression(std::string_view text,
                                                 ColumnNames& names) {
  return Parser(text, names).Parse();
}

MaybeReject Evaluate(const AmountExpression& expression,
                     const RowFields& fields, Money& out) {
  ExactDecimal value;
  if (auto refusal = Compute(expression, fields, value)) return refusal;
  if (auto refusal = CurrencyOf(expression, fields, out.currency)) {
    return refusal;
  }
  return Scale(value, MinorDigits(out.currency), expression.rounding,
               Concat({" ", out.currency.text()}), out.minor);
}

MaybeReject Evaluate(const AmountExpression& expression,
                     const RowFields& fields, int64_t& out) {
  ExactDecimal value;
  if (auto refusal = Compute(expression, fields, value)) return refusal;
  return Scale(value, 0, AmountRounding::kExact, "", out);
}

}  // namespace laurel
