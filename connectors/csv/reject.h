// Why a row does not fit. A refusal of data, not a failure of the import: the
// row goes to the rejects file and the rest goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace laurel {

struct Reject {
  std::string_view kind;  // a few words that rows share: "not a number"
  std::string sentence;   // names the value, and what would be right
};

// Nothing: it fits.
using MaybeReject = std::optional<Reject>;

}  // namespace laurel
