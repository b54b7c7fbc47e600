// Hashes whose values are the same on every machine, for ever: identities,
// holdout shares and digests depend on them.
#pragma once

#include <cstdint>
#include <string_view>

namespace laurel {

inline constexpr uint64_t kFnvBasis = 0xcbf29ce484222325;

// FNV-1a, 64 bits (Fowler, Noll, Vo). Pass an earlier result to go on from it.
constexpr uint64_t Fnv1a64(std::string_view bytes, uint64_t hash = kFnvBasis) {
  for (char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

// MurmurHash3's finaliser: spreads the entropy of FNV over all bits.
constexpr uint64_t Fmix64(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccd;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53;
  return x ^ (x >> 33);
}

}  // namespace laurel
