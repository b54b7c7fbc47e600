// The small filter in each customer that tells whether an identity may have
// been seen, so that most facts need no look-up.
#pragma once

#include <cstddef>
#include <string_view>

#include "engine/domain/customer.h"
#include "engine/domain/documents.h"

namespace laurel {

// Fingerprints kept; two bytes each. A customer with more asks every time.
inline constexpr size_t kFilterSize = 4096;

// False: the customer has no document of that kind and id.
bool MayHave(const Customer& customer, DocumentKind kind, std::string_view id);

// The same of the identity of `fact`, which is not put together for that.
bool MayHaveSeen(const Customer& customer, const Fact& fact);

void Remember(Customer& customer, DocumentKind kind, std::string_view id);

}  // namespace laurel
