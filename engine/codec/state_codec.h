// The state behind a partition: customers and documents, as the view stores
// them (proto/laurel/v1/state.proto). All functions may be called from any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/domain/documents.h"

namespace laurel {

// Writes all of a customer but its id, which the key has, over what was in
// *out.
void EncodeCustomer(const Customer& customer, std::string* out);

// Reads what EncodeCustomer wrote, exactly; *out is overwritten, its id left
// empty. DataLoss, with the field: the bytes are no customer of this version.
absl::Status DecodeCustomer(std::string_view bytes, Customer* out);

// The same for a document of any kind but monostate.
void EncodeDocument(const Document& document, std::string* out);
absl::Status DecodeDocument(std::string_view bytes, Document* out);

}  // namespace laurel
