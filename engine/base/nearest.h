// The known name that a misspelt one probably means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laurel {

// The name with the fewest letters to insert, drop, change or swap, if those
// are at most a third of `word`; the first of equals. Capitals and underscores
// do not count. Empty: none is near.
std::string NearestName(std::string_view word,
                        const std::vector<std::string>& names);

}  // namespace laurel
