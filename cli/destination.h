// Where facts go: --to embedded:DIR, file:OUT.jsonl.
#pragma once

#include <string>

#include "CLI/CLI.hpp"

namespace laurel {

struct Destination {
  enum class Kind { kEmbedded, kFile };
  Kind kind = Kind::kEmbedded;
  std::string path;
};

// The flag --to, required. What is no destination, or one of a kind that this
// command has no use for, is a wrong use. `out` outlives the command.
CLI::Option* AddDestination(CLI::App& command, Destination& out,
                            bool files_too);

}  // namespace laurel
