// The wall clock as a port, so that simulators own time. Nothing in the core
// asks for the time; logs stamp what is appended.
#pragma once

#include <cstdint>
#include <functional>

namespace laurel {

// Milliseconds since 1970. May go back; called from any thread.
using WallClock = std::function<int64_t()>;

}  // namespace laurel
