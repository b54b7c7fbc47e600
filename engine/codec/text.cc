#include "engine/codec/text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

// The length of the UTF-8 sequence that `text` begins with; 0: none does.
size_t SequenceLength(std::string_view text) {
  const auto at = [&](size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto follows = [&](size_t i, int low = 0x80, int high = 0xbf) {
    return at(i) >= low && at(i) <= high;
  };
  const int first = at(0);
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return follows(1) ? 2 : 0;
  if (first < 0xf0) {
    const int low = first == 0xe0 ? 0xa0 : 0x80;
    const int high = first == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first > 0xf4) return 0;
  const int low = first == 0xf0 ? 0x90 : 0x80;
  const int high = first == 0xf4 ? 0x8f : 0xbf;
  return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
}

bool HasControls(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c == 0x7f) return true;
    const bool two = c == 0xc2 && i + 1 < text.size();
    if (two && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  if (IsPlain(text)) return true;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool text_internal::IsOtherIdentifier(std::string_view text) {
  return IsUtf8(text) && !HasControls(text);
}

std::string WhyNoIdentifier(std::string_view text) {
  if (text.empty()) return "is empty; 1 to 128 bytes are wanted";
  if (text.size() > kMaxIdentifierBytes) {
    return absl::StrCat("has ", text.size(), " bytes; at most ",
                        kMaxIdentifierBytes, " are allowed");
  }
  if (!IsUtf8(text)) return absl::StrCat("is ", InQuotes(text), ", not UTF-8");
  return absl::StrCat("is ", InQuotes(text),
                      "; control characters are not allowed");
}

std::string InQuotes(std::string_view text) {
  constexpr size_t kShown = 40;
  const bool cut = text.size() > kShown;
  size_t end = cut ? kShown : text.size();
  while (cut && end > 0 && (text[end] & 0xc0) == 0x80) --end;
  const absl::string_view shown(text.data(), end);
  const bool readable = text_internal::IsOtherIdentifier(text.substr(0, end));
  const std::string escaped =
      readable ? absl::Utf8SafeCHexEscape(shown) : absl::CHexEscape(shown);
  return absl::StrCat("\"", escaped, cut ? "...\"" : "\"");
}

}  // namespace laurel
