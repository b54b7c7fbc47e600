// Two lists of event lines, held against each other.
#pragma once

#include <string>
#include <vector>

namespace laurel {

using EventFields = std::vector<std::vector<std::string>>;

// Empty where all events are the same (SameEvent); otherwise both lists in
// one, columns aligned: "-" is written and did not happen, "+" happened and
// is not written.
std::string DifferenceOf(const EventFields& written, const EventFields& actual);

// `actual` as lines of a `then`, columns aligned; what agrees with `written`
// stands as written, elsewhere the lots are left out.
std::vector<std::string> Aligned(const EventFields& actual,
                                 const EventFields& written);

}  // namespace laurel
