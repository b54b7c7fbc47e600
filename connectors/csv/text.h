// Bytes as text: joining, Latin-1, and the nearest of the words we know.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

std::string Concat(std::initializer_list<std::string_view> parts);

// The value in quotes, cut at 60 bytes, control characters as '?': for
// messages.
std::string Shown(std::string_view value);

bool HasControlCharacter(std::string_view text);

std::string Latin1ToUtf8(std::string_view text);

// The known word that `word` is a slip of the hand from, or that begins it or
// is begun by it ("payment" for "payment_id"); else empty.
std::string NearestWord(std::string_view word,
                        const std::vector<std::string>& known);

// " (did you mean X?)", or " (known: a, b, c)" where nothing is near.
std::string Suggest(std::string_view word,
                    const std::vector<std::string>& known);

}  // namespace laurel
