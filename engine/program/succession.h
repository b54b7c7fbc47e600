// What one version of a program may change of the version before.
#pragma once

#include <vector>

#include "engine/program/program_file.h"

namespace laurel {

// Empty if `next` may follow `before`. Units and levels may be retired, never
// removed, for customers hold them; a unit keeps its kind; the program keeps
// its name and its currency. The errors have a path and no line.
std::vector<ProgramError> CheckSuccession(const Program& before,
                                          const Program& next);

}  // namespace laurel
