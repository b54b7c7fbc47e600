// The bodies of facts, by the names of docs/domain-map.md section 3.
#pragma once

#include "absl/status/status.h"
#include "engine/domain/fact.h"
#include "tests/scenarios/clauses.h"

namespace laurel {

// An error if the kind is unknown; what is wrong inside is kept by `clauses`.
absl::Status ReadFactBody(Clauses& clauses, FactBody* out);

}  // namespace laurel
