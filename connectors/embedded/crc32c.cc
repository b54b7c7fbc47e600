#include "connectors/embedded/crc32c.h"

#include <array>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

#include "engine/base/hash.h"

namespace laurel {
namespace {

constexpr uint32_t kPolynomial = 0x82f63b78;  // reflected

// tables[k][b]: the checksum of byte b followed by k zero bytes, so that eight
// bytes are taken in one step.
using Tables = std::array<std::array<uint32_t, 256>, 8>;

constexpr Tables MakeTables() {
  Tables tables{};
  for (uint32_t b = 0; b < 256; ++b) {
    uint32_t crc = b;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) ? kPolynomial : 0);
    }
    tables[0][b] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k) {
    for (uint32_t b = 0; b < 256; ++b) {
      const uint32_t crc = tables[k - 1][b];
      tables[k][b] = (crc >> 8) ^ tables[0][crc & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

uint32_t StepByTables(uint32_t crc, uint64_t word) {
  word ^= crc;
  uint32_t next = 0;
  for (int i = 0; i < 8; ++i) {
    next ^= kTables[7 - i][(word >> (8 * i)) & 0xff];
  }
  return next;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t ByInstruction(std::string_view bytes,
                                                         uint32_t crc) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  uint64_t state = ~crc;
  for (; end - at >= 8; at += 8) state = _mm_crc32_u64(state, Load64(at));
  auto tail = static_cast<uint32_t>(state);
  for (; at < end; ++at) {
    tail = _mm_crc32_u8(tail, static_cast<unsigned char>(*at));
  }
  return ~tail;
}

const bool kHasInstruction = __builtin_cpu_supports("sse4.2");
#endif

}  // namespace

uint32_t Crc32cByTables(std::string_view bytes, uint32_t crc) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  crc = ~crc;
  for (; end - at >= 8; at += 8) crc = StepByTables(crc, Load64(at));
  for (; at < end; ++at) {
    crc =
        (crc >> 8) ^ kTables[0][(crc ^ static_cast<unsigned char>(*at)) & 0xff];
  }
  return ~crc;
}

uint32_t Crc32c(std::string_view bytes, uint32_t crc) {
#if defined(__x86_64__)
  if (kHasInstruction) return ByInstruction(bytes, crc);
#endif
  return Crc32cByTables(bytes, crc);
}

}  // namespace laurel
