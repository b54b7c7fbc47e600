// BG/NBD and MBG/NBD, models of how customers drop out (Fader, Hardie, Lee
// 2005; Batislam, Denizel, Filiztekin 2007). The only floating point of the
// domain: it decides days, never money. Made of + - * / alone, so that every
// machine comes to the same day; libm's pow differs between CPUs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/time.h"

namespace laurel {

struct ModelOverdue {
  enum class Kind : uint8_t { kBgNbd, kMbgNbd };
  Kind kind = Kind::kMbgNbd;
  Period unit{0, 7, 0};  // the model's unit of time
  double r = 0, alpha = 0, a = 0, b = 0;
  double at_risk = 0, dormant = 0, churned = 0;  // thresholds of p_alive
  bool operator==(const ModelOverdue&) const = default;
};

// What the model looks at: how many visit days came after the first, and how
// long after it the last one was.
struct ModelHistory {
  int32_t repeats = 0;    // x
  int32_t last_days = 0;  // t_x, in days
};

// Days after the first visit day, rounded up, at which the probability that
// the customer is still one falls below `p`. Nothing: it never does (BG/NBD
// says so of who never came back), or in more than 200 years.
//
//   T = (alpha + t_x) * ((1/p - 1) * (b + x) / a)^(1 / (r + x)) - alpha
//   with b + x - 1 in the place of b + x for BG/NBD
std::optional<int32_t> DaysUntilBelow(const ModelOverdue& model,
                                      const ModelHistory& history, double p);

// The same for the thresholds of the model: 0 is at_risk, 2 is churned.
std::optional<int32_t> DaysUntilFall(const ModelOverdue& model,
                                     const ModelHistory& history, size_t fall);

// That probability `days` after the first visit day.
double AliveAfter(const ModelOverdue& model, const ModelHistory& history,
                  int32_t days);

// The same as text, with six digits: "0.706202".
std::string AliveText(const ModelOverdue& model, const ModelHistory& history,
                      int32_t days);

// x to the y, for x > 0; correct to about 14 digits.
double PowerOf(double x, double y);

}  // namespace laurel
