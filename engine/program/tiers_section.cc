#include <algorithm>

#include "engine/program/duration.h"
#include "engine/program/ladder.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

constexpr size_t kMaxLevels = 100;

std::optional<Window> ReadWindow(const Spot& spot) {
  Window window;
  if (spot.node().kind == YamlNode::Kind::kScalar) {
    const std::string& text = spot.text();
    if (text != "anniversary" && text != "lifetime") {
      spot.Complain(Cat("unknown word ", Quoted(text),
                        "; it can be {rolling: P12M}, {calendar: year}, "
                        "anniversary or lifetime"));
      return std::nullopt;
    }
    Into(window.kind, spot, WordOf(kWindows));
    return window;
  }
  const Fields map(spot, WindowShape());
  if (!map.ExactlyOne({"rolling", "calendar"})) return std::nullopt;
  if (map.Has("rolling")) window.kind = Window::Kind::kRolling;
  Into(window.rolling, map.Find("rolling"), ReadCivilPeriod);
  Into(window.kind, map.Find("calendar"), WordOf(kCalendars));
  return window;
}

void ReadValidity(const Spot& spot, Tiers* tiers) {
  if (spot.node().kind == YamlNode::Kind::kScalar) {
    tiers->validity = ReadCivilPeriod(spot);
    return;
  }
  const Fields map(spot, ValidityShape());
  Into(tiers->validity_align, map.Find("align"), WordOf(kAligns));
  const std::optional<Spot> after = map.Find("after");
  if (!after) return;  // it is required, and was missed
  tiers->validity = ReadPeriod(*after);
  if (tiers->validity && tiers->validity->ms != 0) {
    tiers->validity = ReadCivilPeriod(*after);  // complains
  }
  if (tiers->validity && tiers->validity->empty() &&
      tiers->validity_align == Align::kNone) {
    after->Complain(
        "a level would end as it is reached; give "
        "more, or align");
  }
}

// What follows or precedes the end of validity needs one.
void ReadAroundTheEnd(const Fields& map, Tiers* tiers) {
  for (const auto& [key, target] :
       {std::pair("grace", &tiers->grace), {"at_risk", &tiers->at_risk}}) {
    const std::optional<Spot> spot = map.Find(key);
    if (!spot) continue;
    *target = ReadCivilPeriod(*spot);
    if (!map.Has("validity")) {
      spot->Complain(
          "validity is missing, so no tier ends and this never "
          "comes; add validity: P12M");
    }
  }
  if (tiers->at_risk && tiers->validity &&
      tiers->validity_align == Align::kNone &&
      !IsShorterOnAverage(*tiers->at_risk, *tiers->validity)) {
    map.Find("at_risk")->Complain(
        Cat("the warning would come before the level is reached: validity is ",
            FormatPeriod(*tiers->validity)));
  }
}

std::optional<size_t> ReadStatusUnit(const Fields& map) {
  const std::vector<Unit>& units = map.spot().scope().program.units;
  if (auto name = map.Find("unit")) {
    const std::optional<size_t> index = ReadUnit(*name);
    if (index && units[*index].kind != UnitKind::kStatus) {
      name->Complain(Cat(Quoted(name->text()),
                         " is not a status; only units of kind status count "
                         "towards a level"));
    }
    return index;
  }
  std::vector<size_t> statuses;
  for (size_t i = 0; i < units.size(); ++i) {
    if (units[i].kind == UnitKind::kStatus) statuses.push_back(i);
  }
  if (statuses.size() == 1) return statuses.front();
  map.spot().Complain(statuses.empty()
                          ? "the program has no unit of kind status to count"
                          : "there is more than one status; name it: {units: "
                            "N, unit: NAME}");
  return std::nullopt;
}

std::optional<Threshold> ReadThreshold(const Spot& spot) {
  Threshold threshold;
  const Fields map(spot, ThresholdShape());
  const std::optional<Spot> measure =
      map.ExactlyOne({"spend", "visits", "units"});
  if (!measure) return std::nullopt;
  std::optional<int64_t> at_least;
  if (map.Has("spend")) {
    at_least = ReadMoney(*measure, 1);
  } else if (map.Has("visits")) {
    threshold.measure = Threshold::Measure::kVisits;
    at_least = ReadInteger(*measure, 1, kMaxCount);
  } else {
    threshold.measure = Threshold::Measure::kUnits;
    at_least = ReadInteger(*measure, 1, kMaxAmount);
    const std::optional<size_t> unit = ReadStatusUnit(map);
    if (!unit) return std::nullopt;
    threshold.unit = *unit;
  }
  if (map.Has("unit") && !map.Has("units")) {
    map.Find("unit")->Complain("unit belongs to units: {units: N, unit: NAME}");
  }
  if (!at_least) return std::nullopt;
  threshold.at_least = *at_least;
  return threshold;
}

void ReadQualify(const Spot& spot, Level* level, Rung* rung) {
  const Fields map(spot, QualifyShape());
  const std::optional<Spot> list = map.ExactlyOne({"any", "all"});
  if (!list) return;
  level->any = map.Has("any");
  for (const Spot& item : list->Items()) {
    const std::optional<Threshold> threshold = ReadThreshold(item);
    if (!threshold) continue;
    level->qualify.push_back(*threshold);
    rung->thresholds.push_back(item);
  }
}

std::vector<Grant> ReadGrants(const Spot& list) {
  std::vector<Grant> grants;
  for (const Spot& item : list.Items()) {
    const std::optional<Grant> grant = ReadGrant(Fields(item, GrantShape()));
    if (grant) grants.push_back(*grant);
  }
  return grants;
}

void ReadBenefits(const Spot& spot, bool lowest, Level* level) {
  const Fields map(spot, BenefitsShape());
  if (auto list = map.Find("on_enter")) level->on_enter = ReadGrants(*list);
  if (auto list = map.Find("on_renew")) {
    level->on_renew = ReadGrants(*list);
    if (lowest) {
      list->Complain("the lowest level never ends, so it is never renewed");
    } else if (!spot.scope().program.tiers.validity) {
      list->Complain("tiers.validity is missing, so nothing is ever renewed");
    }
  }
  const std::optional<Spot> recurring = map.Find("recurring");
  if (!recurring) return;
  for (const Spot& item : recurring->Items()) {
    const Fields entry(item, RecurringShape());
    Recurring benefit;
    Into(benefit.every, entry.Find("every"), ReadCivilPeriod);
    Into(benefit.grant, item, [&](const Spot&) { return ReadGrant(entry); });
    level->recurring.push_back(benefit);
  }
}

void ReadEntitlements(const Spot& spot, Level* level) {
  for (const auto& [name, value] : spot.Entries()) {
    std::optional<std::string> text = ReadName(value);
    if (text) level->entitlements.emplace_back(name, *std::move(text));
  }
}

Level ReadLevel(const Spot& spot, bool lowest, Rung* rung,
                std::vector<std::string>& names) {
  Level level;
  const Fields map(spot, LevelShape());
  Into(level.name, map.Find("name"), ReadName);
  if (auto name = map.Find("name")) CheckUnique(*name, names);
  const std::optional<Spot> qualify = map.Find("qualify");
  if (qualify) ReadQualify(*qualify, &level, rung);
  if (qualify && lowest) {
    qualify->Complain(
        "the lowest level is everybody's and has no qualify; "
        "put a level without one before it");
  }
  if (!qualify && !lowest && spot.node().kind == YamlNode::Kind::kMap) {
    spot.Complain(
        "qualify is missing: how the level is reached; only the "
        "lowest has none");
  }
  if (auto benefits = map.Find("benefits")) {
    ReadBenefits(*benefits, lowest, &level);
  }
  if (auto list = map.Find("entitlements")) ReadEntitlements(*list, &level);
  const std::optional<Spot> retired = map.Find("retired");
  Into(level.retired, retired, ReadYesNo);
  if (level.retired && lowest) {
    retired->Complain("the lowest level is everybody's and cannot be retired");
  }
  return level;
}

}  // namespace

void ReadTiers(const Spot& section) {
  Tiers& tiers = section.scope().program.tiers;
  const Fields map(section, TiersShape());
  Into(tiers.window, map.Find("window"), ReadWindow);
  if (auto validity = map.Find("validity")) ReadValidity(*validity, &tiers);
  ReadAroundTheEnd(map, &tiers);
  Into(tiers.downgrade, map.Find("downgrade"), WordOf(kDowngrades));
  Into(tiers.revoke_on_refund, map.Find("revoke_on_refund"), ReadYesNo);
  const std::optional<Spot> levels = map.Find("levels");
  if (!levels) return;
  std::vector<Rung> rungs;
  std::vector<std::string> names;
  for (const Spot& item : levels->Items(kMaxLevels)) {
    rungs.push_back({item, {}});
    tiers.levels.push_back(
        ReadLevel(item, rungs.size() == 1, &rungs.back(), names));
  }
  CheckLadder(tiers.levels, rungs);
}

}  // namespace laurel
