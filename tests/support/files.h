// Files of the source tree, from which tests run.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

namespace laurel {

// Empty if there is no such file.
inline std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace laurel
