// UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace laurel {

// Bytes of the character that `text`, which is not empty, begins with; 0: it
// begins with none.
size_t CharacterBytes(std::string_view text);

// The offset of the first byte that belongs to no character, or npos.
size_t FirstNonUtf8(std::string_view text);

}  // namespace laurel
