#include "tests/simulation/faults.h"

#include <algorithm>
#include <iterator>
#include <sstream>

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
    {"leader_change", &Faults::leader_change, 60},
    {"outage", &Faults::outage, 20},
    {"transaction_timeout", &Faults::transaction_timeout, 10},
    {"nothing_at_hand", &Faults::nothing_at_hand, 300},
    {"failing", &Faults::failing, 20},
    {"interrupted", &Faults::interrupted, 300},
    {"crash", &Faults::crash, 30},
    {"sleep", &Faults::sleep, 20},
    {"move", &Faults::move, 30},
    {"two_owners", &Faults::two_owners, 20},
    {"clock_jump", &Faults::clock_jump, 20},
    {"lost_disk", &Faults::lost_disk, 200},
    {"old_disk", &Faults::old_disk, 200},
    {"sync", &Faults::sync, 100},
    {"slow_disk", &Faults::slow_disk, 990},
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

absl::StatusOr<Faults> ParseFaults(std::string_view text) {
  Faults faults;
  if (text == "none") return faults;
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), ',', ' ');
  std::istringstream words(spaced);
  for (std::string name; words >> name;) {
    const auto* kind =
        std::find_if(std::begin(kKinds), std::end(kKinds),
                     [&](const Kind& one) { return name == one.name; });
    if (kind == std::end(kKinds)) {
      std::string known;
      for (const Kind& one : kKinds) absl::StrAppend(&known, " ", one.name);
      return absl::InvalidArgumentError(
          absl::StrCat("\"", name, "\" is no fault; there are", known));
    }
    if (!(words >> faults.*kind->rate) || faults.*kind->rate < 0 ||
        faults.*kind->rate > 1'000) {
      return absl::InvalidArgumentError(
          absl::StrCat("after ", name, " a number from 0 to 1000 is wanted"));
    }
  }
  return faults;
}

}  // namespace laurel
