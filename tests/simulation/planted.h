// Bugs to be found. Each is a world in which one part does not keep its word:
// the client of the broker, the broker, the disk, or a port of the runner. The
// engine's own code is as it is.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/runtime/clock.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/view_store.h"
#include "tests/simulation/simulated_log.h"

namespace laurel {

// Planted between the runner and its ports.
struct PortFlaws {
  bool reads_before_opening = false;
  bool hides_unfinished_tick = false;
  bool replay_drops_events = false;
  bool loses_last_of_tick = false;
  bool reuses_event_ids = false;
  bool stamps_by_own_clock = false;
  bool decisions_end_one_late = false;
  bool starts_one_late = false;
  bool loses_failed_reads = false;
  bool s_without_d = false;
  bool s_one_late = false;
  bool forgets_seen = false;
  bool stale_rows = false;
  bool loses_due_index = false;
};

struct Flaws {
  ClientFlaws client;
  PortFlaws port;
  bool forgets_aborts = false;  // the broker
  bool torn_disk = false;
  bool holes_on_disk = false;
};

struct PlantedBug {
  std::string_view name;
  std::string_view sentence;
  void (*plant)(Flaws&);
};

const std::vector<PlantedBug>& PlantedBugs();

// Null: there is none of that name.
const PlantedBug* FindBug(std::string_view name);

// The log with flaws; `log` lives within it. `wall` is the machine's clock.
std::unique_ptr<EventLog> Flawed(std::unique_ptr<EventLog> log,
                                 const PortFlaws& flaws, WallClock wall);

// What survives a runner that is opened again, though it should not.
using StaleRows = std::map<std::string, std::string, std::less<>>;

// The store with flaws; `stale` must outlive it.
std::unique_ptr<ViewStore> Flawed(std::unique_ptr<ViewStore> store,
                                  const PortFlaws& flaws, StaleRows& stale);

}  // namespace laurel
