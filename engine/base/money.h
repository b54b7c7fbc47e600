// Money as an integer of the currency's minor unit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace laurel {

// The largest amount one fact may carry, in minor units (or units).
inline constexpr int64_t kMaxAmount = 10'000'000'000'000;

// An ISO 4217 code: three upper-case letters, or empty.
struct Currency {
  std::array<char, 3> code{};

  // Empty unless `text` is three letters A to Z.
  static constexpr Currency Of(std::string_view text) {
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    const bool good = text.size() == 3 && is_letter(text[0]) &&
                      is_letter(text[1]) && is_letter(text[2]);
    return good ? Currency{{text[0], text[1], text[2]}} : Currency{};
  }
  constexpr bool empty() const { return code[0] == 0; }
  constexpr std::string_view text() const {
    return {code.data(), empty() ? 0u : 3u};
  }
  auto operator<=>(const Currency&) const = default;
};

struct Money {
  Currency currency;
  int64_t minor = 0;
  auto operator<=>(const Money&) const = default;
};

// Digits after the decimal point by ISO 4217: JPY 0, CNY 2, KWD 3. Codes not
// listed have 2.
constexpr int MinorDigits(Currency currency) {
  constexpr std::string_view kNone[] = {
      "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
      "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
  constexpr std::string_view kThree[] = {"BHD", "IQD", "JOD", "KWD",
                                         "LYD", "OMR", "TND"};
  for (auto code : kNone)
    if (code == currency.text()) return 0;
  for (auto code : kThree)
    if (code == currency.text()) return 3;
  return 2;
}

}  // namespace laurel
