// Any bytes as a row of the view: an error, or a value that survives being
// written and read again. The first byte says which: 'c' for a customer, or the
// kind of a document.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/codec/state_codec.h"

namespace {

using laurel::Customer;
using laurel::Document;
using laurel::DocumentKind;

void Require(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void TryCustomer(std::string_view bytes) {
  Customer first, second;
  if (!DecodeCustomer(bytes, &first).ok()) return;
  std::string written;
  EncodeCustomer(first, &written);
  Require(DecodeCustomer(written, &second).ok(), "customer does not read");
  Require(first == second, "customer changed");
}

void TryDocument(DocumentKind kind, std::string_view bytes) {
  Document first, second;
  if (!DecodeDocument(kind, bytes, &first).ok()) return;
  std::string written;
  EncodeDocument(first, &written);
  Require(DecodeDocument(kind, written, &second).ok(),
          "document does not read");
  Require(first == second, "document changed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1),
                               size - 1);
  if (data[0] == 'c') {
    TryCustomer(bytes);
  } else {
    TryDocument(static_cast<DocumentKind>(data[0]), bytes);
  }
  return 0;
}
