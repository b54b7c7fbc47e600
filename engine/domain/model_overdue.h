// Parameters of the BG/NBD and MBG/NBD models of how customers drop out
// (Fader, Hardie, Lee 2005; Batislam, Denizel, Filiztekin 2007). The only
// floating point of the domain: it decides days, never money.
#pragma once

#include <cstdint>

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

}  // namespace laurel
