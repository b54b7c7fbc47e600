// What a fact must be beyond its bytes: identifiers, ranges, what must be
// there. What bytes can say and a Fact cannot hold (an unknown enumeration
// value, a currency of four letters) the reader has refused before.
#pragma once

#include "engine/codec/fault.h"
#include "engine/domain/fact.h"

namespace laurel {

// Gives lines without an id their position: "1", "2", ...
void NumberLines(PaymentCaptured& payment);

// False, with the reason in *fault, if the fact must be set aside.
bool CheckFact(const Fact& fact, Fault* fault);

}  // namespace laurel
