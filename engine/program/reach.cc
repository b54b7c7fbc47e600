#include "engine/program/reach.h"

#include <algorithm>
#include <optional>

#include "engine/program/text.h"

namespace laurel {
namespace {

// The most that a rule gives one customer; nothing: no bound.
std::optional<int64_t> MostOf(const EarnRule& rule) {
  if (!rule.limit || rule.limit->per != Limit::Per::kLifetime) {
    return std::nullopt;
  }
  if (rule.limit->amount > 0) return rule.limit->amount;
  if (rule.form != EarnRule::Form::kFixed) return std::nullopt;
  // Both are bounded: 10^13 units, 10^6 times.
  return std::min(rule.fixed, kMaxAmount / rule.limit->count) *
         rule.limit->count;
}

// Of all rules together; nothing: no bound.
std::optional<int64_t> MostEver(const Program& program, size_t unit) {
  int64_t sum = 0;
  for (const EarnRule& rule : program.earn) {
    if (rule.unit != unit) continue;
    const std::optional<int64_t> most = MostOf(rule);
    if (!most) return std::nullopt;
    sum += *most;  // a thousand rules at most
  }
  return sum;
}

}  // namespace

void CheckReach(const Level& level, const Rung& rung) {
  const Scope& scope = rung.level.scope();
  if (level.retired || scope.unread_earn) return;
  for (size_t i = 0; i < level.qualify.size(); ++i) {
    const Threshold& threshold = level.qualify[i];
    if (threshold.measure != Threshold::Measure::kUnits) continue;
    const Unit& unit = scope.program.units[threshold.unit];
    const std::optional<int64_t> most = MostEver(scope.program, threshold.unit);
    if (unit.kind != UnitKind::kStatus || unit.retired || !most ||
        *most >= threshold.at_least)
      continue;
    rung.thresholds[i].Contradict(
        *most == 0
            ? Cat("no earn rule gives ", Quoted(unit.name),
                  ", so nobody ever has ", threshold.at_least,
                  "; add a rule with unit: ", unit.name)
            : Cat("the rules give a customer ", *most, " ", Quoted(unit.name),
                  " in a lifetime, so nobody ever "
                  "has ",
                  threshold.at_least));
  }
}

}  // namespace laurel
