#include "connectors/csv/condition.h"

#include <algorithm>

namespace laurel {
namespace {

bool Holds(const RowCondition& condition, const std::string& value) {
  const auto& c = condition;
  if (c.equals && value != *c.equals) return false;
  if (c.not_equals && value == *c.not_equals) return false;
  if (c.matches && !c.matches->Matches(value)) return false;
  if (c.not_matches && c.not_matches->Matches(value)) return false;
  if (c.in && std::find(c.in->begin(), c.in->end(), value) == c.in->end()) {
    return false;
  }
  return !c.empty || value.empty() == *c.empty;
}

}  // namespace

MaybeReject Evaluate(const std::vector<RowCondition>& conditions,
                     const RowFields& fields, bool& out) {
  out = true;
  std::string value;
  for (const RowCondition& condition : conditions) {
    if (auto refusal = Render(condition.value, fields, value)) return refusal;
    out = Holds(condition, value);
    if (!out) break;
  }
  return std::nullopt;
}

}  // namespace laurel
