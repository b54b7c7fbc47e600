#include "engine/domain/trim.h"

#include <algorithm>

#include "engine/base/zone.h"
#include "engine/domain/measure.h"
#include "engine/domain/outreach.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

inline constexpr uint64_t kEvery = 8;      // facts
inline constexpr int32_t kDaysKept = 366;  // for a program with longer windows
inline constexpr size_t kMessagesKept = 16;
inline constexpr size_t kCategoriesKept = 32;
inline constexpr size_t kAppointmentsKept = 32;

template <typename T, typename IsOld>
void DropOld(std::vector<T>& rising, IsOld is_old) {
  const auto first = std::find_if_not(rising.begin(), rising.end(), is_old);
  rising.erase(rising.begin(), first);
}

// The first day that a window of tiers, or the courtesy, still asks for.
Day FirstMeasured(const Customer& customer, const Program& program, Day today) {
  const Day courtesy = today - kDaysKept;
  if (program.tiers.levels.empty() ||
      program.tiers.window.kind == Window::Kind::kLifetime) {
    return courtesy;
  }
  const Instant noon = AtLocal(today, kDayMs / 2, program.zone);
  return std::min(courtesy, WindowAt(customer, program, noon).first);
}

void TrimMeasures(Customer& customer, const Program& program, Day today) {
  const Day first = FirstMeasured(customer, program, today);
  const auto before = [&](const auto& entry) { return entry.day < first; };
  DropOld(customer.measures.spend, before);
  DropOld(customer.measures.visits, before);
  for (Account& account : customer.accounts) DropOld(account.by_day, before);
}

void TrimVisitDays(Lifecycled& life, const Lifecycle& rules, Day today) {
  const Day first = std::min({Subtract(today, rules.active.within),
                              Subtract(today, rules.loyal.within)});
  const size_t spare =
      life.days.size() > kGapDays ? life.days.size() - kGapDays : 0;
  const auto end = life.days.begin() + static_cast<std::ptrdiff_t>(spare);
  life.days.erase(life.days.begin(),
                  std::find_if_not(life.days.begin(), end,
                                   [&](Day day) { return day < first; }));
}

// Of many categories those that were visited last.
void TrimCategories(std::vector<CategoryVisits>& categories) {
  while (categories.size() > kCategoriesKept) {
    categories.erase(std::min_element(
        categories.begin(), categories.end(),
        [](const auto& a, const auto& b) { return a.last_at < b.last_at; }));
  }
}

// Of appointments that nobody closed those that start last.
void TrimAppointments(std::vector<Appointment>& appointments) {
  while (appointments.size() > kAppointmentsKept) {
    appointments.erase(std::min_element(appointments.begin(),
                                        appointments.end(),
                                        [](const auto& a, const auto& b) {
                                          return a.starts_at < b.starts_at;
                                        }));
  }
}

// Uses that no period reaches back to; of a lifetime limit one sum is enough.
void TrimLimitUses(Customer& customer, const Program& program, Instant clock) {
  std::vector<LimitUse> kept;
  for (LimitUse& use : customer.limit_uses) {
    const auto rule =
        std::find_if(program.earn.begin(), program.earn.end(),
                     [&](const EarnRule& r) { return r.name == use.rule; });
    if (rule == program.earn.end() || !rule->limit.has_value()) {
      if (use.at > clock - kDaysKept * kDayMs) kept.push_back(std::move(use));
      continue;
    }
    const Limit& limit = *rule->limit;
    if (limit.per == Limit::Per::kEvent) continue;
    if (limit.per == Limit::Per::kPeriod) {
      if (use.at > Subtract(clock, limit.period, program.zone)) {
        kept.push_back(std::move(use));
      }
      continue;
    }
    const auto sum = std::find_if(
        kept.begin(), kept.end(),
        [&](const LimitUse& other) { return other.rule == use.rule; });
    if (sum == kept.end()) {
      kept.push_back(std::move(use));
    } else {
      sum->count += use.count;
      sum->amount += use.amount;
    }
  }
  customer.limit_uses = std::move(kept);
}

// Lots that never expire differ in nothing but their age: the second oldest
// flows into the oldest, whose number stays.
void MergeLots(Account& account, size_t most) {
  auto& lots = account.lots;
  const auto first = std::find_if(lots.begin(), lots.end(), [](const Lot& lot) {
    return lot.expires_at == kNever;
  });
  auto apart = static_cast<size_t>(lots.end() - first);
  for (auto next = first; apart > most && next + 1 != lots.end();) {
    Lot& oldest = *next;
    const Lot& second = *(next + 1);
    if (oldest.pending || oldest.held != 0 || second.pending ||
        second.held != 0 || oldest.earned != second.earned) {
      ++next;
      continue;
    }
    oldest.amount += second.amount;
    oldest.remaining += second.remaining;
    lots.erase(next + 1);
    --apart;
  }
}

}  // namespace

void Trim(Customer& customer, const Program& program, Instant clock) {
  TrimCues(customer, program, clock);  // large, and walked at each search
  if (customer.facts % kEvery != 0) return;
  const Day today = DayOf(clock, program.zone);
  TrimMeasures(customer, program, today);
  TrimVisitDays(customer.lifecycle, program.lifecycle, today);
  if (!customer.limit_uses.empty()) TrimLimitUses(customer, program, clock);
  for (Account& account : customer.accounts) {
    const Unit* unit = program.FindUnit(account.unit);
    // What lay idle expires after all, and refunds ask of which sale it was.
    if (unit != nullptr && unit->expiry.kind == Expiry::Kind::kInactivity) {
      continue;
    }
    const bool status = unit != nullptr && unit->kind == UnitKind::kStatus;
    MergeLots(account, status ? kStatusLotsApart : kLotsApart);
  }
  TrimCategories(customer.lifecycle.categories);
  TrimAppointments(customer.appointments);
  TrimOutreach(customer, program, clock);
  auto& messages = customer.messages;
  if (messages.size() > kMessagesKept) {
    messages.erase(messages.begin(), messages.end() - kMessagesKept);
  }
}

}  // namespace laurel
