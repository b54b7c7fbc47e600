#include "engine/domain/seen.h"

#include "engine/base/hash.h"

namespace laurel {
namespace {

uint16_t FingerprintOf(DocumentKind kind, std::string_view id) {
  const uint64_t seed = kFnvBasis ^ static_cast<uint64_t>(kind);
  return static_cast<uint16_t>(Fmix64(Fnv1a64(id, seed)));
}

}  // namespace

bool MayHave(const Customer& customer, DocumentKind kind, std::string_view id) {
  if (customer.seen.size() >= kFilterSize) return true;
  const uint16_t wanted = FingerprintOf(kind, id);
  unsigned found = 0;
  for (uint16_t seen : customer.seen) found |= seen == wanted;  // vectorises
  return found != 0;
}

void Remember(Customer& customer, DocumentKind kind, std::string_view id) {
  if (customer.seen.size() >= kFilterSize) return;
  customer.seen.push_back(FingerprintOf(kind, id));
}

}  // namespace laurel
