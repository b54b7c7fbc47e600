// The names of derived events that others may get to see.
#pragma once

#include <set>
#include <string>

namespace laurel {

using EventNames = std::set<std::string, std::less<>>;

// Of all there are: "stage_changed", "units_earned", ...
EventNames AllEventNames();

// What Published() has: all but those that are as many as payments.
EventNames UsualEventNames();

}  // namespace laurel
