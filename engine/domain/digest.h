// Whether two worlds hold the same: a hash field by field, the same on every
// machine, independent of how anything is stored.
#pragma once

#include <cstdint>

#include "engine/domain/customer.h"
#include "engine/domain/documents.h"

namespace laurel {

uint64_t Digest(const Customer& customer);
uint64_t Digest(const DocumentKey& key, const Document& document);

}  // namespace laurel
