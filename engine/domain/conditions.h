// Whether the conditions of a rule hold. Those about lines are apart: they are
// judged again at a refund, the others keep the answer of the sale.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// What the conditions of an occasion are asked about: no fact, but an instant.
struct OccasionAsked {
  const Program& program;
  const Customer& customer;
  std::string_view store;  // of the visit or appointment, else the home store
  const std::vector<std::string>* categories;  // of its services; may be null
  std::string_view category;                   // the one it is about, if one
  Instant at;
};

// Tiers, stages, stores, categories and segments; a customer is in a segment
// whose conditions hold likewise. What is about no visit asks for the
// categories of all visits so far.
bool HoldForOccasion(const Conditions& when, const OccasionAsked& asked);

// The day on which a birthday ("1990-03-14", "--03-14") is kept; 29 February
// on the 28th in common years. Nothing if it is none.
std::optional<Day> BirthdayIn(std::string_view birthday, int32_t year);

// An empty list is not asked.
inline bool OneOf(const std::vector<std::string>& wanted,
                  std::string_view value) {
  return wanted.empty() ||
         std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Categories, skus and kinds. Where a rule names no kinds: product, service.
inline bool MatchesLine(const Conditions& when, std::string_view sku,
                        std::string_view category, LineKind kind) {
  constexpr uint32_t kDefault =
      Bit(LineKind::kProduct) | Bit(LineKind::kService);
  const uint32_t kinds = when.kinds == 0 ? kDefault : when.kinds;
  return (kinds & Bit(kind)) != 0 && OneOf(when.categories, category) &&
         OneOf(when.skus, sku);
}

// Whether any service of a visit has the category and sku asked for.
bool MatchesServices(const Conditions& when, const VisitCompleted& visit);

}  // namespace laurel
