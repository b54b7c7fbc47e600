#include "bench/macro/glow.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"
#include "engine/program/digest.h"
#include "engine/program/program_file.h"
#include "engine/program/zones.h"

namespace laurel {
namespace {

std::string Publication(const std::string& source, const Program& program,
                        Instant since) {
  const std::string digest = ProgramDigest(source);
  Fact fact;
  fact.id = "program/glow/1";
  fact.source = "laurel/program";
  fact.occurred_at = fact.recorded_at = since;
  fact.body = ProgramPublished{program.name, 1, source, digest};
  std::string bytes;
  EncodeFact(fact, &bytes, ZonesOf(program));
  return bytes;
}

}  // namespace

absl::StatusOr<Glow> LoadGlow(const std::string& file, Instant since) {
  std::ifstream in(file);
  if (!in) {
    return absl::NotFoundError(
        absl::StrCat(file,
                     ": cannot be read; run from the top of the source "
                     "tree, or name it with --program"));
  }
  const std::string source(std::istreambuf_iterator<char>(in), {});
  ASSIGN_OR_RETURN(Program compiled,
                   CompileProgram(file, source, MachineZones()));
  Glow glow;
  glow.fact = Publication(source, compiled, since);
  glow.program = std::make_shared<const Program>(std::move(compiled));
  glow.since = since;
  return glow;
}

}  // namespace laurel
