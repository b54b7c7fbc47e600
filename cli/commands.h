// The commands of `laurel`, one file each. Each function registers its command
// and flags with `laurel`; both arguments outlive what is registered.
#pragma once

#include "cli/command.h"

namespace laurel {

void AddProgram(CLI::App& laurel, Session& session);  // check, publish

}  // namespace laurel
