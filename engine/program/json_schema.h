// The JSON Schema (draft 2020-12) of a program file, for editors: they
// complete keys, show what each means and underline what is wrong while it is
// typed. docs/program.schema.json holds this text; a test keeps them equal.
#pragma once

#include <string>

namespace laurel {

// Printed from the shapes of schema.h, ends with a newline. Any thread.
std::string ProgramJsonSchema();

}  // namespace laurel
