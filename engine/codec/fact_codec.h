// Facts: the value of a record of the facts topic (laurel.v1.Event) and the
// Fact it says.
//
//   Fact fact;  // used again for every record
//   std::string message;
//   const ParkReason reason = DecodeFact(record.value, &fact, &message);
//   if (reason != ParkReason::kNone) return Park(record, reason, message);
//
// All functions may be called from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/zone.h"
#include "engine/domain/fact.h"

namespace laurel {

inline constexpr size_t kMaxFactBytes = 1 << 20;

// Reads a fact. Its strings point into `bytes`, which must outlive it. Times
// are cut to milliseconds; a line without an id has its position ("1", "2").
//
// kNone, or why the fact must be parked; then *message is one plain sentence
// that begins with the field ("payment_captured.lines[0].amount.minor is ...")
// and *out is meaningless. *message is left alone when all is well.
//
// What a fact is by itself is checked here; what needs the log (its key, its
// source, whether it is of the future) by Admit.
ParkReason DecodeFact(std::string_view bytes, Fact* out, std::string* message);

// Writes a fact to *out, over what was there. `zones` are those of a
// program_published. The fingerprint is not written.
void EncodeFact(const Fact& fact, std::string* out,
                const std::vector<Zone>& zones = {});

// The zones of an encoded program_published; none if it is another fact.
// DataLoss: the bytes do not parse, or the transitions do not rise.
absl::StatusOr<std::vector<Zone>> ZonesOf(std::string_view bytes);

// "payment_captured": the name of the body, as the .proto has it. Empty: none.
std::string_view BodyName(const FactBody& body);

}  // namespace laurel
