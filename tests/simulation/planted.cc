#include "tests/simulation/planted.h"

#include <algorithm>

namespace laurel {

const std::vector<PlantedBug>& PlantedBugs() {
  static const std::vector<PlantedBug> bugs = {
      {"view-before-log", "the view is written before the commit is sure",
       [](Flaws& f) { f.client.answers_early = true; }},
      {"submit-in-flight", "the next batch does not wait for the one under way",
       [](Flaws& f) { f.client.submits_in_flight = true; }},
      {"failed-as-done", "a failed commit is treated as committed",
       [](Flaws& f) { f.client.fails_well = true; }},
      {"no-fencing", "each producer has a transactional id of its own",
       [](Flaws& f) { f.client.own_transactional_id = true; }},
      {"same-producer", "the producer is kept after an unknown outcome",
       [](Flaws& f) { f.client.same_producer = true; }},
      {"forgotten-abort", "what a predecessor left open is not aborted",
       [](Flaws& f) { f.forgets_aborts = true; }},
      {"read-uncommitted", "decisions and facts are read before they count",
       [](Flaws& f) { f.client.reads_uncommitted = true; }},
      {"past-stable-offset", "readers pass over what is still open",
       [](Flaws& f) { f.client.passes_open = true; }},
      {"dense-offsets", "offsets are counted, and markers are forgotten",
       [](Flaws& f) { f.client.dense_offsets = true; }},
      {"end-unacknowledged", "the transaction ends before all is stored",
       [](Flaws& f) { f.client.ends_unacknowledged = true; }},
      {"events-apart", "public events go out in a transaction of their own",
       [](Flaws& f) { f.client.events_apart = true; }},
      {"parked-apart", "parked copies are outside of the transaction",
       [](Flaws& f) { f.client.parked_apart = true; }},
      {"read-before-init", "decisions are read before the partition is opened",
       [](Flaws& f) { f.port.reads_before_opening = true; }},
      {"tick-fired-again", "a tick in progress begins again after a crash",
       [](Flaws& f) { f.port.hides_unfinished_tick = true; }},
      {"replay-drops-events", "a replayed decision loses its last event",
       [](Flaws& f) { f.port.replay_drops_events = true; }},
      {"last-of-tick", "the last decision of a tick is forgotten",
       [](Flaws& f) { f.port.loses_last_of_tick = true; }},
      {"event-id-reused", "public event ids count from 1 in each process",
       [](Flaws& f) { f.port.reuses_event_ids = true; }},
      {"wall-clock", "facts without a time get that of the reading machine",
       [](Flaws& f) { f.port.stamps_by_own_clock = true; }},
      {"d-one-late", "D is one too great after a commit",
       [](Flaws& f) { f.port.decisions_end_one_late = true; }},
      {"fact-skipped", "a reader starts one fact too late",
       [](Flaws& f) { f.port.starts_one_late = true; }},
      {"lost-read", "a record whose read was given up is not read again",
       [](Flaws& f) { f.port.loses_failed_reads = true; }},
      {"s-without-d", "S is written with the D of the write before",
       [](Flaws& f) { f.port.s_without_d = true; }},
      {"s-one-late", "S is one too great in the view",
       [](Flaws& f) { f.port.s_one_late = true; }},
      {"seen-forgotten", "ids seen are not found in the view",
       [](Flaws& f) { f.port.forgets_seen = true; }},
      {"stale-resident", "customers once read are taken from memory for ever",
       [](Flaws& f) { f.port.stale_rows = true; }},
      {"due-index-lost", "entries of the due index are not written",
       [](Flaws& f) { f.port.loses_due_index = true; }},
      {"torn-view", "half a batch of the view survives a crash",
       [](Flaws& f) { f.torn_disk = true; }},
      {"view-with-holes", "an early batch is lost and a later one is not",
       [](Flaws& f) { f.holes_on_disk = true; }},
  };
  return bugs;
}

const PlantedBug* FindBug(std::string_view name) {
  for (const PlantedBug& bug : PlantedBugs()) {
    if (bug.name == name) return &bug;
  }
  return nullptr;
}

}  // namespace laurel
