#include "cli/fit/estimate.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

using Four = std::array<double, 4>;

// The search walks over logarithms, so that all parameters stay above 0.
inline constexpr double kFurthest = 12;  // ln: e^-12 to e^12
inline constexpr double kTolerance = 1e-11;
inline constexpr int kMostSteps = 100'000;

ModelParameters FromLogs(const double* logs) {
  return {std::exp(logs[0]), std::exp(logs[1]), std::exp(logs[2]),
          std::exp(logs[3])};
}

// What is fitted, and to what; many customers have one and the same rhythm.
struct Problem {
  ModelShape shape;
  std::vector<RhythmCount> rhythms;
};

double Objective(unsigned, const double* logs, double*, void* data) {
  const auto& problem = *static_cast<const Problem*>(data);
  const double value =
      LogLikelihood(problem.shape, FromLogs(logs), problem.rhythms);
  return std::isfinite(value) ? value : -HUGE_VAL;
}

using Optimizer = std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)>;

// Climbs from `logs` and leaves the top there.
absl::Status Climb(nlopt_algorithm algorithm, Problem& problem, Four& logs,
                   double& best) {
  const Optimizer search(nlopt_create(algorithm, 4), &nlopt_destroy);
  if (search == nullptr) return absl::ResourceExhaustedError("no memory");
  nlopt_set_max_objective(search.get(), Objective, &problem);
  nlopt_set_lower_bounds1(search.get(), -kFurthest);
  nlopt_set_upper_bounds1(search.get(), kFurthest);
  nlopt_set_xtol_rel(search.get(), kTolerance);
  nlopt_set_xtol_abs1(search.get(), kTolerance);
  nlopt_set_maxeval(search.get(), kMostSteps);
  nlopt_set_initial_step1(search.get(), 0.2);
  const nlopt_result result = nlopt_optimize(search.get(), logs.data(), &best);
  if (result > 0 || result == NLOPT_ROUNDOFF_LIMITED) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("the search for the likeliest parameters failed: ",
                   nlopt_result_to_string(result)));
}

// The inverse of a symmetric matrix; nothing if a pivot is not above 0, which
// at a peak none is.
std::optional<std::array<Four, 4>> Inverse(std::array<Four, 4> m) {
  std::array<Four, 4> inverse{};
  for (size_t i = 0; i < 4; ++i) inverse[i][i] = 1;
  for (size_t i = 0; i < 4; ++i) {
    const double pivot = m[i][i];
    if (!(pivot > 0)) return std::nullopt;
    for (size_t k = 0; k < 4; ++k) {
      m[i][k] /= pivot;
      inverse[i][k] /= pivot;
    }
    for (size_t j = 0; j < 4; ++j) {
      if (j == i) continue;
      const double factor = m[j][i];
      for (size_t k = 0; k < 4; ++k) {
        m[j][k] -= factor * m[i][k];
        inverse[j][k] -= factor * inverse[i][k];
      }
    }
  }
  return inverse;
}

// Minus the second derivatives of the likelihood, by the parameters' logs.
std::array<Four, 4> Curvature(const Problem& problem, const Four& logs) {
  constexpr double kStep = 1e-3;
  const auto at = [&](size_t i, double di, size_t j, double dj) {
    Four moved = logs;
    moved[i] += di;
    moved[j] += dj;
    return LogLikelihood(problem.shape, FromLogs(moved.data()),
                         problem.rhythms);
  };
  std::array<Four, 4> curvature{};
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      const double sum = at(i, kStep, j, kStep) - at(i, kStep, j, -kStep) -
                         at(i, -kStep, j, kStep) + at(i, -kStep, j, -kStep);
      curvature[i][j] = -sum / (4 * kStep * kStep);
    }
  }
  return curvature;
}

double SlopeOf(const Problem& problem, const Four& logs, size_t i) {
  constexpr double kStep = 1e-3;
  const auto at = [&](double by) {
    Four moved = logs;
    moved[i] += by;
    return LogLikelihood(problem.shape, FromLogs(moved.data()),
                         problem.rhythms);
  };
  return (8 * (at(kStep) - at(-kStep)) - at(2 * kStep) + at(-2 * kStep)) /
         (12 * kStep);
}

// Newton's steps: values alone tell the top to half of their digits, slopes to
// nearly all.
void Polish(const Problem& problem, Four& logs) {
  for (int step = 0; step < 3; ++step) {
    const auto inverse = Inverse(Curvature(problem, logs));
    if (!inverse) return;
    Four slopes{}, moved = logs;
    for (size_t i = 0; i < 4; ++i) slopes[i] = SlopeOf(problem, logs, i);
    for (size_t i = 0; i < 4; ++i) {
      for (size_t j = 0; j < 4; ++j) moved[i] += (*inverse)[i][j] * slopes[j];
      if (!(std::fabs(moved[i] - logs[i]) < 0.1)) return;
    }
    logs = moved;
  }
}

// d p = p d(ln p)
std::optional<Four> StandardErrors(const Problem& problem, const Four& logs) {
  const auto variances = Inverse(Curvature(problem, logs));
  if (!variances) return std::nullopt;
  Four errors{};
  for (size_t i = 0; i < 4; ++i) {
    const double variance = (*variances)[i][i];
    if (!(variance > 0)) return std::nullopt;
    errors[i] = std::exp(logs[i]) * std::sqrt(variance);
  }
  return errors;
}

absl::Status CheckTop(const Four& logs) {
  constexpr const char* kNames[] = {"r", "alpha", "a", "b"};
  for (size_t i = 0; i < 4; ++i) {
    if (std::fabs(logs[i]) < kFurthest - 1) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the likelihood rises as ", kNames[i], " goes to ",
        logs[i] > 0 ? "infinity" : "0",
        ": this history does not tell how customers differ; take more "
        "customers or a longer time"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Estimate> FitModel(const ModelShape& shape,
                                  const std::vector<Rhythm>& rhythms) {
  const bool any = std::any_of(rhythms.begin(), rhythms.end(),
                               [](const Rhythm& r) { return r.repeats > 0; });
  if (!any) {
    return absl::FailedPreconditionError(
        "nobody came a second time, so there is no rhythm to fit");
  }
  Problem problem{shape, CountRhythms(rhythms)};
  Four top{};
  double best = -HUGE_VAL;
  for (const Four& start : {Four{0, 0, 0, 0}, Four{-1, 1, 0, 1}}) {
    Four logs = start;
    double value = -HUGE_VAL;
    // The first finds the hill, the second its top.
    for (nlopt_algorithm algorithm : {NLOPT_LN_SBPLX, NLOPT_LN_NELDERMEAD}) {
      const absl::Status status = Climb(algorithm, problem, logs, value);
      if (!status.ok()) return status;
    }
    if (value > best) {
      best = value;
      top = logs;
    }
  }
  const absl::Status peak = CheckTop(top);
  if (!peak.ok()) return peak;
  Polish(problem, top);
  best = LogLikelihood(shape, FromLogs(top.data()), problem.rhythms);
  return Estimate{shape, FromLogs(top.data()), best,
                  StandardErrors(problem, top)};
}

}  // namespace laurel
