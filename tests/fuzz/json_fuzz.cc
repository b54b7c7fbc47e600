// Any text as the JSON of a fact: refused with a sentence, or bytes that stay
// the same fact when they are printed and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

bool Decodes(const std::string& bytes, laurel::Fact* fact) {
  std::string message;
  const auto reason = laurel::DecodeFact(bytes, fact, &message);
  Require((reason == laurel::ParkReason::kNone) == message.empty());
  return reason == laurel::ParkReason::kNone;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string bytes, error;
  if (!laurel::JsonToFact(text, &bytes, &error)) {
    Require(!error.empty());
    return 0;
  }
  laurel::Fact fact, again;
  if (!Decodes(bytes, &fact)) return 0;
  std::string json, bytes_again;
  Require(laurel::FactToJson(bytes, &json).ok());
  Require(laurel::JsonToFact(json, &bytes_again, &error));
  Require(Decodes(bytes_again, &again));
  again.fingerprint = fact.fingerprint;
  Require(again == fact);
  return 0;
}
