// Any bytes as a fact: what decodes survives being written and read again, by
// us and by libprotobuf; what does not has a reason and a sentence. libprotobuf
// itself refuses a little more: a string that is not UTF-8, although a later
// occurrence of the same field takes its place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/codec/fact_codec.h"
#include "laurel/v1/fact.pb.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireTheSameAgain(const laurel::Fact& fact, std::string_view bytes) {
  const auto zones = laurel::ZonesOf(bytes);
  if (!zones.ok()) return;
  std::string written;
  laurel::EncodeFact(fact, &written, *zones);
  laurel::Fact again;
  std::string message;
  Require(laurel::DecodeFact(written, &again, &message) ==
          laurel::ParkReason::kNone);
  laurel::v1::Event event;
  Require(event.ParseFromString(written));
  again.fingerprint = fact.fingerprint;  // of other bytes for the same fact
  Require(again == fact);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  laurel::Fact fact;
  std::string message;
  const auto reason = laurel::DecodeFact(bytes, &fact, &message);
  Require((reason == laurel::ParkReason::kNone) == message.empty());
  if (reason != laurel::ParkReason::kNone) return 0;
  RequireTheSameAgain(fact, bytes);
  return 0;
}
