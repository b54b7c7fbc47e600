#include "engine/program/text.h"

#include <algorithm>

namespace laurel {
namespace {

constexpr size_t kQuotedBytes = 40;
// More words than this are not compared: a suggestion is not worth seconds.
constexpr size_t kKnownWords = 200;

// Bytes of the UTF-8 sequence at the front of `text`; 0 if it is none.
size_t SequenceBytes(std::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  uint32_t point = lead & (0xff >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3f);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  return point < kLeast[size] || point > 0x10ffff || surrogate ? 0 : size;
}

}  // namespace

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  size_t at = 0;
  while (at < text.size() && at < kQuotedBytes) {
    const size_t size = std::max<size_t>(1, SequenceBytes(text.substr(at)));
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

// One row of the table of optimal string alignment at a time:
//        t  i  r  e
//     0  1  2  3  4
//  t  1  0  1  2  3
//  i  2  1  0  1  2
//  e  3  2  1  1  1      "tie" is 1 from "tire"
size_t EditDistance(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  std::vector<size_t> before, last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = row;
  }
  return last[b.size()];
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

size_t FirstNonUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t size = SequenceBytes(text.substr(at));
    if (size == 0) return at;
    at += size;
  }
  return std::string_view::npos;
}

}  // namespace laurel
