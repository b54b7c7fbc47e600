// What the lines of a sale load onto the customer: a top-up the money paid
// ahead, a package its sessions. The rest of a refunded sale is judged by the
// same functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/program.h"

namespace laurel {

// Whether lines of this kind load units of that one. A sale with a line that
// names a unit of another kind, or one that the program does not have, is
// refused (refuse.cc).
constexpr bool Loads(LineKind line, UnitKind unit) {
  return (line == LineKind::kTopUp && unit == UnitKind::kStoredValue) ||
         (line == LineKind::kPackage && unit == UnitKind::kSessions);
}

// The part of the unit that is loaded.
constexpr SubBalance LoadedTo(UnitKind unit) {
  return unit == UnitKind::kStoredValue ? SubBalance::kPrincipal
                                        : SubBalance::kNone;
}

// What a line names as the rule of what it loads.
constexpr std::string_view LoadRule(LineKind line) {
  return line == LineKind::kTopUp ? "top_up" : "package";
}

// A lot that a line of a sale makes.
struct Load {
  // In the program that judges; beyond its units, in the one in force.
  size_t unit = 0;
  const Program* program = nullptr;
  const Unit* what = nullptr;
  LineKind line = LineKind::kTopUp;
  int64_t amount = 0;  // more than 0
};

using LoadList = absl::InlinedVector<Load, 1>;

// In the order of the units, then of the lines. `judge` is the program that
// judges the sale; units that it does not have yet are those of `in_force`.
LoadList LoadsOf(const PaymentCaptured& sale, const Program& judge,
                 const Program& in_force);

// What the lines that load `unit` are worth after the refunds so far.
int64_t LoadedRest(const Payment& payment, const Unit& unit, Rounding rounding);

}  // namespace laurel
