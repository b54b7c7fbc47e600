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
  for (size_t i = 0; i < count; ++i) {
    gaps[i] = days[days.size() - 1 - i] - days[days.size() - 2 - i];
  }
  std::sort(gaps.begin(), gaps.begin() + count);
  return int64_t{gaps[(count - 1) / 2]} + gaps[count / 2];
}

// A period in days as counted from `day`.
int64_t DaysFrom(Day day, const Period& period) {
  return Add(day, period) - day;
}

}  // namespace

int64_t CadenceHalfDays(const Lifecycled& life, const Program& program) {
  const Cadence& cadence = program.lifecycle.cadence;
  if (program.lifecycle.method != Lifecycle::Method::kCadence ||
      life.visit_days < cadence.after_visits || life.days.size() < 2) {
    return 0;
  }
  const Day last = life.days.back();
  return std::clamp(MedianHalfDays(life.days),
                    2 * DaysFrom(last, cadence.at_least),
                    2 * DaysFrom(last, cadence.at_most));
}

Instant FallAt(const Lifecycled& life, const Program& program, size_t fall) {
  if (life.days.empty() || !program.lifecycle.decided) return kNever;
  const Day last = life.days.back();
  const int64_t half_days = CadenceHalfDays(life, program);
  if (half_days == 0) {
    return StartOfDay(Add(last, program.lifecycle.fixed[fall]), program.zone);
  }
  const int64_t scaled = half_days * program.lifecycle.cadence.factors[fall];
  const int64_t unit = 2 * kDecimalScale;
  const Day day = last + static_cast<int32_t>((scaled + unit - 1) / unit);
  return StartOfDay(day, program.zone);
}

PerFall<Instant> FallsAt(const Lifecycled& life, const Program& program) {
  PerFall<Instant> falls;
  for (size_t i = 0; i < falls.size(); ++i) {
    falls[i] = FallAt(life, program, i);
  }
  return falls;
}

std::string CadenceDays(const Lifecycled& life, const Program& program) {
  const int64_t half_days = CadenceHalfDays(life, program);
  if (half_days == 0) return "";
  return absl::StrCat(half_days / 2, half_days % 2 == 0 ? "" : ".5");
}

Stage FallenTo(Stage risen, const PerFall<Instant>& falls, Instant at) {
  Stage stage = risen;
  for (size_t i = 0; i < falls.size(); ++i) {
    if (falls[i] <= at) stage = kFalls[i];
  }
  return stage;
}

}  // namespace laurel
