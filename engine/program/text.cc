#include "engine/program/text.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/base/utf8.h"

namespace laurel {
namespace {

constexpr size_t kQuotedBytes = 40;
// More words than this are not compared: a suggestion is not worth seconds.
constexpr size_t kKnownWords = 200;

}  // namespace

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  size_t at = 0;
  while (at < text.size() && at < kQuotedBytes) {
    const size_t size = std::max<size_t>(1, CharacterBytes(text.substr(at)));
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if (size == 1 && (c < 0x20 || c >= 0x7f)) {
      out += '?';
    } else {
      out += text.substr(at, size);
    }
    at += size;
  }
  if (at < text.size()) out += "...";
  return out + '"';
}

std::string OneOf(std::span<const std::string_view> words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

std::string_view Nearest(std::string_view word,
                         std::span<const std::string_view> known) {
  std::string_view nearest;
  size_t fewest = std::max<size_t>(1, word.size() / 2) + 1;
  if (word.size() > kQuotedBytes) return nearest;
  if (known.size() > kKnownWords) known = known.first(kKnownWords);
  for (std::string_view candidate : known) {
    const size_t least = std::max(word.size(), candidate.size()) -
                         std::min(word.size(), candidate.size());
    if (least >= fewest || candidate.size() > kQuotedBytes) continue;
    const size_t distance = EditDistance(word, candidate);
    if (distance >= fewest || distance >= candidate.size()) continue;
    fewest = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string Suggestion(std::string_view word,
                       std::span<const std::string_view> known) {
  const std::string_view nearest = Nearest(word, known);
  if (!nearest.empty()) return Cat("did you mean ", Quoted(nearest), "?");
  if (known.empty()) return "the program has none";
  constexpr size_t kShown = 40;
  if (known.size() > kShown) known = known.first(kShown);
  return Cat("it can be ", OneOf(known));
}

}  // namespace laurel
