// Whether the conditions of a rule hold. Those about lines are apart: they are
// judged again at a refund, the others keep the answer of the sale.
#pragma once

#include <string_view>

#include "engine/domain/customer.h"
#include "engine/domain/fact.h"
#include "engine/domain/program.h"

namespace laurel {

// What the conditions are asked about.
struct Circumstances {
  const Program& program;
  const Customer& customer;  // before the fact is counted
  const Fact& fact;
  std::string_view tier;  // held when it happened; empty: none
};

// All conditions but categories, skus, kinds and minimum.
bool Hold(const Conditions& when, const Circumstances& asked);

// Categories, skus and kinds. Where a rule names no kinds: product, service.
bool MatchesLine(const Conditions& when, std::string_view sku,
                 std::string_view category, LineKind kind);

// Whether any service of a visit has the category and sku asked for.
bool MatchesServices(const Conditions& when, const VisitCompleted& visit);

}  // namespace laurel
