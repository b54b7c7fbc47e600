#include "connectors/csv/text.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/base/utf8.h"

namespace laurel {
namespace {

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
  shown.resize(std::min(FirstNonUtf8(shown), shown.size()));
  return Concat({"\"", shown, value.size() > kMost ? "...\"" : "\""});
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
