#include "tests/scenarios/fact_lines.h"

#include <algorithm>
#include <optional>

#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "tests/scenarios/fact_bodies.h"

namespace laurel {
namespace {

constexpr std::string_view kEnvelope[] = {
    "recorded", "appended", "id", "source", "store", "actor", "correlation"};

bool IsEnvelope(std::string_view field) {
  const std::string_view word = field.substr(0, field.find(' '));
  return std::find(std::begin(kEnvelope), std::end(kEnvelope), word) !=
         std::end(kEnvelope);
}

// What tells one body from another: the line without its envelope.
uint64_t FingerprintOf(const std::vector<std::string_view>& fields) {
  uint64_t hash = kFnvBasis;
  for (size_t i = 2; i < fields.size(); ++i) {
    if (!IsEnvelope(fields[i])) hash = Fnv1a64(fields[i], Fnv1a64("|", hash));
  }
  return hash;
}

void ReadEnvelope(Clauses& clauses, std::string_view id, FactLine& out) {
  Fact& fact = out.fact;
  fact.recorded_at = clauses.Time("recorded", fact.occurred_at);
  out.append_time = clauses.Time("appended", fact.recorded_at);
  fact.id = clauses.Text("id", id);
  fact.source = clauses.Text("source", "pos/1");
  fact.store_id = clauses.Text("store", "s-1");
  fact.actor = clauses.Text("actor");
  fact.correlation_id = clauses.Text("correlation");
}

}  // namespace

absl::StatusOr<FactLine> ReadFactLine(std::string_view line,
                                      std::string_view id, const Place& place) {
  const std::vector<std::string_view> fields = Fields(line);
  if (fields.size() < 3) {
    return absl::InvalidArgumentError(
        "a fact is TIME  CUSTOMER  KIND, two spaces between");
  }
  FactLine out;
  const auto at = ReadTime(fields[0], place.zone);
  if (!at) {
    return absl::InvalidArgumentError(
        "expected a time like 2025-02-03 15:00, found " +
        std::string(fields[0]));
  }
  out.fact.occurred_at = *at;
  if (fields[1] != "-") out.fact.customer_id = fields[1];
  Clauses clauses({fields.begin() + 2, fields.end()}, place);
  ReadEnvelope(clauses, id, out);
  RETURN_IF_ERROR(ReadFactBody(clauses, &out.fact.body));
  RETURN_IF_ERROR(clauses.Done());
  out.fact.fingerprint = FingerprintOf(fields);
  return out;
}

}  // namespace laurel
