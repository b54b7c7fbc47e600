// One of everything: a fact and a derived event of each body, with every field
// set, and a plain one. The golden bytes are made of these; add, never change.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/zone.h"
#include "engine/codec/decision_codec.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"

namespace laurel {

// 2025-02-03T07:00:00Z
inline constexpr Instant kSampleTime{1'738'566'000'000};

// One fact for each body of FactBody, in its order, from position 1 on.
// fingerprint is 0: it is of the bytes.
std::vector<Fact> SampleFacts();

// What a tick came to say later.
Fact SampleBoundedTick();

// Those of the program_published.
std::vector<Zone> SampleZones();

// One event for each body of DerivedBody, in its order, from position 1 on.
Events SampleEvents();

// A payment of two lines that earned two units.
Decision SampleDecision();

// That payment; every event there is; a fact that was parked; one customer of a
// tick.
std::vector<std::pair<std::string, Decision>> SampleDecisions();

// With every field set.
Envelope SampleEnvelope();

// A visit a month for two years; and the same with every field set, also to
// values that stand at the ends.
Customer TypicalCustomer();
Customer FullCustomer();
// The same with what views of format 6 added.
Customer FullCustomerOf6();

// Documents of every shape, each with a kind that has it.
std::vector<std::pair<DocumentKind, Document>> SampleDocuments();

}  // namespace laurel
