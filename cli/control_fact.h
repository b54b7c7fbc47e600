// The control facts that commands append: programs, ticks, the marks of an
// import.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/program_source.h"
#include "engine/base/time.h"
#include "engine/domain/fact.h"

namespace laurel {

// program_published with the zones it needs. `at` is both of its times; kNever:
// when it is appended.
std::string EncodeProgramFact(const ProgramSource& source, uint32_t version,
                              Instant at);

// clock_ticked, import_started, import_finished, as `body` says.
std::string EncodeControlFact(std::string_view id, Instant at,
                              const FactBody& body);

}  // namespace laurel
