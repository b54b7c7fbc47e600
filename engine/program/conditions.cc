#include <algorithm>

#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

std::optional<int64_t> ReadCount(const Spot& spot) {
  return ReadInteger(spot, 1, kMaxCount);
}

void ReadDates(const Spot& spot, Conditions* out) {
  const Fields map(spot, DatesShape());
  Into(out->from_day, map.Find("from"), ReadDate);
  Into(out->to_day, map.Find("to"), ReadDate);
  if (spot.node().map.empty()) spot.Complain("one of from or to is missing");
  if (out->from_day != kNoDay && out->to_day != kNoDay &&
      out->to_day < out->from_day) {
    spot.Complain("to is before from, so no day is meant");
  }
}

// About the fact: which lines, who served, when.
void ReadAboutFact(const Fields& map, Conditions* out) {
  Into(out->categories, map.Find("categories"), ReadNames);
  if (map.Knows("skus")) Into(out->skus, map.Find("skus"), ReadNames);
  if (map.Knows("staff")) Into(out->staff, map.Find("staff"), ReadNames);
  if (map.Knows("channels")) {
    Into(out->channels, map.Find("channels"), ReadNames);
  }
  if (map.Knows("kinds")) {
    if (auto spot = map.Find("kinds")) out->kinds = ReadBits(*spot, kLineKinds);
  }
  if (map.Knows("tenders")) {
    if (auto spot = map.Find("tenders")) {
      out->tenders = ReadBits(*spot, kTenderKinds);
    }
  }
  if (map.Knows("weekdays")) {
    if (auto spot = map.Find("weekdays")) {
      out->weekdays = ReadBits(*spot, kWeekdays);
    }
  }
  if (map.Knows("hours")) {
    if (auto spot = map.Find("hours")) {
      ReadHours(*spot, &out->from_ms, &out->to_ms);
    }
  }
  if (map.Knows("dates")) {
    if (auto spot = map.Find("dates")) ReadDates(*spot, out);
  }
  if (map.Knows("minimum")) {
    Into(out->minimum, map.Find("minimum"),
         [](const Spot& spot) { return ReadMoney(spot, 1); });
  }
  if (map.Knows("score_at_least")) {
    Into(out->score_at_least, map.Find("score_at_least"),
         [](const Spot& spot) { return ReadInteger(spot, 0, 1000); });
  }
}

void ReadAboutCustomer(const Fields& map, Conditions* out) {
  const Scope& scope = map.spot().scope();
  Into(out->tiers, map.Find("tiers"), [&](const Spot& spot) {
    return ReadKnownNames(spot, "tier", scope.levels);
  });
  if (auto spot = map.Find("stages")) {
    out->stages = ReadBits(*spot, kStages);
    if (!scope.has_lifecycle) {
      spot->Complain("the program has no lifecycle, so nobody has a stage");
    }
  }
  Into(out->stores, map.Find("stores"), ReadNames);
  if (map.Knows("birthday")) {
    Into(out->birthday, map.Find("birthday"), WordOf(kBirthdays));
  }
  if (map.Knows("visit_number")) {
    Into(out->visit_number, map.Find("visit_number"), ReadCount);
    Into(out->every_nth_visit, map.Find("every_nth_visit"), ReadCount);
    const std::optional<Spot> first = map.Find("first_purchase");
    Into(out->first_purchase, first, ReadYesNo);
    if (first && first->text() == "false") {
      first->Contradict(
          "false asks for nothing, later purchases count as the first does; "
          "leave the key out");
    }
  }
  if (map.Knows("segments")) {
    Into(out->segments, map.Find("segments"), [&](const Spot& spot) {
      return ReadKnownNames(spot, "segment", scope.segments);
    });
  }
}

}  // namespace

Conditions ReadConditions(const Fields& map) {
  Conditions conditions;
  const Spot& spot = map.spot();
  if (spot.node().kind == YamlNode::Kind::kMap && spot.node().map.empty()) {
    spot.Complain("asks for nothing; leave the key out instead");
  }
  ReadAboutFact(map, &conditions);
  ReadAboutCustomer(map, &conditions);
  return conditions;
}

void ReadHours(const Spot& spot, int64_t* from_ms, int64_t* to_ms) {
  const Fields map(spot, HoursShape());
  std::optional<int64_t> from, to;
  if (auto at = map.Find("from")) from = ReadTimeOfDay(*at, false);
  if (auto at = map.Find("to")) to = ReadTimeOfDay(*at, true);
  if (!from || !to) return;
  if (*from == *to) {
    spot.Complain("from and to are equal, so no hour is meant");
  }
  *from_ms = *from;
  *to_ms = *to;
}

void CheckUnique(const Spot& spot, std::vector<std::string>& seen) {
  if (spot.node().kind != YamlNode::Kind::kScalar) return;
  if (std::find(seen.begin(), seen.end(), spot.text()) != seen.end()) {
    spot.Complain(Cat("another one is called ", Quoted(spot.text()),
                      "; names are unique"));
  }
  seen.push_back(spot.text());
}

}  // namespace laurel
