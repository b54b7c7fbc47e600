// Flags that are civil days: --from 2025-03-01.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "engine/base/civil.h"
#include "engine/base/time.h"

namespace laurel {

// "2025-03-01"; nothing for any other text.
std::optional<Day> ParseDay(std::string_view text);
std::string DayText(Day day);

// `out` outlives the command. A value that is no day is a wrong use.
CLI::Option* AddDay(CLI::App& command, const std::string& name,
                    std::optional<Day>& out, const std::string& does);

}  // namespace laurel
