// The machine's wall clock.
#pragma once

#include "engine/runtime/clock.h"

namespace laurel {

WallClock SystemClock();

}  // namespace laurel
