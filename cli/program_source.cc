#include "cli/program_source.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/output.h"
#include "engine/base/status.h"
#include "engine/program/digest.h"
#include "engine/program/zones.h"

namespace laurel {

absl::StatusOr<ProgramSource> ToProgram(const std::string& name,
                                        std::string_view yaml) {
  ProgramSource source;
  source.name = name;
  source.yaml = yaml;
  auto compiled = CompileProgram(name, yaml, MachineZones());
  if (!compiled.ok()) {
    return absl::Status(compiled.status().code(),
                        absl::StripSuffix(compiled.status().message(), "\n"));
  }
  source.program = *std::move(compiled);
  source.digest = ProgramDigest(source.yaml);
  return source;
}

absl::StatusOr<ProgramSource> LoadProgramFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string yaml, ReadFile(path, kMaxProgramBytes));
  return ToProgram(NameOf(path), yaml);
}

}  // namespace laurel
