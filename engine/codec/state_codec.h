// The rows of the view: customers and their documents. Both directions are
// exact. All functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/domain/documents.h"

namespace laurel {

// Writes a customer to *out, over what was there. 300 to 600 bytes for a
// customer of two years.
void EncodeCustomer(const Customer& customer, std::string* out);

// Reads what EncodeCustomer wrote; a Customer used again keeps its capacity.
// DataLoss, naming the field: the bytes are no customer; *out is then
// meaningless.
absl::Status DecodeCustomer(std::string_view bytes, Customer* out);

// Writes a document to *out, over what was there. What it is stands in its key
// alone. monostate ("not there") is not stored; it has no bytes.
void EncodeDocument(const Document& document, std::string* out);

// Reads what EncodeDocument wrote for a document of this kind. DataLoss as
// above, or if there is no such kind.
absl::Status DecodeDocument(DocumentKind kind, std::string_view bytes,
                            Document* out);

}  // namespace laurel
