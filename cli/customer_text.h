// A customer told to people.
#pragma once

#include <string>

#include "cli/customer_lookup.h"

namespace laurel {

// Aligned lines: stage, tier and what is missing to the next, balances with
// what expires when, what is due next.
std::string CustomerText(const FoundCustomer& found);

// "gold since 2025-04-20, ...; to black: 17,000.00 CNY missing"; empty: none.
std::string NextTierText(const FoundCustomer& found);

// "loyal, gold, 1,284 points" in one line.
std::string CustomerLine(const Customer& customer);

}  // namespace laurel
