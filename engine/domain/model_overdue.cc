#include "engine/domain/model_overdue.h"

#include <algorithm>
#include <bit>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

constexpr double kLn2 = 0.693147180559945309417232121458;
constexpr int kMantissaBits = 52;
constexpr int kExponentBias = 1023;
constexpr double kMostDays = 200 * 365.25;

double TwoToThe(int64_t n) {
  const auto exponent = static_cast<uint64_t>(n + kExponentBias);
  return std::bit_cast<double>(exponent << kMantissaBits);
}

// x = m * 2^n with m from sqrt(1/2) to sqrt(2); then
// ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| < 0.172.
double Log2(double x) {
  const auto bits = std::bit_cast<uint64_t>(x);
  int64_t n = static_cast<int64_t>(bits >> kMantissaBits) - kExponentBias;
  constexpr uint64_t kMantissa = (uint64_t{1} << kMantissaBits) - 1;
  constexpr uint64_t kOne = uint64_t{kExponentBias} << kMantissaBits;
  double m = std::bit_cast<double>((bits & kMantissa) | kOne);
  if (m > 1.4142135623730951) {
    m = m / 2;
    ++n;
  }
  const double s = (m - 1) / (m + 1);
  const double square = s * s;
  double sum = 0;
  for (int k = 25; k >= 1; k -= 2) sum = sum * square + 1.0 / k;
  return static_cast<double>(n) + 2 * s * sum / kLn2;
}

// y = n + f with |f| <= 1/2; then e^(f ln 2) by its series.
double Exp2(double y) {
  const double bounded = std::clamp(y, -1000.0, 1000.0);
  const auto n =
      static_cast<int64_t>(bounded < 0 ? bounded - 0.5 : bounded + 0.5);
  const double z = (bounded - static_cast<double>(n)) * kLn2;
  double sum = 1;
  for (int k = 20; k >= 1; --k) sum = 1 + sum * z / k;
  return sum * TwoToThe(n);
}

double UnitDays(const ModelOverdue& model) {
  return static_cast<double>(model.unit.days);
}

// b + x; BG/NBD drops out after purchases only, the first not counted.
double Dropouts(const ModelOverdue& model, const ModelHistory& history) {
  const double bg = model.kind == ModelOverdue::Kind::kBgNbd ? 1 : 0;
  return model.b + history.repeats - bg;
}

bool NeverDrops(const ModelOverdue& model, const ModelHistory& history) {
  return model.kind == ModelOverdue::Kind::kBgNbd && history.repeats == 0;
}

}  // namespace

double PowerOf(double x, double y) { return Exp2(y * Log2(x)); }

std::optional<int32_t> DaysUntilBelow(const ModelOverdue& model,
                                      const ModelHistory& history, double p) {
  if (NeverDrops(model, history)) return std::nullopt;
  const double last = history.last_days / UnitDays(model);
  const double odds = (1 / p - 1) * Dropouts(model, history) / model.a;
  const double growth = PowerOf(odds, 1 / (model.r + history.repeats));
  const double units = (model.alpha + last) * growth - model.alpha;
  const double days = units * UnitDays(model);
  if (days > kMostDays) return std::nullopt;
  if (days <= 0) return 0;
  const auto whole = static_cast<int32_t>(days);
  return whole + (whole < days ? 1 : 0);
}

double AliveAfter(const ModelOverdue& model, const ModelHistory& history,
                  int32_t days) {
  if (NeverDrops(model, history)) return 1;
  const double last = history.last_days / UnitDays(model);
  const double now = days / UnitDays(model);
  const double growth = PowerOf((model.alpha + now) / (model.alpha + last),
                                model.r + history.repeats);
  return 1 / (1 + model.a / Dropouts(model, history) * growth);
}

std::optional<int32_t> DaysUntilFall(const ModelOverdue& model,
                                     const ModelHistory& history, size_t fall) {
  const double thresholds[] = {model.at_risk, model.dormant, model.churned};
  return DaysUntilBelow(model, history, thresholds[fall]);
}

std::string AliveText(const ModelOverdue& model, const ModelHistory& history,
                      int32_t days) {
  const double p = AliveAfter(model, history, days);
  const auto millionths = static_cast<int64_t>(p * 1'000'000 + 0.5);
  return absl::StrCat(millionths / 1'000'000, ".",
                      absl::Dec(millionths % 1'000'000, absl::kZeroPad6));
}

}  // namespace laurel
