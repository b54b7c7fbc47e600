// What is wrong with bytes or JSON, and where. A leaf says what, and each
// level on the way out puts its name in front, so that good input pays nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/domain/words.h"

namespace laurel {

struct Fault {
  ParkReason reason = ParkReason::kNone;
  std::string path;      // "payment_captured.lines[0].amount.minor"
  std::string sentence;  // goes after the path: "is missing"

  // All return false, so that a reader can say `return fault->At(...)`.
  bool Is(ParkReason why, std::string_view what);
  bool At(std::string_view name);
  bool At(std::string_view name, size_t index);

  // "payment_captured.lines[0].amount.minor is missing"
  std::string Message() const;
};

}  // namespace laurel
