// The customers of the demo: how often they come, what they spend, when they
// stop.
#pragma once

#include <array>
#include <cstdint>

#include "cli/chain/chance.h"
#include "engine/base/time.h"

namespace laurel {

enum class Habit : uint8_t {
  kDevoted,     // every three to five weeks
  kRegular,     // every five to eight
  kOccasional,  // a few times a year
  kDrifting,    // like a regular, and then never again
  kReturning,   // like a regular, with a pause of half a year
  kOnce,        // one or two visits
  kLavish,      // every other week, the best of everything
};

// Points as a client remembers them: of this quarter and the three before, so
// that what will have expired is not counted on.
class Purse {
 public:
  void Earn(int64_t points, int32_t quarter);
  void Spend(int64_t points);
  int64_t Points(int32_t quarter);

 private:
  void TurnTo(int32_t quarter);

  std::array<int64_t, 4> quarters_{};  // the oldest first
  int32_t newest_ = 0;
};

struct Client {
  Chance chance;
  Habit habit = Habit::kRegular;
  uint8_t salon = 0;
  uint8_t tender = 0;      // how they like to pay
  bool app = false;        // books by app
  bool reachable = false;  // agreed to be written to
  bool enrols = true;
  bool stopped = false;  // has no next visit planned
  bool gold = false;     // by what they spent, as far as they can tell
  int16_t gap_days = 0;
  int16_t visits_left = 0;
  int16_t visits = 0;
  int64_t spent_fen = 0;
  int64_t wallet_fen = 0;
  Instant last_visit{0};
  Purse purse;
};

// A new client, from the chain's chance.
Client MakeClient(Chance& chance);

// Days until the next visit.
int64_t NextGapDays(Client& client);

}  // namespace laurel
