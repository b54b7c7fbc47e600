#include "engine/domain/measure.h"

#include <algorithm>

#include "engine/base/civil.h"
#include "engine/base/zone.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

inline constexpr Day kFirstDay{INT32_MIN + 1};

// The last anniversary of `since` up to `day`.
Day AnniversaryUpTo(Day since, Day day) {
  const int32_t years = DateOf(day).year - DateOf(since).year;
  const Day candidate = AddMonths(since, 12 * years);
  return candidate <= day ? candidate : AddMonths(since, 12 * (years - 1));
}

Day PeriodStart(const Customer& customer, const Program& program, Day day) {
  const Date date = DateOf(day);
  switch (program.tiers.window.kind) {
    case Window::Kind::kRolling:
      return Subtract(day, program.tiers.window.rolling);
    case Window::Kind::kYear:
      return DayOf(Date{date.year, 1, 1});
    case Window::Kind::kQuarter:
      return DayOf(Date{date.year, (date.month - 1) / 3 * 3 + 1, 1});
    case Window::Kind::kMonth:
      return DayOf(Date{date.year, date.month, 1});
    case Window::Kind::kAnniversary:
      return AnniversaryUpTo(
          DayOf(customer.enrolled_at != kNever ? customer.enrolled_at
                                               : customer.first_at,
                program.zone),
          day);
    case Window::Kind::kLifetime:
      break;
  }
  return kFirstDay;
}

int64_t VisitsIn(const Measures& measures, DaySpan window) {
  const auto first =
      std::lower_bound(measures.visits.begin(), measures.visits.end(),
                       StoreVisit{window.first, 0});
  const auto last = std::lower_bound(first, measures.visits.end(),
                                     StoreVisit{window.last + 1, 0});
  return last - first;
}

int64_t UnitsIn(const Customer& customer, std::string_view unit, DaySpan window,
                bool ever) {
  const Account* account = customer.FindAccount(unit);
  if (account == nullptr) return 0;
  return ever ? account->issued - account->reversed
              : SumOf(account->by_day, window.first, window.last);
}

int64_t Measured(const Threshold& threshold, const Customer& customer,
                 const Program& program, DaySpan window) {
  const bool ever = program.tiers.window.kind == Window::Kind::kLifetime;
  const Measures& measures = customer.measures;
  switch (threshold.measure) {
    case Threshold::Measure::kSpend:
      return ever ? measures.spend_ever
                  : SumOf(measures.spend, window.first, window.last);
    case Threshold::Measure::kVisits:
      return ever ? measures.visits_ever : VisitsIn(measures, window);
    case Threshold::Measure::kUnits:
      break;
  }
  return UnitsIn(customer, program.units[threshold.unit].name, window, ever);
}

bool IsMet(const Level& level, const Customer& customer, const Program& program,
           DaySpan window) {
  const auto met = [&](const Threshold& threshold) {
    return Measured(threshold, customer, program, window) >= threshold.at_least;
  };
  return level.any
             ? std::any_of(level.qualify.begin(), level.qualify.end(), met)
             : std::all_of(level.qualify.begin(), level.qualify.end(), met);
}

}  // namespace

DaySpan WindowAt(const Customer& customer, const Program& program, Instant at) {
  const Day day = DayOf(at, program.zone);
  return {PeriodStart(customer, program, day), day};
}

DaySpan WindowBefore(const Customer& customer, const Program& program,
                     Instant at) {
  const Day last = DayOf(at - 1, program.zone);
  if (program.tiers.window.kind == Window::Kind::kRolling) {
    return {Subtract(DayOf(at, program.zone), program.tiers.window.rolling),
            last};
  }
  return {PeriodStart(customer, program, last), last};
}

int QualifiedLevel(const Customer& customer, const Program& program,
                   DaySpan window) {
  const auto& levels = program.tiers.levels;
  const int held = program.LevelIndex(customer.tier.name);
  for (int i = static_cast<int>(levels.size()) - 1; i > 0; --i) {
    const Level& level = levels[static_cast<size_t>(i)];
    if (level.retired && i != held) continue;  // who holds one keeps it
    if (IsMet(level, customer, program, window)) return i;
  }
  return 0;
}

Missing MissingFor(const Level& level, const Customer& customer,
                   const Program& program, DaySpan window) {
  Missing missing;
  if (IsMet(level, customer, program, window)) return missing;
  for (const Threshold& threshold : level.qualify) {
    const int64_t lacking = std::max<int64_t>(
        threshold.at_least - Measured(threshold, customer, program, window), 0);
    switch (threshold.measure) {
      case Threshold::Measure::kSpend:
        missing.spend = lacking;
        break;
      case Threshold::Measure::kVisits:
        missing.visits = lacking;
        break;
      case Threshold::Measure::kUnits:
        missing.units = lacking;
        break;
    }
  }
  return missing;
}

}  // namespace laurel
