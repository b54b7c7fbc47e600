// A program told to people and to scripts.
#pragma once

#include <string>

#include "engine/program/program_file.h"

namespace laurel {

// A few aligned lines: units, rules, tiers, lifecycle, outreach.
std::string ProgramText(const Program& program);

// The same as one JSON object.
std::string ProgramJson(const Program& program, const std::string& digest);

}  // namespace laurel
