// What every command of `laurel` shares: how it is registered, and the flags
// that all of them have.
//
//   void AddSkip(CLI::App& laurel, Session& session) {
//     auto options = std::make_shared<Options>();
//     CLI::App* skip = AddCommand(laurel, session, {"skip", "...", "..."},
//                                 [options] { return Skip(*options); });
//     skip->add_option("--reason", options->reason, "...")->required();
//   }
#pragma once

#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"

namespace laurel {

// Filled while the command line is read; commands hold a reference.
struct Session {
  bool json = false;                  // machine-readable output
  bool quiet = false;                 // no progress
  std::string config;                 // the file that --config names
  std::function<absl::Status()> run;  // the command that was asked for
};

struct CommandText {
  std::string name;
  std::string does;      // one line
  std::string examples;  // one a line, without "laurel"; empty: none
};

// The command, to be given its flags. It is owned by `parent`. `run` is called
// after everything has been parsed; what it returns becomes the exit status.
CLI::App* AddCommand(CLI::App& parent, Session& session,
                     const CommandText& text,
                     std::function<absl::Status()> run);

// A command that has commands of its own, such as `program`.
CLI::App* AddGroup(CLI::App& parent, const std::string& name,
                   const std::string& does);

}  // namespace laurel
