#include "engine/program/zones.h"

#include <algorithm>

#include "absl/time/time.h"
#include "engine/program/text.h"

namespace laurel {
namespace {

constexpr int64_t kYear1 = -62135596800;   // seconds since 1970
constexpr int64_t kYear2100 = 4102444800;  // seconds since 1970
constexpr int32_t kMaxOffset = 26 * 3600;

// IANA names and nothing that a loader might take for a path or a variable.
bool IsZoneName(std::string_view name) {
  if (name.empty() || name.size() > 64 || name == "localtime") return false;
  bool fresh = true;  // at the beginning of a part
  for (char c : name) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool other =
        (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
    if (c == '/' ? fresh : fresh ? !letter : !letter && !other) return false;
    fresh = c == '/';
  }
  return !fresh && name.substr(0, 6) != "Fixed/";
}

absl::Status NoSuchZone(std::string_view name) {
  return absl::NotFoundError(
      Cat("no time zone is called ", Quoted(name),
          "; names are those of the IANA list, such as Asia/Shanghai"));
}

int32_t OffsetAt(const absl::TimeZone& zone, absl::Time at) {
  return zone.At(at).offset;
}

}  // namespace

absl::StatusOr<Zone> LoadZone(std::string_view name) {
  absl::TimeZone loaded;
  if (!IsZoneName(name) ||
      !absl::LoadTimeZone(absl::string_view(name.data(), name.size()),
                          &loaded)) {
    return NoSuchZone(name);
  }
  Zone zone;
  zone.name = name;
  // InfinitePast itself is shown in UTC.
  zone.initial_offset_s = OffsetAt(loaded, absl::FromUnixSeconds(kYear1));
  int32_t offset = zone.initial_offset_s;
  absl::Time at = absl::InfinitePast();
  absl::TimeZone::CivilTransition change;
  while (loaded.NextTransition(at, &change)) {
    at = loaded.At(change.to).trans;
    const int64_t at_s = absl::ToUnixSeconds(at);
    if (at_s >= kYear2100) break;
    const int32_t next = OffsetAt(loaded, at);
    if (next == offset) continue;  // a new abbreviation only
    zone.transitions.push_back({at_s, next});
    offset = next;
  }
  return zone;
}

ZoneSource MachineZones() { return LoadZone; }

ZoneSource CarriedZones(std::vector<Zone> zones) {
  return [zones =
              std::move(zones)](std::string_view name) -> absl::StatusOr<Zone> {
    for (const Zone& zone : zones) {
      if (zone.name == name) return zone;
    }
    return absl::NotFoundError(
        Cat("the time zone ", Quoted(name),
            " does not come with the program; publish it with laurel"));
  };
}

absl::Status CheckZone(const Zone& zone) {
  const auto fault = [&](std::string what) {
    return absl::InvalidArgumentError(
        Cat("time zone ", Quoted(zone.name), ": ", what));
  };
  const auto sane = [](int32_t offset) {
    return offset > -kMaxOffset && offset < kMaxOffset;
  };
  if (!IsZoneName(zone.name)) return fault("this is no name of a zone");
  if (!sane(zone.initial_offset_s)) return fault("an offset of over 26 hours");
  int64_t last = INT64_MIN / (2 * kSecondMs);
  for (const Zone::Transition& change : zone.transitions) {
    if (change.at_s <= last) return fault("its transitions do not rise");
    if (change.at_s >= kYear2100) return fault("a transition after 2100");
    if (!sane(change.offset_s)) return fault("an offset of over 26 hours");
    last = change.at_s;
  }
  return absl::OkStatus();
}

std::vector<Zone> ZonesOf(const Program& program) {
  std::vector<Zone> zones = {program.zone};
  for (const auto& [store, zone] : program.stores) {
    const bool known = std::any_of(
        zones.begin(), zones.end(),
        [&zone = zone](const Zone& seen) { return seen.name == zone.name; });
    if (!known) zones.push_back(zone);
  }
  return zones;
}

}  // namespace laurel
