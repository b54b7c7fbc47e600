// How far apart two words are, and which name a misspelt one probably means.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

// Letters to insert, drop, change or swap with their neighbour, to make one
// word of the other.
size_t EditDistance(std::string_view a, std::string_view b);

// The name with the fewest letters to insert, drop, change or swap, if those
// are at most a third of `word`; the first of equals. Capitals and underscores
// do not count. Empty: none is near.
std::string NearestName(std::string_view word,
                        const std::vector<std::string>& names);

}  // namespace laurel
