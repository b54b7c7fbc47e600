#include <charconv>

#include "engine/program/duration.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

constexpr std::string_view kFalls[] = {"at_risk", "dormant", "churned"};

std::optional<int64_t> ReadVisits(const Spot& spot) {
  return ReadInteger(spot, 1, kMaxCount);
}

// Visits are counted once a day, on the day itself and `within` before it.
void CheckDays(const std::optional<Spot>& visits, const VisitGoal& goal) {
  const int64_t days = int64_t{31} * goal.within.months + goal.within.days + 1;
  if (!visits || goal.within.empty() || goal.visits <= days) return;
  visits->Contradict(Cat("is more than the days there are within ",
                         FormatPeriod(goal.within),
                         ", and visits count once a day"));
}

void ReadActive(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, ActiveShape());
  const std::optional<Spot> visits = map.Find("visits");
  Into(out->active.visits, visits, ReadVisits);
  Into(out->active.within, map.Find("within"), ReadCivilPeriod);
  CheckDays(visits, out->active);
}

// By visits within a time, by tier, or both.
void ReadLoyal(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, LoyalShape());
  const std::optional<Spot> visits = map.Find("visits");
  const std::optional<Spot> within = map.Find("within");
  Into(out->loyal.visits, visits, ReadVisits);
  Into(out->loyal.within, within, ReadCivilPeriod);
  Into(out->loyal_tiers, map.Find("tiers"), [](const Spot& at) {
    return ReadKnownNames(at, "tier", at.scope().levels);
  });
  if (visits.has_value() != within.has_value()) {
    spot.Complain(
        "visits and within belong together: {visits: 6, within: "
        "P365D}");
  } else if (!visits && !map.Has("tiers")) {
    spot.Complain("nobody would be loyal; give visits and within, or tiers");
  }
  CheckDays(visits, out->loyal);
  const VisitGoal& active = out->active;
  if (visits && within && out->loyal.visits > 0 &&
      out->loyal.visits <= active.visits && !out->loyal.within.empty() &&
      !IsAlwaysLonger(active.within, out->loyal.within)) {
    visits->Complain(Cat("whoever is active is loyal too: active asks for ",
                         active.visits, " visits within ",
                         FormatPeriod(active.within), "; ask for more"));
  }
}

// Complains where a value does not rise above the one before.
template <typename Value, typename IsMore>
void CheckRising(const Fields& map, const PerFall<std::optional<Value>>& values,
                 IsMore is_more, std::string_view says) {
  for (size_t i = 1; i < values.size(); ++i) {
    if (!values[i] || !values[i - 1]) continue;
    if (is_more(*values[i], *values[i - 1])) continue;
    map.Find(kFalls[i])->Complain(Cat("must be ", says, " ", kFalls[i - 1]));
  }
}

// Reads at_risk, dormant and churned into `target`.
template <typename Value, typename Read>
PerFall<std::optional<Value>> ReadFalls(const Fields& map, Read read) {
  PerFall<std::optional<Value>> values;
  for (size_t i = 0; i < values.size(); ++i) {
    if (auto spot = map.Find(kFalls[i])) values[i] = read(*spot);
  }
  return values;
}

void ReadFixed(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, FixedShape());
  const auto values = ReadFalls<Period>(map, ReadCivilPeriod);
  CheckRising(map, values, IsAlwaysLonger, "longer than");
  for (size_t i = 0; i < values.size(); ++i) {
    out->fixed[i] = values[i].value_or(Period{});
  }
}

void ReadGapBounds(const Fields& map, Cadence* cadence) {
  // Gaps between visit days are a day or more; nothing else bounds them.
  cadence->at_least = {0, 1, 0};
  cadence->at_most = {0, kMaxPeriodYears * 365, 0};
  const std::optional<Spot> least = map.Find("at_least");
  Into(cadence->at_least, least, ReadDays);
  Into(cadence->at_most, map.Find("at_most"), ReadDays);
  if (least && cadence->at_most.days < cadence->at_least.days) {
    least->Complain(
        Cat("is longer than at_most, ", FormatPeriod(cadence->at_most)));
  }
}

void ReadCadence(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, CadenceShape());
  Cadence& cadence = out->cadence;
  // One visit day has no gap yet.
  Into(cadence.after_visits, map.Find("after_visits"),
       [](const Spot& at) { return ReadInteger(at, 2, kMaxCount); });
  const auto factors = ReadFalls<int64_t>(
      map, [](const Spot& at) { return ReadDecimal(at, 1, kMaxFactor); });
  CheckRising(map, factors, std::greater<int64_t>(), "more than");
  for (size_t i = 0; i < factors.size(); ++i) {
    cadence.factors[i] = factors[i].value_or(0);
  }
  ReadGapBounds(map, &cadence);
  Into(cadence.per_category, map.Find("per_category"), ReadYesNo);
}

std::optional<double> ReadNumber(const Spot& spot, double most,
                                 std::string_view wanted) {
  if (!spot.IsScalar(wanted)) return std::nullopt;
  const std::string& text = spot.text();
  const char* end = text.data() + text.size();
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && rest == end && value >= 1e-6 && value <= most) {
    return value;
  }
  spot.Complain(Cat(Quoted(text), " must be ", wanted));
  return std::nullopt;
}

std::optional<double> ReadParameter(const Spot& spot) {
  return ReadNumber(spot, 1e6, "a number from 0.000001 to 1000000");
}

std::optional<double> ReadChance(const Spot& spot) {
  return ReadNumber(spot, 0.999999, "a chance between 0 and 1");
}

void ReadModel(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, ModelShape());
  ModelOverdue& model = out->model;
  Into(model.kind, map.Find("kind"), WordOf(kModelKinds));
  Into(model.unit, map.Find("unit"), ReadDays);
  Into(model.r, map.Find("r"), ReadParameter);
  Into(model.alpha, map.Find("alpha"), ReadParameter);
  Into(model.a, map.Find("a"), ReadParameter);
  Into(model.b, map.Find("b"), ReadParameter);
  const auto chances = ReadFalls<double>(map, ReadChance);
  CheckRising(map, chances, std::less<double>(), "less than");
  model.at_risk = chances[0].value_or(0);
  model.dormant = chances[1].value_or(0);
  model.churned = chances[2].value_or(0);
}

// The method must be described, and `fixed` wherever it steps in.
void CheckMethod(const Fields& map, const Lifecycle& lifecycle) {
  const std::optional<Spot> method = map.Find("method");
  if (!method || method->node().kind != YamlNode::Kind::kScalar) return;
  const std::string& name = method->text();
  if (map.Knows(name) && name != "method" && !map.Has(name)) {
    method->Complain(Cat(name, " is missing beside it"));
  }
  if (map.Has("fixed")) return;
  if (name == "cadence") {
    method->Complain("fixed is missing: it decides until there is a cadence");
  }
  if (name == "model" && lifecycle.model.kind == ModelOverdue::Kind::kBgNbd) {
    method->Complain("fixed is missing: bg_nbd says nothing of who came once");
  }
}

void ReadOverdue(const Spot& spot, Lifecycle* out) {
  const Fields map(spot, OverdueShape());
  Into(out->method, map.Find("method"), WordOf(kMethods));
  if (auto fixed = map.Find("fixed")) ReadFixed(*fixed, out);
  if (auto cadence = map.Find("cadence")) ReadCadence(*cadence, out);
  if (auto model = map.Find("model")) ReadModel(*model, out);
  CheckMethod(map, *out);
}

}  // namespace

void ReadLifecycle(const Spot& section) {
  Lifecycle& lifecycle = section.scope().program.lifecycle;
  lifecycle.decided = true;
  const Fields map(section, LifecycleShape());
  if (auto active = map.Find("active")) ReadActive(*active, &lifecycle);
  if (auto loyal = map.Find("loyal")) ReadLoyal(*loyal, &lifecycle);
  if (auto overdue = map.Find("overdue")) ReadOverdue(*overdue, &lifecycle);
  Into(lifecycle.attribution, map.Find("attribution"), ReadSomePeriod);
  Into(lifecycle.churn_on_optout, map.Find("churn_on_optout"), ReadYesNo);
}

}  // namespace laurel
