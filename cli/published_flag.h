// Which derived events others get to see: --events-publish.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "engine/runtime/published_names.h"

namespace laurel {

// A list of names of derived events; `default`, `all` and `none` stand for
// many. An unknown one is a wrong use that says which is near. `out` outlives
// the command.
void AddPublished(CLI::App& command, std::vector<std::string>& out);

// Of names that AddPublished has checked.
EventNames PublishedNames(const std::vector<std::string>& words);

}  // namespace laurel
