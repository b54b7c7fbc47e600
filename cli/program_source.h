// A program file as commands take it: read, checked.
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
  Program program;
};

// Reads and compiles with this machine's time zones. InvalidArgument with every
// error of the file, one a line.
absl::StatusOr<ProgramSource> LoadProgramFile(const std::string& path);

// The same of a text.
absl::StatusOr<ProgramSource> ToProgram(const std::string& name,
                                        std::string_view yaml);

}  // namespace laurel
