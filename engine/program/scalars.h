// Single values of the program file. Each gives nothing after complaining.
// Money and decimals are read from their text, exactly; no float comes near.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "engine/program/spot.h"
#include "engine/program/text.h"
#include "engine/program/vocabulary.h"

namespace laurel {

// Counts: visits, occasions, days.
inline constexpr int64_t kMaxCount = 1'000'000;
// Multipliers and factors, scaled.
inline constexpr int64_t kMaxFactor = 1000 * kDecimalScale;

enum class DecimalFault : uint8_t {
  kNone,
  kNotANumber,
  kNegative,
  kTooPrecise,
  kTooLarge,
};

// "12.5" with 2 digits is 1250. No signs, exponents or separators; no more
// decimals than `digits`, not even zeros. *out is written on kNone alone.
DecimalFault ParseDecimal(std::string_view text, int digits, int64_t* out);

// 1 to 128 bytes without control characters, no space at the ends.
std::optional<std::string> ReadName(const Spot& spot);
std::optional<int64_t> ReadInteger(const Spot& spot, int64_t least,
                                   int64_t most);
// Minor units, at most kMaxAmount. Nothing where the currency is unknown.
std::optional<int64_t> ReadMoney(const Spot& spot, int64_t least);
// Units of `unit`: money for stored value; a voucher comes one at a time.
std::optional<int64_t> ReadAmount(const Spot& spot, const Unit& unit);
// Scaled by kDecimalScale, like the bounds.
std::optional<int64_t> ReadDecimal(const Spot& spot, int64_t least,
                                   int64_t most);
std::optional<bool> ReadYesNo(const Spot& spot);
std::optional<Day> ReadDate(const Spot& spot);
// Milliseconds since midnight. "24:00" only where `with_end`.
std::optional<int64_t> ReadTimeOfDay(const Spot& spot, bool with_end);

// Any duration, P0D too.
std::optional<Period> ReadPeriod(const Spot& spot);
// Longer than nothing.
std::optional<Period> ReadSomePeriod(const Spot& spot);
// Longer than nothing, of years, months and days.
std::optional<Period> ReadCivilPeriod(const Spot& spot);
// Longer than nothing, of days alone.
std::optional<Period> ReadDays(const Spot& spot);

// A list of names, each once; at least one.
std::optional<std::vector<std::string>> ReadNames(const Spot& spot);

// One of the table's words. `besides` says what else could stand here.
template <typename Enum, size_t N>
std::optional<Enum> ReadWord(const Spot& spot, const Word<Enum> (&table)[N],
                             std::string_view besides = "") {
  if (!spot.IsScalar(Cat(OneOf(NamesOf(table)), besides))) return std::nullopt;
  for (const Word<Enum>& word : table) {
    if (word.name == spot.text()) return word.value;
  }
  const bool slip = !Nearest(spot.text(), NamesOf(table)).empty();
  spot.Complain(Cat("unknown word ", Quoted(spot.text()), "; ",
                    Suggestion(spot.text(), NamesOf(table)),
                    slip ? "" : besides));
  return std::nullopt;
}

// For Into(): a reader of one of the table's words.
template <typename Enum, size_t N>
auto WordOf(const Word<Enum> (&table)[N]) {
  return [&table](const Spot& spot) { return ReadWord(spot, table); };
}

// A list of the table's words, each once, in the order given; at least one
// unless `or_none`.
template <typename Enum, size_t N>
std::vector<Enum> ReadWords(const Spot& spot, const Word<Enum> (&table)[N],
                            bool or_none = false) {
  std::vector<Enum> words;
  for (const Spot& item : or_none ? spot.ItemsIfAny() : spot.Items()) {
    const std::optional<Enum> word = ReadWord(item, table);
    if (!word) continue;
    for (Enum seen : words) {
      if (seen == *word)
        item.Complain(Cat(Quoted(item.text()), " is listed twice"));
    }
    words.push_back(*word);
  }
  return words;
}

// The same as bits.
template <typename Enum, size_t N>
uint32_t ReadBits(const Spot& spot, const Word<Enum> (&table)[N],
                  bool or_none = false) {
  uint32_t bits = 0;
  for (Enum word : ReadWords(spot, table, or_none)) bits |= Bit(word);
  return bits;
}

// The index of a unit of the program.
std::optional<size_t> ReadUnit(const Spot& spot);

// {unit, amount} among the keys of `map`: not a status, not retired.
std::optional<Grant> ReadGrant(const Fields& map);

// A list of names of `known`; `what` is "tier" or "segment".
std::optional<std::vector<std::string>> ReadKnownNames(
    const Spot& spot, std::string_view what,
    const std::vector<std::string>& known);

// Amounts as the file writes them: "12.50", "1.5".
std::string MoneyText(int64_t minor, Currency currency);
std::string DecimalText(int64_t scaled);

}  // namespace laurel
