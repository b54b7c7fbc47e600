#include "cli/control_fact.h"

#include "absl/strings/str_cat.h"
#include "engine/codec/fact_codec.h"
#include "engine/program/zones.h"

namespace laurel {
namespace {

Fact ControlFact(std::string_view id, Instant at) {
  Fact fact;
  fact.id = id;
  fact.source = "laurel/cli";
  fact.occurred_at = fact.recorded_at = at;
  return fact;
}

}  // namespace

std::string EncodeProgramFact(const ProgramSource& source, uint32_t version,
                              Instant at) {
  const Program& program = source.program;
  const std::string id = absl::StrCat("program/", program.name, "/", version);
  Fact fact = ControlFact(id, at);
  fact.body =
      ProgramPublished{program.name, version, source.yaml, source.digest};
  std::string bytes;
  EncodeFact(fact, &bytes, ZonesOf(program));
  return bytes;
}

std::string EncodeControlFact(std::string_view id, Instant at,
                              const FactBody& body) {
  Fact fact = ControlFact(id, at);
  fact.body = body;
  std::string bytes;
  EncodeFact(fact, &bytes);
  return bytes;
}

}  // namespace laurel
