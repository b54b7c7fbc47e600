// A derived event as a line of text, answers only:
//
//   2025-02-03 15:00  ada  units_earned  points 128  expires 2026-03-01  ...
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/domain/derived_event.h"
#include "engine/domain/program.h"
#include "tests/scenarios/clauses.h"

namespace laurel {

// What a `then` can be about: the theme that decided, and the units moved.
struct EventLine {
  std::vector<std::string> fields;  // time, customer, event, and its words
  Theme theme = Theme::kUnspecified;
  std::string unit;     // empty: none
  bool always = false;  // a refused, parked or repeated fact: never left out
};

// Lots are told by `lot N` or `lots N:AMOUNT ...`, last.
EventLine LineOf(const DerivedEvent& event, std::string_view customer,
                 const Place& place);

// The same event, as far as `written` tells it: all fields must be equal, but
// those about lots may be left out. `written` is as a person wrote it.
bool SameEvent(const std::vector<std::string>& written,
               const std::vector<std::string>& actual);

}  // namespace laurel
