// Flags that are instants: --until 2025-03-01T00:00:00+08:00.
#pragma once

#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "engine/base/time.h"

namespace laurel {

// `out` outlives the command. A value that is no instant is a wrong use.
CLI::Option* AddInstant(CLI::App& command, const std::string& name,
                        std::optional<Instant>& out, const std::string& does);

}  // namespace laurel
