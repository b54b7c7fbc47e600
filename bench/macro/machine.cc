#include "bench/macro/machine.h"

#include <rocksdb/version.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace laurel {
namespace {

// The value of "name : value" in a file of /proc.
std::string Field(const char* file, const std::string& name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(name, 0) != 0) continue;
    const size_t value = line.find_first_not_of(" \t", line.find(':') + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return "";
}

size_t KilobytesOf(const char* file, const std::string& name) {
  const std::string value = Field(file, name);
  return value.empty() ? 0 : std::stoull(value);
}

std::string Compiler() {
#if defined(__clang__)
  return absl::StrCat("clang ", __clang_version__);
#else
  return absl::StrCat("gcc ", __VERSION__);
#endif
}

std::string FileSystem(const std::string& directory) {
  struct statfs disk {};
  if (statfs(directory.c_str(), &disk) != 0) return "unknown";
  switch (static_cast<unsigned long>(disk.f_type)) {
    case 0xef53:
      return "ext4";
    case 0x58465342:
      return "xfs";
    case 0x9123683e:
      return "btrfs";
    case 0x794c7630:
      return "overlayfs";
    case 0x01021994:
      return "tmpfs, which no fsync slows down";
  }
  return absl::StrFormat("type %#x", disk.f_type);
}

}  // namespace

std::string DescribeMachine(const std::string& directory) {
  return absl::StrFormat(
      "%s, %d cores, %.1f GiB; %s, RocksDB %d.%d.%d; disk: %s",
      Field("/proc/cpuinfo", "model name"), std::thread::hardware_concurrency(),
      static_cast<double>(KilobytesOf("/proc/meminfo", "MemTotal")) / (1 << 20),
      Compiler(), ROCKSDB_MAJOR, ROCKSDB_MINOR, ROCKSDB_PATCH,
      FileSystem(directory));
}

size_t ResidentBytes() {
  return KilobytesOf("/proc/self/status", "VmRSS") << 10;
}

size_t PeakResidentBytes() {
  return KilobytesOf("/proc/self/status", "VmHWM") << 10;
}

}  // namespace laurel
