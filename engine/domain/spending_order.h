// Which lots pay, and in which order. Of a unit with parts first by part, as
// the unit says; within a part earliest expiry, activation, number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/domain/customer.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/program.h"

namespace laurel {

// All parts of the unit together.
int64_t AvailableOf(const Customer& customer, std::string_view unit);

// Lots in the order they are spent until the amount is reached, which is not
// more than what is available.
LotAmounts PickLots(const Customer& customer, const Unit& unit, int64_t amount);

// The same out of the lots of a hold.
LotAmounts PickHeld(const Customer& customer, const Unit& unit,
                    const LotAmounts& held, int64_t amount);

// What units that have just become available repay of the arrears of their
// account: `fresh` in the order they became it, the newest pay first. Nothing
// if nothing is owed.
std::optional<ArrearsRepaid> PickRepayment(const Account& account,
                                           const LotAmounts& fresh);

}  // namespace laurel
