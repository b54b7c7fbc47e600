// The one entry to the fold. Every world calls these functions and no others:
// live and what-if Step, rebuild Replay.
#pragma once

#include "absl/status/status.h"
#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/documents.h"
#include "engine/domain/fact.h"
#include "engine/domain/partition.h"

namespace laurel {

// One customer and the documents at hand. Step leaves the new state in it.
struct Dossier {
  Customer customer;    // id set; facts == 0: not known
  Documents documents;  // what MissingDocuments asked for
  // Never later than NextDue; kEarliest: not known. A cache, not state: reset
  // it when a program is published.
  Instant next_due = kEarliest;
};

// Fills in the times a fact does not carry: recorded_at from the log's append
// time, occurred_at from recorded_at.
void Resolve(RecordedFact& fact);

// Facts happen before it, 9000-01-01T00:00:00Z: with pauses, expiries and terms
// of 200 years each all that follows from them has a year of four digits.
inline constexpr Instant kEndOfTimes{221'845'392'000 * kSecondMs};

// Whether the fact can be decided at all. kNone, or why it is parked, with a
// plain sentence in *message. Does not look at the customer.
ParkReason Admit(const RecordedFact& fact, std::string* message);

// Takes in the clock of an admitted fact, before it is decided.
void TakeInClock(const RecordedFact& fact, Partition& partition);

// Decides a fact of a customer: fires what is due by the partition's clock,
// decides, folds. `out` is overwritten. An error is a bug (conservation
// broken, an impossible state): the partition must stop; the dossier is then
// meaningless.
absl::Status Step(const Partition& partition, const RecordedFact& fact,
                  Dossier& dossier, Decision* out);

// Fires what is due for one customer at the partition's clock: what a tick or
// a publication does. `cause` is that control fact. out->due is empty if
// nothing was due.
absl::Status Fire(const Partition& partition, const RecordedFact& cause,
                  Dossier& dossier, Decision* out);

// Folds a recorded decision without deciding: rebuild, and opening.
// `cause` is the fact it was made for.
absl::Status Replay(const Partition& partition, const RecordedFact& cause,
                    const Decision& decision, Dossier& dossier);

}  // namespace laurel
