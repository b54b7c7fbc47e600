// laurel.v1.CustomerSnapshot: what a customer has, for those who show it.
#pragma once

#include <string>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/program.h"

namespace laurel {

// How the value of a public record is written.
enum class Format { kProtobuf, kJson };

// Writes it to *out, over what was there. `program` may be null: then the units
// are those that the customer has moved. `as_of` is the partition's clock. May
// be called from any thread.
void EncodeSnapshot(const Customer& customer, const Program* program,
                    Instant as_of, Format format, std::string* out);

}  // namespace laurel
