// The owner's program file, from YAML to the plain rules that `decide` uses.
//
//   Program glow;
//   std::vector<ProgramError> errors;
//   if (!CompileProgram(text, MachineZones(), &glow, &errors)) {
//     std::cerr << FormatErrors("glow.yaml", errors);   // every one of them
//   }
//
// A file is checked as a whole: what is wrong is reported at once, sorted by
// line, each error with its path and a sentence that says what would be right.
// These functions are pure but for the zones they ask for, throw nothing, and
// may be called from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/domain/program.h"
#include "engine/program/zones.h"

namespace laurel {

// Longer files are refused before they are parsed, in bytes.
inline constexpr size_t kMaxProgramBytes = 1 << 20;

struct ProgramError {
  int line = 0;         // from 1; 0: about the file as a whole
  int column = 0;       // from 1; 0: unknown
  std::string path;     // "earn[2].when.tiers[0]"; empty: the file
  std::string message;  // what is wrong and what would be right
  bool operator==(const ProgramError&) const = default;
};

// What is held against a file. One that is on a log was sound to the laurel
// that published it: what later versions have learned to call a contradiction
// does not make that log unreadable.
enum class Strictness : uint8_t { kNew, kPublished };

// True: *out holds the program and *errors is empty. False: *out is untouched
// and *errors says everything that is wrong. The time zones that the file
// names come from `zones`.
bool CompileProgram(std::string_view yaml, const ZoneSource& zones,
                    Program* out, std::vector<ProgramError>* errors,
                    Strictness strictness = Strictness::kNew);

// The same, for callers that pass errors on: InvalidArgument with
// FormatErrors(file, ...) as its message.
absl::StatusOr<Program> CompileProgram(
    std::string_view file, std::string_view yaml, const ZoneSource& zones,
    Strictness strictness = Strictness::kNew);

// "glow.yaml:12: earn[0].rate.per: ...", without what is absent.
std::string FormatError(std::string_view file, const ProgramError& error);

// One a line, each line ended.
std::string FormatErrors(std::string_view file,
                         const std::vector<ProgramError>& errors);

}  // namespace laurel
