// What the figures know of people: when they came, what they bought, whom a
// message reached.
#include <algorithm>

#include "engine/base/civil.h"
#include "engine/domain/basket.h"
#include "engine/domain/figure_fold.h"

namespace laurel {
namespace {

// What a late fact may still find of a customer.
constexpr size_t kVisitsKept = 32;
constexpr size_t kAttemptsKept = 64;

int32_t MonthOf(Day day) {
  const Date date = DateOf(day);
  return 12 * date.year + date.month - 1;
}

Day FirstOf(int32_t month) {
  return DayOf(Date{month / 12, month % 12 + 1, 1});
}

}  // namespace

int64_t FigureSale::Spend() const {
  Shares left;
  for (const FigureLineSold& line : lines)
    left.push_back(line.sold - line.refunded);
  if (by_amount > 0) {
    const Shares shared = Share(by_amount, left);
    for (size_t i = 0; i < left.size(); ++i) left[i] -= shared[i];
  }
  int64_t spend = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    if (lines[i].is_spend) spend += left[i];
  }
  return spend;
}

// Counted as known on the day of the earliest fact, at the first store.
FigureFold::Person& FigureFold::Open(const Fact& fact, Day day) {
  auto found = memory_.people.find(fact.customer_id);
  if (found == memory_.people.end()) {
    found =
        memory_.people.emplace(std::string(fact.customer_id), Person()).first;
    found->second.store = NameOf(fact.store_id);
  }
  Person& person = found->second;
  if (person.known_on == kNoDay || day < person.known_on) {
    if (person.known_on != kNoDay) {
      Add(Counter::kKnown, 0, person.store, person.known_on, -1);
    }
    Add(Counter::kKnown, 0, person.store, day, 1);
    person.known_on = day;
  }
  return person;
}

// The customer's first visit, first purchase and whether a second followed.
void FigureFold::CountFirsts(const Person& person, int64_t sign) {
  if (person.first_visit.at != kNever) {
    Add(Counter::kFirstVisits, 0, person.store, person.first_visit.day, sign);
  }
  const Coming& first = person.purchases.front();
  if (first.at == kNever) return;
  Add(Counter::kFirstPurchases, 0, person.store, first.day, sign);
  if (!person.repurchased) return;
  Add(Counter::kRepurchased, 0, person.store, first.day, sign);
}

void FigureFold::CountCohort(const Person& person, int64_t sign) {
  for (int32_t month : person.months) {
    const int32_t later = month - person.months.front();
    Add(Counter::kCohort, NameOf(std::to_string(later)), person.store,
        FirstOf(person.months.front()), sign);
  }
}

void FigureFold::CountMonth(Person& person, int32_t month) {
  auto& months = person.months;
  const auto place = std::lower_bound(months.begin(), months.end(), month);
  if (place != months.end() && *place == month) return;
  CountCohort(person, -1);
  const bool after = place != months.end() && *place == month + 1;
  const bool before = place != months.begin() && *(place - 1) == month - 1;
  Add(Counter::kActive, 0, person.store, FirstOf(month), 1);
  if (before) Add(Counter::kRetained, 0, person.store, FirstOf(month), 1);
  if (after) Add(Counter::kRetained, 0, person.store, FirstOf(month + 1), 1);
  months.insert(place, month);
  CountCohort(person, 1);
}

void FigureFold::CountVisit(Person& person, Instant at, const Zone& zone) {
  CountMonth(person, MonthOf(DayOf(at, zone)));
  auto& visits = person.visits;
  visits.insert(std::upper_bound(visits.begin(), visits.end(), at), at);
  KeepLast(visits, kVisitsKept);
  for (Attempt& attempt : person.attempts) {
    if (attempt.converted || at < attempt.at || at >= attempt.until) continue;
    attempt.converted = true;
    Add(attempt.success, attempt.label, attempt.store, attempt.day, 1);
  }
}

// A late one may have been followed by a visit already.
void FigureFold::CountAttempt(Person& person, Attempt attempt) {
  const auto next =
      std::lower_bound(person.visits.begin(), person.visits.end(), attempt.at);
  if (next != person.visits.end() && *next < attempt.until) {
    attempt.converted = true;
    Add(attempt.success, attempt.label, attempt.store, attempt.day, 1);
  }
  person.attempts.push_back(attempt);
  KeepLast(person.attempts, kAttemptsKept);
}

}  // namespace laurel
