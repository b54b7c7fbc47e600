// Decisions: the value of a record of the decisions topic, and the derived
// events that are published one by one. All functions may be called from any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/base/time.h"
#include "engine/domain/decision.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/fact.h"

namespace laurel {

// Writes a decision to *out, over what was there. Compact: a payment of two
// lines with two units_earned has 60 to 110 bytes.
void EncodeDecision(const Decision& decision, std::string* out);

// Reads what EncodeDecision wrote, exactly. DataLoss, with the field and the
// reason: the bytes are no decision of this version; *out is then meaningless.
absl::Status DecodeDecision(std::string_view bytes, Decision* out);

// What the derived events of one decision have in common.
struct Envelope {
  std::string_view customer_id;
  Instant recorded_at = kNever;  // the partition's clock; kNever: left out
  std::string_view fact_id;      // the cause
  std::string_view fact_source;
  int32_t partition = 0;
  int64_t offset = 0;
  uint32_t program_version = 0;
  std::string_view store_id;
  std::string_view correlation_id;
};

// The envelope of what `decision` says about `cause`. A view of both.
Envelope EnvelopeOf(const Decision& decision, const RecordedFact& cause);

// "ada/17", or "<source>/<fact id>" for an answer to a stranger (n == 0).
std::string EventIdOf(const DerivedEvent& event, const Envelope& envelope);

// Writes the public form: laurel.v1.DerivedEvent with its whole envelope.
void EncodeDerivedEvent(const DerivedEvent& event, const Envelope& envelope,
                        std::string* out);

// "units_earned": the name of the body, as the .proto has it. Empty: none.
std::string_view BodyName(const DerivedBody& body);
// The same by the place of the alternative, below the number of them.
std::string_view DerivedBodyName(size_t index);

}  // namespace laurel
