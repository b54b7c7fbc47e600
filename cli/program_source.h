// A program file as commands take it: read, checked, announced.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/program/program_file.h"

namespace laurel {

struct ProgramSource {
  std::string name;  // of the file, for messages
  std::string yaml;
  std::string digest;
  CompiledProgram compiled;
};

// Reads and compiles with this machine's time zones. InvalidArgument with every
// error of the file, one a line. What the program asks for and this version
// does not decide yet is announced on standard error.
absl::StatusOr<ProgramSource> LoadProgramFile(const std::string& path);

// The same of a text; announces nothing.
absl::StatusOr<ProgramSource> ToProgram(const std::string& name,
                                        std::string_view yaml);

}  // namespace laurel
