// JSON as contract.md has it: the protobuf mapping with the field names of the
// .proto. Strict on the way in: what is not understood is an error that says
// where, never dropped.
//
//   std::string bytes, error;
//   if (!JsonToFact(line, &bytes, &error)) return Refuse(file, number, error);
//
// All functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "engine/codec/decision_codec.h"
#include "engine/domain/customer.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/program.h"

namespace laurel {

// Turns one JSON object into the bytes of a fact, for DecodeFact to check what
// they mean. False, with a plain sentence that begins with the field
// (`payment_captured.lines[0].amount.minor is "x"; an integer is wanted`), if
//  - the text is not JSON, or nested deeper than any fact is
//  - a key is unknown (the nearest known one is named) or comes twice
//  - a value has another type: an integer is a number without fraction or
//    exponent, or a string of digits; what does not fit is refused
//  - a time is not RFC 3339 with an offset, a duration not "900s"
//  - an enumeration has no such value (the known ones are named)
// Field names may be snake_case or lowerCamelCase, enumeration values upper or
// lower case; null means absent.
bool JsonToFact(std::string_view json, std::string* bytes, std::string* error);

// One line of JSON. InvalidArgument: the bytes are no fact.
absl::Status FactToJson(std::string_view bytes, std::string* json);

// One line: the envelope, then the body under its name.
std::string DerivedEventToJson(const DerivedEvent& event,
                               const Envelope& envelope);

// One line: what a customer has. {"customer_id", "stage", "tier": {"name",
// "since", "valid_until", "grace_until", "entitlements"}, "balances": [{"unit",
// "pending", "available", "held", "arrears"}]}; a unit with principal and bonus
// is one balance that shows both. What there is none of (stage, tier,
// valid_until) is left out. Every unit of `program` that is not retired has a
// balance; without one (null), those the customer has moved.
std::string CustomerToJson(const Customer& customer, const Program* program);

}  // namespace laurel
