// A law in a process of its own: for bugs that end the process, which would
// otherwise end the shrinking too.
#pragma once

#include <functional>

#include "absl/status/status.h"

namespace laurel {

// What `law` returns; Internal if it dies.
absl::Status Forked(const std::function<absl::Status()>& law);

}  // namespace laurel
