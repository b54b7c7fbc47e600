// The terms of a sale, which stand in a decision and in a payment's document.
#pragma once

#include <tuple>

#include "engine/codec/schema.h"
#include "engine/domain/decision.h"

namespace laurel {

template <>
struct Schema<Allowance> {
  static constexpr auto kFields = std::tuple(F(1, "rule", &Allowance::rule),
                                             F(2, "units", &Allowance::units));
};

template <>
struct Schema<SaleTerms> {
  using T = SaleTerms;
  static constexpr auto kFields = std::tuple(
      F(1, "program_version", &T::program_version), F(2, "rules", &T::rules),
      F(3, "allowances", &T::allowances), F(4, "excluded", &T::excluded));
};

}  // namespace laurel
