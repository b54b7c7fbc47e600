// Any bytes as a decision: refused with a sentence, or the same after being
// written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/codec/decision_codec.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  laurel::Decision decision;
  const absl::Status status = laurel::DecodeDecision(bytes, &decision);
  if (!status.ok()) {
    Require(!status.message().empty());
    return 0;
  }
  std::string written;
  laurel::EncodeDecision(decision, &written);
  laurel::Decision again;
  Require(laurel::DecodeDecision(written, &again).ok());
  Require(again == decision);
  return 0;
}
