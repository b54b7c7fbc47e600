#include "engine/domain/overdue.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/zone.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

constexpr Stage kFalls[] = {Stage::kAtRisk, Stage::kDormant, Stage::kChurned};

int64_t MedianHalfDays(const std::vector<Day>& days) {
  std::array<int32_t, kGapDays - 1> gaps;
  const size_t count = std::min(days.size() - 1, gaps.size());
  const Day* last = &days.back();
  for (size_t i = 0; i < count; ++i, --last) {  // few: each where it belongs
    const int32_t gap = last[0] - last[-1];
    size_t place = i;
    for (; place > 0 && gaps[place - 1] > gap; --place) {
      gaps[place] = gaps[place - 1];
    }
    gaps[place] = gap;
  }
  return int64_t{gaps[(count - 1) / 2]} + gaps[count / 2];
}

// A period in days as counted from `day`.
int64_t DaysFrom(Day day, const Period& period) {
  return Add(day, period) - day;
}

// How often somebody comes, and when they last did.
struct Pace {
  Day last;
  int64_t half_days = 0;  // 0: there is none yet
};

Pace PaceOf(const std::vector<Day>& days, int32_t counted,
            const Cadence& cadence) {
  if (counted < cadence.after_visits || days.size() < 2) return {};
  const Day last = days.back();
  return {last,
          std::clamp(MedianHalfDays(days), 2 * DaysFrom(last, cadence.at_least),
                     2 * DaysFrom(last, cadence.at_most))};
}

// A day, and the pace that led to it.
struct PacedDay {
  Day day;
  int64_t half_days = 0;
};

// `last` and so many times the pace, rounded up.
PacedDay After(Day last, int64_t half_days, int64_t factor) {
  const int64_t unit = 2 * kDecimalScale;
  const int64_t days = (half_days * factor + unit - 1) / unit;
  return {last + static_cast<int32_t>(days), half_days};
}

// Who comes for several things is overdue once they are in each of them; what
// was bought beside them counts by the shortest pace.
//   hair every 30 days, last 1 June; nails every 14, last 20 June; times 1.5
//   -> max(1 June + 45, 20 June + 21) = 16 July
PacedDay LastOfCategories(const Lifecycled& life, const Cadence& cadence,
                          int64_t factor) {
  PacedDay latest, shortest;
  for (const CategoryVisits& category : life.categories) {
    const Pace pace = PaceOf(category.days, category.visit_days, cadence);
    if (pace.half_days == 0) continue;
    const PacedDay day = After(pace.last, pace.half_days, factor);
    if (latest.half_days == 0 || day.day > latest.day) latest = day;
    if (shortest.half_days == 0 || pace.half_days < shortest.half_days) {
      shortest = After(life.days.back(), pace.half_days, factor);
    }
  }
  return shortest.half_days != 0 && shortest.day > latest.day ? shortest
                                                              : latest;
}

PacedDay CadenceFall(const Lifecycled& life, const Program& program,
                     size_t fall) {
  const Cadence& cadence = program.lifecycle.cadence;
  const int64_t factor = cadence.factors[fall];
  if (cadence.per_category) return LastOfCategories(life, cadence, factor);
  const Pace pace = PaceOf(life.days, life.visit_days, cadence);
  if (pace.half_days == 0) return {};
  return After(pace.last, pace.half_days, factor);
}

Day FixedFall(const Lifecycled& life, const Program& program, size_t fall) {
  return Add(life.days.back(), program.lifecycle.fixed[fall]);
}

// ---- The model --------------------------------------------------------------

bool IsModelled(const Lifecycled& life, const Program& program) {
  const Lifecycle& rules = program.lifecycle;
  return rules.decided && rules.method == Lifecycle::Method::kModel &&
         !life.days.empty() && life.first_visit != kNoDay &&
         (rules.model.kind == ModelOverdue::Kind::kMbgNbd ||
          life.visit_days > 1);
}

ModelHistory HistoryOf(const Lifecycled& life) {
  return {life.visit_days - 1, life.days.back() - life.first_visit};
}

// A threshold that the last visit was below already counts from the next day.
Instant ModelFall(const Lifecycled& life, const Program& program, size_t fall) {
  const auto days =
      DaysUntilFall(program.lifecycle.model, HistoryOf(life), fall);
  if (!days) return kNever;
  const Day day = std::max(life.first_visit + *days, life.days.back() + 1);
  return StartOfDay(day, program.zone);
}

}  // namespace

Instant FallAt(const Lifecycled& life, const Program& program, size_t fall) {
  if (life.days.empty() || !program.lifecycle.decided) return kNever;
  if (IsModelled(life, program)) return ModelFall(life, program, fall);
  if (program.lifecycle.method == Lifecycle::Method::kCadence) {
    const PacedDay paced = CadenceFall(life, program, fall);
    if (paced.half_days != 0) return StartOfDay(paced.day, program.zone);
  }
  return StartOfDay(FixedFall(life, program, fall), program.zone);
}

PerFall<Instant> FallsAt(const Lifecycled& life, const Program& program) {
  PerFall<Instant> falls;
  for (size_t i = 0; i < falls.size(); ++i) {
    falls[i] = FallAt(life, program, i);
  }
  return falls;
}

std::string CadenceDays(const Lifecycled& life, const Program& program,
                        size_t fall) {
  if (life.days.empty() ||
      program.lifecycle.method != Lifecycle::Method::kCadence) {
    return "";
  }
  const int64_t half_days = CadenceFall(life, program, fall).half_days;
  if (half_days == 0) return "";
  return absl::StrCat(half_days / 2, half_days % 2 == 0 ? "" : ".5");
}

std::string AliveText(const Lifecycled& life, const Program& program, Day day) {
  if (!IsModelled(life, program)) return "";
  return laurel::AliveText(program.lifecycle.model, HistoryOf(life),
                           day - life.first_visit);
}

Stage FallenTo(Stage risen, const PerFall<Instant>& falls, Instant at) {
  Stage stage = risen;
  for (size_t i = 0; i < falls.size(); ++i) {
    if (falls[i] <= at) stage = kFalls[i];
  }
  return stage;
}

}  // namespace laurel
