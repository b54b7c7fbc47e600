#include "connectors/csv/text.h"

#include <algorithm>

#include "engine/base/nearest.h"

namespace laurel {
namespace {

// Bytes of the sequence that `lead` begins; 0 if none begins with it.
int SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// Overlong forms, surrogates and what lies above U+10FFFF show in the second
// byte.
bool SecondByteFits(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return second >= 0x80 && second <= 0xBF;
  }
}

bool IsContinuation(unsigned char c) { return c >= 0x80 && c <= 0xBF; }

// A word cut short, or carried on: "payment" for "payment_id".
bool BeginsTheOther(std::string_view a, std::string_view b) {
  constexpr size_t kLeast = 3;
  const size_t shorter = std::min(a.size(), b.size());
  return shorter >= kLeast && a.substr(0, shorter) == b.substr(0, shorter);
}

}  // namespace

std::string Concat(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (std::string_view part : parts) result.append(part);
  return result;
}

std::string Shown(std::string_view value) {
  constexpr size_t kMost = 60;
  std::string shown(value.substr(0, kMost));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  // A cut must not leave half a character.
  while (!shown.empty() && FindInvalidUtf8(shown)) shown.pop_back();
  return Concat({"\"", shown, value.size() > kMost ? "...\"" : "\""});
}

std::optional<size_t> FindInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto byte = [&](size_t k) {
      return static_cast<unsigned char>(text[i + k]);
    };
    const size_t length = SequenceLength(byte(0));
    if (length == 0 || i + length > text.size()) return i;
    if (length > 1 && !SecondByteFits(byte(0), byte(1))) return i;
    for (size_t k = 2; k < length; ++k) {
      if (!IsContinuation(byte(k))) return i;
    }
    i += length;
  }
  return std::nullopt;
}

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

std::string Latin1ToUtf8(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result.push_back(c);
    } else {
      result.push_back(static_cast<char>(0xC0 | (byte >> 6)));
      result.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return result;
}

std::string NearestWord(std::string_view word,
                        const std::vector<std::string>& known) {
  const std::string nearest = NearestName(word, known);
  if (!nearest.empty()) return nearest;
  const auto longer = std::find_if(
      known.begin(), known.end(),
      [&](const std::string& name) { return BeginsTheOther(word, name); });
  return longer == known.end() ? "" : *longer;
}

std::string Suggest(std::string_view word,
                    const std::vector<std::string>& known) {
  if (known.empty()) return "";
  const std::string nearest = NearestWord(word, known);
  if (!nearest.empty()) return Concat({" (did you mean ", nearest, "?)"});
  std::string list;
  for (const std::string& name : known) {
    if (list.size() > 200) return Concat({" (known: ", list, ", ...)"});
    list += (list.empty() ? "" : ", ") + name;
  }
  return Concat({" (known: ", list, ")"});
}

}  // namespace laurel
