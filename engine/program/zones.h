// Where the time zones of a program come from: this machine's tzdata when an
// owner checks or publishes a file, the program_published fact ever after.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/zone.h"
#include "engine/domain/program.h"

namespace laurel {

// The zone of an IANA name, or NotFound with a sentence for people. Called by
// the thread that compiles.
using ZoneSource = std::function<absl::StatusOr<Zone>(std::string_view name)>;

// The initial offset and every later change of offset before the year 2100,
// by this machine's tzdata. NotFound if there is no zone of that name.
absl::StatusOr<Zone> LoadZone(std::string_view name);

// Asks LoadZone.
ZoneSource MachineZones();

// Knows these zones and no others; owns them.
ZoneSource CarriedZones(std::vector<Zone> zones);

// Whether a zone that came from outside is one: named, transitions rising and
// before 2100, offsets within 26 hours. InvalidArgument says what is not.
absl::Status CheckZone(const Zone& zone);

// What has to be carried with a program: its own zone, then those of its
// stores, each name once.
std::vector<Zone> ZonesOf(const Program& program);

}  // namespace laurel
