// examples/glow.yaml, built into the binary: a demo needs no files.
#pragma once

#include <string_view>

namespace laurel {

extern const std::string_view kGlowYaml;

}  // namespace laurel
