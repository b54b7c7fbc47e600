#include "connectors/clock/system_clock.h"

#include <chrono>

namespace laurel {

WallClock SystemClock() {
  return [] {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return int64_t{
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  };
}

}  // namespace laurel
