#include "tests/laws/laws.h"

namespace laurel {

const std::vector<Law>& Laws() {
  static const std::vector<Law> laws = {
      {"conservation", 2000, Taste::Everything(), Conservation},
      {"rebuild", 1300, Taste::Everything(), Rebuild},
      {"determinism", 500, Taste::Everything(), Determinism},
      {"duplicate", 1000, Taste::Everything(), Duplicate},
      {"independence", 1000, Taste::Everything(), Independence},
      {"refund", 1800, Taste::Refunds(), Refund},
      {"overdraft", 1000, Taste::Spending(), Conservation},
      {"timers", 700, Taste::Everything(), Timers},
      {"figures", 300, Taste::Everything(), Figures},
      {"residency", 250, Taste::Everything(), Residency},
      {"crash", 150, Taste::Everything(), Crash},
  };
  return laws;
}

}  // namespace laurel
