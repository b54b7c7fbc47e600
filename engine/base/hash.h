// Hashes whose values are the same on every machine, for ever: identities,
// holdout shares and digests depend on them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
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

// Eight bytes, the first one lowest.
inline uint64_t Load64(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) {
    word = __builtin_bswap64(word);
  }
  return word;
}

// MurmurHash2 as Kafka's Java client has it, with its seed: what its default
// partitioner hashes keys with.
constexpr uint32_t Murmur2(std::string_view bytes) {
  constexpr uint32_t kM = 0x5bd1e995;
  const auto byte = [&](size_t i) {
    return uint32_t{static_cast<unsigned char>(bytes[i])};
  };
  uint32_t hash = 0x9747b28cu ^ static_cast<uint32_t>(bytes.size());
  size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    uint32_t word =
        byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
    word *= kM;
    word ^= word >> 24;
    hash = hash * kM ^ word * kM;
  }
  const size_t left = bytes.size() - at;
  if (left == 3) hash ^= byte(at + 2) << 16;
  if (left >= 2) hash ^= byte(at + 1) << 8;
  if (left >= 1) hash = (hash ^ byte(at)) * kM;
  hash = (hash ^ hash >> 13) * kM;
  return hash ^ hash >> 15;
}

// The partition of a key, of `partitions` > 0, as a Kafka producer in Java
// chooses it (librdkafka: partitioner=murmur2_random).
constexpr int32_t PartitionOf(std::string_view key, int32_t partitions) {
  return static_cast<int32_t>(Murmur2(key) & 0x7fffffff) % partitions;
}

// Tells one value from another: 64 bits over two lanes of eight bytes a round.
// Two values of one size that differ within one eight-byte word never collide.
// Not for adversaries. Pass an earlier result to go on from it.
//
//   bytes   01234567 89abcdef 01234567 89ab
//   lanes   a        b        a            and, overlapping, the last 8 to b
inline uint64_t Fingerprint64(std::string_view bytes, uint64_t seed = 0) {
  constexpr uint64_t kA = 0x9e3779b97f4a7c15, kB = 0xd6e8feb86659fd93;
  const auto round = [](uint64_t lane, uint64_t word, uint64_t factor) {
    lane = (lane ^ word) * factor;
    return lane ^ (lane >> 29);
  };
  const char* next = bytes.data();
  size_t left = bytes.size();
  uint64_t a = seed ^ left * kB, b = seed + kA;
  for (; left >= 16; next += 16, left -= 16) {
    a = round(a, Load64(next), kA);
    b = round(b, Load64(next + 8), kB);
  }
  if (bytes.size() >= 8) {
    if (left >= 8) a = round(a, Load64(next), kA);
    b = round(b, Load64(next + left - 8), kB);
  } else {
    uint64_t word = 0;
    for (size_t i = 0; i < left; ++i) {
      word |= uint64_t{static_cast<unsigned char>(next[i])} << (8 * i);
    }
    a = round(a, word, kA);
  }
  return Fmix64(a ^ Fmix64(b));
}

}  // namespace laurel
