// One function per section of the file: reads it into scope().program and
// complains of what cannot be right, also against the sections before it.
// CompileProgram calls them in the order below; names of levels and segments
// are in the scope from the start.
#pragma once

#include "engine/program/spot.h"

namespace laurel {

void ReadUnits(const Spot& section);
void ReadRedeem(const Spot& section);
void ReadTiers(const Spot& section);
void ReadEarn(const Spot& section);
void ReadLifecycle(const Spot& section);
void ReadSegments(const Spot& section);
void ReadStores(const Spot& section);
void ReadTargets(const Spot& section);
void ReadOutreach(const Spot& section);
void ReadFeedback(const Spot& section);
void ReadComplaints(const Spot& section);
void ReadReferral(const Spot& section);
void ReadLate(const Spot& section);

// The zone of a name, or nothing after complaining.
std::optional<Zone> ReadZone(const Spot& spot);

// All conditions that the map's shape knows.
Conditions ReadConditions(const Fields& map);

// {from, to} as milliseconds of the day.
void ReadHours(const Spot& spot, int64_t* from_ms, int64_t* to_ms);

// Complains of names that `seen` has already; remembers the others.
void CheckUnique(const Spot& spot, std::vector<std::string>& seen);

}  // namespace laurel
