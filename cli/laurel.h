// The one binary: reads a command line, runs a command, returns the exit
// status.
#pragma once

namespace laurel {

int RunLaurel(int argc, const char* const* argv);

}  // namespace laurel
