// Themes that this version of the engine checks and does not decide yet. The
// table in not_decided.cc is the one place that knows them.
#pragma once

#include <string>
#include <vector>

#include "engine/program/spot.h"

namespace laurel {

// What a sound program asks for and will not get, one line each, in the order
// of the file's sections: "units[2] (wallet): units of kind stored_value".
std::vector<std::string> NotDecided(const Fields& file, const Program& program);

}  // namespace laurel
