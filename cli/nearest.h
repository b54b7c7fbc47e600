// The word somebody meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace laurel {

// " (did you mean partitions?)", or nothing where no word is near.
std::string Suggestion(std::string_view word,
                       const std::vector<std::string>& known);

}  // namespace laurel
