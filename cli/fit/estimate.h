// The parameters of a model under which what happened was most likely.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/fit/likelihood.h"

namespace laurel {

struct Estimate {
  ModelShape shape;
  ModelParameters parameters;
  double log_likelihood = 0;
  // Of r, alpha, a and b, from the curvature at the top; nothing where that
  // is no peak.
  std::optional<std::array<double, 4>> standard_errors;
};

// FailedPrecondition: nobody came again, so there is nothing to fit; or the
// likelihood rises without end, towards a model that this is not.
absl::StatusOr<Estimate> FitModel(const ModelShape& shape,
                                  const std::vector<Rhythm>& rhythms);

}  // namespace laurel
