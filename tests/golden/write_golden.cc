// Writes the golden files that are not there yet; never one that is. Run from
// the root of the sources.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/golden/golden_files.h"

namespace {

int written = 0;

void WriteNew(const std::string& name, const std::string& content) {
  const std::string path = laurel::GoldenPath(name);
  if (std::filesystem::exists(path)) return;
  std::ofstream(path, std::ios::binary) << content;
  std::printf("%s\n", path.c_str());
  ++written;
}

}  // namespace

int main() {
  std::filesystem::create_directories(laurel::GoldenPath(""));
  for (const auto& file : laurel::GoldenFiles()) {
    WriteNew(file.name + ".bin", file.bytes);
    WriteNew(file.name + ".txt", laurel::TextOf(file));
  }
  std::printf("%d files written\n", written);
  return 0;
}
