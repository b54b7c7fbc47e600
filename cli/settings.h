// laurel.yaml and the environment, as defaults for flags. A flag given on the
// command line wins over the environment, which wins over the file:
//
//   data: /var/lib/laurel      # --data of every command that has it
//   partitions: 8
//   serve:                     # of one command only
//     threads: 2
//   program:
//     publish: {to: "embedded:data"}
//
// A key may have _ for -. --data is LAUREL_DATA in the environment,
// --until-caught-up LAUREL_UNTIL_CAUGHT_UP.
#pragma once

#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"

namespace laurel {

// Makes every flag of every command readable from the environment.
void NameEnvironment(CLI::App& laurel);

// Takes the keys of a configuration file as defaults. InvalidArgument, an error
// a line with file, line and key: what is no flag, with the nearest that is;
// what its flag refuses.
absl::Status ApplySettings(std::string_view yaml, const std::string& file,
                           CLI::App& laurel);

// The file that --config or LAUREL_CONFIG names; empty if none.
std::string ConfigOf(int argc, const char* const* argv);

}  // namespace laurel
