#include "cli/fit/likelihood.h"

#include <algorithm>
#include <cmath>

namespace laurel {
namespace {

bool IsBg(const ModelShape& shape) {
  return shape.kind == ModelOverdue::Kind::kBgNbd;
}

// To a hundredth, as the published analyses have their weeks: with 30.43 for
// 213 days one comes to their figures, digit by digit.
double InUnits(int32_t days, const ModelShape& shape) {
  return std::round(days / shape.unit_days * 100) / 100;
}

double LogBeta(double a, double b) {
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

double LogSum(double a, double b) {
  const double most = std::max(a, b);
  return most + std::log(std::exp(a - most) + std::exp(b - most));
}

// ln of the chance of one history, with still being a customer and having left
// at the last visit added up. BG/NBD: nobody leaves at the first visit.
double LogChance(const ModelShape& shape, const ModelParameters& p,
                 const Rhythm& rhythm) {
  const double x = rhythm.repeats;
  const double last = InUnits(rhythm.last_days, shape);
  const double age = InUnits(rhythm.age_days, shape);
  const double visits =
      std::lgamma(p.r + x) - std::lgamma(p.r) + p.r * std::log(p.alpha);
  const double stays = IsBg(shape) ? x : x + 1;
  const double base = LogBeta(p.a, p.b);
  const double still =
      LogBeta(p.a, p.b + stays) - base - (p.r + x) * std::log(p.alpha + age);
  if (IsBg(shape) && rhythm.repeats == 0) return visits + still;
  const double left = LogBeta(p.a + 1, p.b + stays - 1) - base -
                      (p.r + x) * std::log(p.alpha + last);
  return visits + LogSum(still, left);
}

// Gauss's 2F1 by its series; 0 <= z < 1.
double Hypergeometric(double a, double b, double c, double z) {
  double term = 1, sum = 1;
  for (int k = 0; k < 1'000'000 && std::fabs(term) > 1e-13 * std::fabs(sum);
       ++k) {
    term *= (a + k) * (b + k) / ((c + k) * (1 + k)) * z;
    sum += term;
  }
  return sum;
}

double ExpectedOf(const ModelShape& shape, const ModelParameters& p,
                  const Rhythm& rhythm, double days) {
  const double x = rhythm.repeats;
  const double t = days / shape.unit_days;
  const double last = InUnits(rhythm.last_days, shape);
  const double age = InUnits(rhythm.age_days, shape);
  const double one = IsBg(shape) ? 1 : 0;
  const double c = p.a + p.b + x - one;
  const double shrink =
      std::pow((p.alpha + age) / (p.alpha + age + t), p.r + x);
  const double visits =
      c / (p.a - 1) *
      (1 - shrink * Hypergeometric(p.r + x, p.b + x + 1 - one, c,
                                   t / (p.alpha + age + t)));
  if (IsBg(shape) && rhythm.repeats == 0) return visits;
  const double gone = p.a / (p.b + x - one) *
                      std::pow((p.alpha + age) / (p.alpha + last), p.r + x);
  return visits / (1 + gone);
}

}  // namespace

std::vector<RhythmCount> CountRhythms(std::vector<Rhythm> rhythms) {
  for (Rhythm& rhythm : rhythms) rhythm.repeats_after = 0;
  std::sort(rhythms.begin(), rhythms.end());
  std::vector<RhythmCount> counts;
  for (const Rhythm& rhythm : rhythms) {
    if (counts.empty() || counts.back().rhythm != rhythm) {
      counts.push_back({rhythm, 0});
    }
    ++counts.back().customers;
  }
  return counts;
}

double LogLikelihood(const ModelShape& shape, const ModelParameters& parameters,
                     const std::vector<RhythmCount>& rhythms) {
  double sum = 0;
  for (const RhythmCount& count : rhythms) {
    sum += static_cast<double>(count.customers) *
           LogChance(shape, parameters, count.rhythm);
  }
  return sum;
}

double ExpectedAfter(const ModelShape& shape, const ModelParameters& parameters,
                     const std::vector<Rhythm>& rhythms, double days) {
  ModelParameters p = parameters;
  // The formula has a hole at a = 1.
  if (std::fabs(p.a - 1) < 1e-6) p.a = 1 + 1e-6;
  double sum = 0;
  for (const Rhythm& rhythm : rhythms) {
    sum += ExpectedOf(shape, p, rhythm, days);
  }
  return sum;
}

}  // namespace laurel
