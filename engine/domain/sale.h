// A sale as the rules price it: lines net of what excluded tenders paid.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/program.h"
#include "engine/domain/worth.h"

namespace laurel {

using PricedLines = absl::InlinedVector<PricedLine, 4>;

// Where what is earned or granted goes: of stored value, nobody paid for it.
constexpr SubBalance GivenTo(UnitKind kind) {
  return kind == UnitKind::kStoredValue ? SubBalance::kBonus
                                        : SubBalance::kNone;
}

// What tenders that the program excludes paid, at most the sum of the lines.
int64_t ExcludedOf(const PaymentCaptured& sale, const Program& program);

// The lines as sold, less their shares of `excluded`. Views into `sale`.
PricedLines PriceSale(const PaymentCaptured& sale, int64_t excluded);

// What is left of the lines after the refunds so far, less their shares of
// excluded tenders: of a line sold for `amount` with share x, now
// floor(x * remaining / amount). Views into `payment`.
PricedLines PriceRest(const Payment& payment);

}  // namespace laurel
