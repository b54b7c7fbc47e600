// The codes of money: three letters are easily misspelt, and a program can
// never change them.
#pragma once

#include <span>
#include <string_view>

namespace laurel {

// ISO 4217, those that people pay with, also where they were withdrawn of late;
// neither metals nor units of account. In rising order.
std::span<const std::string_view> Currencies();

}  // namespace laurel
