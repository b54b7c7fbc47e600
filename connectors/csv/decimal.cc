#include "connectors/csv/decimal.h"

#include <algorithm>

namespace laurel {
namespace {

constexpr int kMaxDigits = 36;  // a mantissa of 36 digits fits into int128

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int128 PowerOfTen(int n) {
  int128 power = 1;
  while (n-- > 0) power *= 10;
  return power;
}

std::optional<int128> TimesPowerOfTen(int128 value, int n) {
  if (value == 0) return 0;
  if (n > kMaxDigits) return std::nullopt;
  int128 result = 0;
  if (!Multiply(value, PowerOfTen(n), &result)) return std::nullopt;
  return result;
}

// The exponent behind 'e'; nothing if it is none or beyond any use.
std::optional<int> ParseExponent(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

// Digits and at most one point, at least one digit.
std::optional<ExactDecimal> ParseDigits(std::string_view text) {
  ExactDecimal result;
  bool point = false, digit = false;
  int significant = 0;
  for (char c : text) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!IsDigit(c)) return std::nullopt;
    digit = true;
    result.mantissa = result.mantissa * 10 + (c - '0');
    if (result.mantissa != 0 && ++significant > kMaxDigits) return std::nullopt;
    if (point && ++result.scale > kMaxScale) return std::nullopt;
  }
  if (!digit) return std::nullopt;
  return result;
}

std::optional<ExactDecimal> Shifted(ExactDecimal a, int exponent) {
  a.scale -= exponent;
  if (a.scale < 0) {
    const auto mantissa = TimesPowerOfTen(a.mantissa, -a.scale);
    if (!mantissa) return std::nullopt;
    return ExactDecimal{*mantissa, 0};
  }
  while (a.scale > kMaxScale && a.mantissa % 10 == 0) {
    a.mantissa /= 10;
    --a.scale;
    if (a.mantissa == 0) return ExactDecimal{};
  }
  if (a.scale > kMaxScale) return std::nullopt;
  return a;
}

// n / d, d > 0, to the nearest, a half to the even neighbour.
int128 DivideHalfEven(int128 n, int128 d) {
  const int128 floor = FloorDiv(n, d);
  const int128 twice = 2 * (n - floor * d);
  return twice > d || (twice == d && floor % 2 != 0) ? floor + 1 : floor;
}

}  // namespace

std::optional<ExactDecimal> ParseDecimal(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    text.remove_prefix(1);
  }
  const size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != text.npos) {
    const auto parsed = ParseExponent(text.substr(e + 1));
    if (!parsed) return std::nullopt;
    exponent = *parsed;
  }
  const auto digits = ParseDigits(text.substr(0, e));
  if (!digits) return std::nullopt;
  const auto shifted = Shifted(*digits, exponent);
  if (!shifted) return std::nullopt;
  return negative ? Negate(*shifted) : *shifted;
}

std::optional<ExactDecimal> Add(const ExactDecimal& a, const ExactDecimal& b) {
  const int scale = std::max(a.scale, b.scale);
  const auto left = TimesPowerOfTen(a.mantissa, scale - a.scale);
  const auto right = TimesPowerOfTen(b.mantissa, scale - b.scale);
  int128 sum = 0;
  if (!left || !right || __builtin_add_overflow(*left, *right, &sum)) {
    return std::nullopt;
  }
  return ExactDecimal{sum, scale};
}

std::optional<ExactDecimal> Multiply(const ExactDecimal& a,
                                     const ExactDecimal& b) {
  int128 product = 0;
  if (!Multiply(a.mantissa, b.mantissa, &product)) return std::nullopt;
  return Shifted(ExactDecimal{product, a.scale + b.scale}, 0);
}

ExactDecimal Negate(const ExactDecimal& a) { return {-a.mantissa, a.scale}; }

ExactDecimal Abs(const ExactDecimal& a) {
  return a.mantissa < 0 ? Negate(a) : a;
}

std::optional<int64_t> ToScaled(const ExactDecimal& a, int digits,
                                AmountRounding rounding) {
  int128 value = 0;
  if (a.scale <= digits) {
    const auto scaled = TimesPowerOfTen(a.mantissa, digits - a.scale);
    if (!scaled) return std::nullopt;
    value = *scaled;
  } else {
    const int128 divisor = PowerOfTen(a.scale - digits);
    if (rounding == AmountRounding::kExact && a.mantissa % divisor != 0) {
      return std::nullopt;
    }
    value = DivideHalfEven(a.mantissa, divisor);
  }
  if (!FitsInt64(value)) return std::nullopt;
  return static_cast<int64_t>(value);
}

std::string ToString(const ExactDecimal& a) {
  int128 rest = Abs(a).mantissa;
  std::string digits;
  for (int i = 0; rest != 0 || i <= a.scale; ++i, rest /= 10) {
    if (i == a.scale && i > 0) digits.push_back('.');
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  if (a.mantissa < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

}  // namespace laurel
