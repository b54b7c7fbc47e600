// What a string on the log may be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/hash.h"

namespace laurel {

inline constexpr size_t kMaxIdentifierBytes = 128;

// Well-formed UTF-8: no overlong forms, no surrogates, at most U+10FFFF.
bool IsUtf8(std::string_view text);

// 1 to 128 bytes of UTF-8 without control characters (U+0000 to U+001F, U+007F
// to U+009F).
inline bool IsIdentifier(std::string_view text);

// Why IsIdentifier says no: "is empty; 1 to 128 bytes are wanted".
std::string WhyNoIdentifier(std::string_view text);

// Whether all of it is printable ASCII; most text is.
inline bool IsPlain(std::string_view text);

// For messages: in quotes, at most 40 bytes, what cannot be printed escaped.
std::string InQuotes(std::string_view text);

// ---- Inline, because every string of every fact comes by --------------------

namespace text_internal {

inline constexpr uint64_t kEach = 0x0101010101010101;  // a byte, eight times

// Has the high bits of bytes set if one of eight is not printable ASCII. The
// classic tricks for "a byte below 0x20" and "a byte equal to 0x7f" are exact
// as long as no byte has its high bit set, and those do not count as plain.
inline uint64_t NotPlain(uint64_t word) {
  const uint64_t below_space = word - 0x20 * kEach;
  const uint64_t is_delete = (word ^ 0x7f * kEach) - kEach;
  return (word | below_space | is_delete) & 0x80 * kEach;
}

// One to seven bytes as a word, each at least once. The order does not matter.
inline uint64_t LoadShort(const char* bytes, size_t size) {
  if (size >= 4) {
    uint32_t first, last;
    std::memcpy(&first, bytes, 4);
    std::memcpy(&last, bytes + size - 4, 4);
    return uint64_t{last} << 32 | first;
  }
  const auto at = [&](size_t i) {
    return uint64_t{static_cast<unsigned char>(bytes[i])};
  };
  return (at(0) | at(size / 2) << 8) * 0x0001000100010000 +
         at(size - 1) * 0x101;
}

bool IsOtherIdentifier(std::string_view text);  // not plain ASCII

}  // namespace text_internal

inline bool IsPlain(std::string_view text) {
  using text_internal::LoadShort;
  using text_internal::NotPlain;
  const char* next = text.data();
  const size_t size = text.size();
  if (size < 8) return size == 0 || NotPlain(LoadShort(next, size)) == 0;
  uint64_t bad = NotPlain(Load64(next + size - 8));
  for (size_t i = 0; i + 8 < size; i += 8) bad |= NotPlain(Load64(next + i));
  return bad == 0;
}

inline bool IsIdentifier(std::string_view text) {
  if (text.empty() || text.size() > kMaxIdentifierBytes) return false;
  return IsPlain(text) || text_internal::IsOtherIdentifier(text);
}

}  // namespace laurel
