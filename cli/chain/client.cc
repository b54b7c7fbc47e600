#include "cli/chain/client.h"

#include <algorithm>

#include "cli/chain/catalogue.h"

namespace laurel {
namespace {

struct HabitTerms {
  uint64_t share;  // of 100 clients
  Habit habit;
  int64_t gap_from, gap_to;        // days
  int64_t visits_from, visits_to;  // until they stop
};

constexpr HabitTerms kHabits[] = {
    {13, Habit::kDevoted, 21, 35, 8, 60},
    {22, Habit::kRegular, 35, 56, 4, 30},
    {21, Habit::kOccasional, 60, 120, 2, 12},
    {17, Habit::kDrifting, 25, 50, 2, 7},
    {8, Habit::kReturning, 28, 50, 3, 8},
    {18, Habit::kOnce, 30, 60, 1, 2},
    {1, Habit::kLavish, 9, 16, 30, 120},
};

const HabitTerms& PickHabit(Chance& chance) {
  uint64_t at = chance.Below(100);
  for (const HabitTerms& terms : kHabits) {
    if (at < terms.share) return terms;
    at -= terms.share;
  }
  return kHabits[0];
}

}  // namespace

void Purse::TurnTo(int32_t quarter) {
  for (; newest_ < quarter; ++newest_) {
    std::rotate(quarters_.begin(), quarters_.begin() + 1, quarters_.end());
    quarters_.back() = 0;
  }
}

void Purse::Earn(int64_t points, int32_t quarter) {
  TurnTo(quarter);
  quarters_.back() += points;
}

void Purse::Spend(int64_t points) {
  for (int64_t& quarter : quarters_) {
    const int64_t taken = std::min(quarter, points);
    quarter -= taken;
    points -= taken;
  }
}

int64_t Purse::Points(int32_t quarter) {
  TurnTo(quarter);
  int64_t sum = 0;
  for (const int64_t points : quarters_) sum += points;
  return sum;
}

Client MakeClient(Chance& chance) {
  Client client;
  client.chance = Chance(chance.Next());
  Chance& own = client.chance;
  const HabitTerms& terms = PickHabit(own);
  client.habit = terms.habit;
  client.salon = static_cast<uint8_t>(own.Below(kSalonCount));
  client.tender = static_cast<uint8_t>(own.Below(4));
  client.app = own.Percent(60);
  client.reachable = own.Percent(70);
  client.enrols = own.Percent(96);
  client.gap_days =
      static_cast<int16_t>(own.Between(terms.gap_from, terms.gap_to));
  client.visits_left =
      static_cast<int16_t>(own.Between(terms.visits_from, terms.visits_to));
  return client;
}

int64_t NextGapDays(Client& client) {
  const int64_t usual = client.gap_days;
  const int64_t spread = std::max<int64_t>(1, usual / 4);
  return usual + client.chance.Between(-spread, spread);
}

}  // namespace laurel
