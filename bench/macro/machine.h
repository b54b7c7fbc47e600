// The machine that the numbers are of.
#pragma once

#include <cstddef>
#include <string>

namespace laurel {

// "AMD EPYC, 2 cores, 23.4 GiB; gcc 12.2.0, RocksDB 7.8.3; disk: ext4".
std::string DescribeMachine(const std::string& directory);

// Of this process, in bytes: now, and the most ever.
size_t ResidentBytes();
size_t PeakResidentBytes();

}  // namespace laurel
