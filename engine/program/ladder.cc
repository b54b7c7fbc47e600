#include "engine/program/ladder.h"

#include <algorithm>

#include "engine/program/reach.h"
#include "engine/program/scalars.h"

namespace laurel {
namespace {

bool IsSameMeasure(const Threshold& a, const Threshold& b) {
  return a.measure == b.measure && a.unit == b.unit;
}

// The threshold of `level` in the measure of `like`, or null.
const Threshold* SameMeasure(const Level& level, const Threshold& like) {
  for (const Threshold& threshold : level.qualify) {
    if (IsSameMeasure(threshold, like)) return &threshold;
  }
  return nullptr;
}

// Whoever has `met` these, and nothing more, also reaches `upper`.
bool Implies(const std::vector<Threshold>& met, const Level& upper) {
  const auto is_met = [&](const Threshold& wanted) {
    return std::any_of(met.begin(), met.end(), [&](const Threshold& have) {
      return IsSameMeasure(have, wanted) && have.at_least >= wanted.at_least;
    });
  };
  const auto& wanted = upper.qualify;
  return upper.any ? std::any_of(wanted.begin(), wanted.end(), is_met)
                   : std::all_of(wanted.begin(), wanted.end(), is_met);
}

bool IsAlwaysPassed(const Level& lower, const Level& upper) {
  if (!lower.any) return Implies(lower.qualify, upper);
  return std::all_of(
      lower.qualify.begin(), lower.qualify.end(),
      [&](const Threshold& way) { return Implies({way}, upper); });
}

std::string MeasureText(const Threshold& threshold, const Program& program) {
  switch (threshold.measure) {
    case Threshold::Measure::kSpend:
      return Cat("spend ", MoneyText(threshold.at_least, program.currency));
    case Threshold::Measure::kVisits:
      return Cat("visits ", threshold.at_least);
    case Threshold::Measure::kUnits:
      return Cat("units ", threshold.at_least);
  }
  return {};
}

// One measure twice in one level.
void CheckTwice(const Level& level, const Rung& rung) {
  for (size_t i = 0; i < level.qualify.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!IsSameMeasure(level.qualify[i], level.qualify[j])) continue;
      rung.thresholds[i].Complain("this measure is listed already; keep one");
      break;
    }
  }
}

// True if a measure of `upper` is lower than that of `lower`, and said so.
bool IsLower(const Level& upper, const Rung& rung, const Level& lower) {
  bool found = false;
  if (upper.any != lower.any) return found;
  for (size_t i = 0; i < upper.qualify.size(); ++i) {
    const Threshold* below = SameMeasure(lower, upper.qualify[i]);
    if (below == nullptr || below->at_least <= upper.qualify[i].at_least) {
      continue;
    }
    rung.thresholds[i].Complain(
        Cat("is lower than ", MeasureText(*below, rung.level.scope().program),
            " of ", Quoted(lower.name), ", the level below; levels rise"));
    found = true;
  }
  return found;
}

}  // namespace

void CheckLadder(const std::vector<Level>& levels,
                 const std::vector<Rung>& rungs) {
  for (size_t i = 1; i < levels.size(); ++i) {
    CheckTwice(levels[i], rungs[i]);
    CheckReach(levels[i], rungs[i]);
    if (levels[i].retired || levels[i].qualify.empty()) continue;
    for (size_t j = i - 1; j > 0; --j) {
      const Level& lower = levels[j];
      if (lower.retired || lower.qualify.empty()) continue;
      if (IsLower(levels[i], rungs[i], lower)) break;
      if (IsAlwaysPassed(lower, levels[i])) {
        rungs[i].level.Complain(Cat("whoever reaches ", Quoted(lower.name),
                                    " reaches ", Quoted(levels[i].name),
                                    " too, so ", Quoted(lower.name),
                                    " is never held; ask for more"));
        break;
      }
    }
  }
}

}  // namespace laurel
