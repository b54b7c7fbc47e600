// The views of a served data directory, for the engine.
#pragma once

#include <string>

#include "engine/runtime/engine.h"
#include "projections/rocks_store.h"

namespace laurel {

// Opens DIR/view/P for writing. `memory` must outlive what is opened.
Engine::OpenStore OpenServedViews(const std::string& directory,
                                  const RocksMemory& memory);

}  // namespace laurel
