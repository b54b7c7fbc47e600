// What goes wrong, and how often: plain numbers, drawn from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tests/laws/chance.h"

namespace laurel {

// Of 1,000, unless a unit is named.
struct Faults {
  // On the way to the broker and back.
  int lost = 0;         // a request or its answer
  int repeated = 0;     // a request done twice, answered twice
  int slow = 0;         // up to 40 ms instead of 1 ms
  int reconnect = 0;    // a new connection: later requests may come earlier
  int slow_marker = 0;  // up to 60 ms after the answer
  // At the broker, of each of its turns (one every 2 ms).
  int leader_change = 0;
  int outage = 0;  // a partition's leader is away for up to 100 ms
  int transaction_timeout = 0;
  // Of each call of the client.
  int nothing_at_hand = 0;  // a read that finds nothing though there is more
  int failing = 0;          // UNAVAILABLE; done or not
  int interrupted = 0;      // others go on while the call waits
  // Of each turn of a machine (one a partition every 0.5 ms or so).
  int crash = 0;
  int sleep = 0;       // stopped for up to 200 ms, then goes on as if nothing
  int move = 0;        // the partition is given to another machine
  int two_owners = 0;  // ... and the one before is not told
  int clock_jump = 0;
  int lost_disk = 0;  // of crashes: the view is gone
  int old_disk = 0;   // of crashes: the view is a copy of an earlier one
  int sync = 0;       // the view's system writes to disk by itself
  int slow_disk = 0;  // of each look at a write of the view: still under way

  static Faults None() { return {}; }
  // Some runs are calm, some have one plague, some have them all.
  static Faults Draw(Chance& chance);
};

// "lost 20, crash 3"; "none".
std::string Describe(const Faults& faults);

// What Describe has written. InvalidArgument names the word that is no fault.
absl::StatusOr<Faults> ParseFaults(std::string_view text);

}  // namespace laurel
