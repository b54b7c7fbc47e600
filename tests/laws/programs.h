// The programs that histories run under: examples/glow.yaml with a second unit
// of points, and patches of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/domain/program.h"
#include "tests/support/program_patch.h"

namespace laurel {

struct LawProgram {
  std::string yaml;
  std::shared_ptr<const Program> program;
};

// Compiled once and kept. An error: the patches contradict each other, as
// they may when a history shrinks. One thread.
absl::StatusOr<LawProgram> ProgramOf(const std::vector<YamlPatch>& patches);

// The n-th random set of patches; always one that compiles.
const std::vector<YamlPatch>& RandomPatches(uint64_t n);

}  // namespace laurel
