// Sentences for people: joined, quoted, and the nearest known word.
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

inline void AppendTo(std::string& out, std::string_view part) { out += part; }
template <std::integral Number>
void AppendTo(std::string& out, Number part) {
  out += std::to_string(part);
}

// Cat("at most ", 3, " units")
template <typename... Parts>
std::string Cat(const Parts&... parts) {
  std::string out;
  (AppendTo(out, parts), ...);
  return out;
}

// In double quotes, one line, at most 40 bytes of it.
std::string Quoted(std::string_view text);

// "points, growth or wallet"
std::string OneOf(std::span<const std::string_view> words);

// The known word with the fewest letters to change, if those are few enough to
// be a slip; the first of equals. Empty: none is near.
std::string_view Nearest(std::string_view word,
                         std::span<const std::string_view> known);

// `did you mean "tiers"?`, or `it can be a, b or c`, or `the program has none`.
std::string Suggestion(std::string_view word,
                       std::span<const std::string_view> known);

}  // namespace laurel
