// The identity of a program: SHA-256 of its source.
#pragma once

#include <string>
#include <string_view>

namespace laurel {

// 64 hexadecimal digits, lower case. Any thread.
std::string ProgramDigest(std::string_view source);

}  // namespace laurel
