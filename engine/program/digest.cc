#include "engine/program/digest.h"

#include <sodium.h>

#include <array>

namespace laurel {

std::string ProgramDigest(std::string_view source) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(),
                     reinterpret_cast<const unsigned char*>(source.data()),
                     source.size());
  std::array<char, 2 * hash.size() + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

}  // namespace laurel
