// Any text as a program file: it compiles, or every error says something, has
// a line that the file has, and stands in order.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "engine/program/program_file.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

absl::StatusOr<laurel::Zone> NoOtherZone(std::string_view name) {
  if (name == "Asia/Shanghai") {
    return laurel::Zone{"Asia/Shanghai", 8 * 3600, {}};
  }
  return absl::NotFoundError("there is one zone here, Asia/Shanghai");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
  laurel::Program out;
  std::vector<laurel::ProgramError> errors;
  const bool compiled =
      laurel::CompileProgram(text, NoOtherZone, &out, &errors);
  Require(compiled == errors.empty());
  int last = 0;
  for (const auto& error : errors) {
    Require(!error.message.empty());
    Require(error.line >= 0 && error.line <= lines + 1);
    Require(error.line >= last);
    last = error.line;
  }
  return 0;
}
