// Whether conditions leave anything: two that ask for one thing and agree on
// no value of it never hold together.
#pragma once

#include "engine/program/spot.h"

namespace laurel {

// False if no fact of any customer can satisfy both. Asks of what a fact or a
// customer has one of: tier, stage, store, staff, channel, day and time of day.
bool CouldHoldTogether(const Conditions& a, const Conditions& b);

// Complains of conditions of an earn rule that exclude each other.
void CheckNotEmpty(const Fields& when, const Conditions& conditions);

// Complains where `when` asks an occasion for what it never has: win_back for
// active customers, care_due for a category it has no cycle of.
void CheckFitsOccasion(const Fields& when, const Occasion& occasion);

}  // namespace laurel
