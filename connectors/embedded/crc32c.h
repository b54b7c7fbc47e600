// CRC-32C (Castagnoli), the checksum of iSCSI and of Kafka's batches. By the
// processor's instruction where there is one (SSE 4.2, about 8 GB/s), else by
// tables.
#pragma once

#include <cstdint>
#include <string_view>

namespace laurel {

// The checksum of what `crc` is the checksum of, followed by `bytes`.
// Crc32c("123456789") is 0xe3069283.
uint32_t Crc32c(std::string_view bytes, uint32_t crc = 0);

// The same by tables; here so that a test can hold the two equal.
uint32_t Crc32cByTables(std::string_view bytes, uint32_t crc = 0);

}  // namespace laurel
