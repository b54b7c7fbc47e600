#include "engine/codec/text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/utf8.h"

namespace laurel {
namespace {

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
  return IsPlain(text) || FirstNonUtf8(text) == text.npos;
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
