// One of everything: a fact and a derived event of each body, with every field
// set, and a plain one. The golden bytes are made of these; add, never change.
#pragma once

#include <string>
#include <vector>

#include "engine/domain/decision.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/fact.h"

namespace laurel {

// 2025-02-03T07:00:00Z
inline constexpr Instant kSampleTime{1'738'566'000'000};

// One fact for each body of FactBody, in its order, from position 1 on.
// fingerprint is 0: it is of the bytes.
std::vector<Fact> SampleFacts();

// One event for each body of DerivedBody, in its order, from position 1 on.
Events SampleEvents();

// A payment of two lines that earned two units.
Decision SampleDecision();

}  // namespace laurel
