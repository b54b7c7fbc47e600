#include "tests/simulation/faults.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

struct Kind {
  const char* name;
  int Faults::*rate;
  int most;
};

constexpr Kind kKinds[] = {
    {"lost", &Faults::lost, 60},
    {"repeated", &Faults::repeated, 100},
    {"slow", &Faults::slow, 200},
    {"reconnect", &Faults::reconnect, 100},
    {"slow_marker", &Faults::slow_marker, 300},
    {"leader_change", &Faults::leader_change, 30},
    {"outage", &Faults::outage, 10},
    {"transaction_timeout", &Faults::transaction_timeout, 10},
    {"nothing_at_hand", &Faults::nothing_at_hand, 300},
    {"failing", &Faults::failing, 20},
    {"interrupted", &Faults::interrupted, 300},
    {"crash", &Faults::crash, 12},
    {"sleep", &Faults::sleep, 8},
    {"move", &Faults::move, 12},
    {"two_owners", &Faults::two_owners, 8},
    {"clock_jump", &Faults::clock_jump, 8},
    {"lost_disk", &Faults::lost_disk, 150},
    {"old_disk", &Faults::old_disk, 150},
    {"sync", &Faults::sync, 50},
};

}  // namespace

Faults Faults::Draw(Chance& chance) {
  Faults faults;
  const int64_t mood = chance.Below(8);
  for (const Kind& kind : kKinds) {
    const auto rate = static_cast<int>(chance.Below(kind.most + 1));
    // One in eight is calm but for crashes, two have a few, five have half.
    const bool taken = mood == 0   ? kind.rate == &Faults::crash
                       : mood <= 2 ? chance.OneIn(6)
                                   : chance.OneIn(2);
    if (taken) faults.*kind.rate = rate;
  }
  return faults;
}

std::string Describe(const Faults& faults) {
  std::string text;
  for (const Kind& kind : kKinds) {
    if (faults.*kind.rate == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : ", ", kind.name, " ",
                    faults.*kind.rate);
  }
  return text.empty() ? "none" : text;
}

}  // namespace laurel
