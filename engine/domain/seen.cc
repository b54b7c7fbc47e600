#include "engine/domain/seen.h"

#include "engine/base/grow.h"
#include "engine/base/hash.h"

namespace laurel {
namespace {

constexpr uint64_t SeedOf(DocumentKind kind) {
  return kFnvBasis ^ static_cast<uint64_t>(kind);
}

uint16_t FingerprintOf(uint64_t hash) {
  return static_cast<uint16_t>(Fmix64(hash));
}

bool MayHave(const Customer& customer, uint64_t hash) {
  if (customer.seen.size() >= kFilterSize) return true;
  const uint16_t wanted = FingerprintOf(hash);
  unsigned found = 0;
  for (uint16_t seen : customer.seen) found |= seen == wanted;  // vectorises
  return found != 0;
}

}  // namespace

bool MayHave(const Customer& customer, DocumentKind kind, std::string_view id) {
  return MayHave(customer, Fnv1a64(id, SeedOf(kind)));
}

bool MayHaveSeen(const Customer& customer, const Fact& fact) {
  const uint64_t source = Fnv1a64(fact.source, SeedOf(DocumentKind::kSeen));
  return MayHave(customer, Fnv1a64(fact.id, Fnv1a64("\x1f", source)));
}

void Remember(Customer& customer, DocumentKind kind, std::string_view id) {
  if (customer.seen.size() >= kFilterSize) return;
  MakeRoom(customer.seen);
  customer.seen.push_back(FingerprintOf(Fnv1a64(id, SeedOf(kind))));
}

}  // namespace laurel
