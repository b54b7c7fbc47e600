#include <algorithm>

#include "engine/domain/outreach.h"
#include "engine/program/duration.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"
#include "engine/program/together.h"

namespace laurel {
namespace {

// How occasions of a kind are timed: the keys they may have, in the words of
// OccasionShape, and what stands for those left out.
struct Timing {
  OccasionKind kind;
  std::vector<std::string_view> keys;
  std::vector<Period> before;
  std::optional<Period> after;
  std::optional<Period> every;
  std::optional<int64_t> at_ms;
  std::vector<Period> waves;
  std::vector<std::string_view> required;
};

constexpr Period Days(int32_t days) { return {0, days, 0}; }
constexpr Period Hours(int64_t hours) { return {0, 0, hours * kHourMs}; }

const Timing& TimingOf(OccasionKind kind) {
  using K = OccasionKind;
  static const auto& table = *new std::vector<Timing>{
      {K::kBookingTips, {"after"}, {}, Period{}, {}, {}, {}, {}},
      {K::kIntakeSurvey, {"after"}, {}, Period{}, {}, {}, {}, {}},
      {K::kAppointmentConfirm,
       {"before"},
       {Days(2), Days(1)},
       {},
       {},
       {},
       {},
       {}},
      {K::kAppointmentToday, {"at"}, {}, {}, {}, 8 * kHourMs, {}, {}},
      {K::kSurvey, {"every"}, {}, {}, Period{3, 0, 0}, {}, {}, {}},
      {K::kAftercare, {"after"}, {}, Hours(2), {}, {}, {}, {}},
      {K::kSatisfactionCheck, {"after"}, {}, Hours(24), {}, {}, {}, {}},
      {K::kCareDue, {"categories"}, {}, {}, {}, {}, {}, {"categories"}},
      {K::kBirthday, {"before", "at"}, {Days(7), Days(0)}, {}, {}, {}, {}, {}},
      {K::kHoliday,
       {"dates", "before", "at"},
       {Days(0)},
       {},
       {},
       {},
       {},
       {"dates"}},
      {K::kUnitsExpiring, {}, {}, {}, {}, {}, {}, {}},
      {K::kTierAtRisk, {}, {}, {}, {}, {}, {}, {}},
      {K::kTierUpgraded, {"after"}, {}, Period{}, {}, {}, {}, {}},
      {K::kWinBack,
       {"waves"},
       {},
       {},
       {},
       {},
       {Days(0), Days(14), Days(30)},
       {}},
      {K::kReviewRequest, {"after"}, {}, Period{}, {}, {}, {}, {}},
      {K::kReferralAsk, {"after"}, {}, Period{}, {}, {}, {}, {}},
      {K::kComplaintFollowup, {"after"}, {}, Period{}, {}, {}, {}, {}}};
  return *std::find_if(table.begin(), table.end(),
                       [&](const Timing& t) { return t.kind == kind; });
}

constexpr std::string_view kTimingKeys[] = {
    "before", "after", "every", "at", "waves", "dates", "categories"};

// Each value once, in `order`.
template <typename Value, typename Read, typename Order>
std::vector<Value> ReadSorted(const Spot& list, Read read, Order order) {
  std::vector<Value> values;
  for (const Spot& item : list.Items()) {
    const std::optional<Value> value = read(item);
    if (!value) continue;
    if (std::count(values.begin(), values.end(), *value) > 0) {
      item.Complain(Cat(Quoted(item.text()), " is listed twice"));
    }
    values.push_back(*value);
  }
  std::sort(values.begin(), values.end(), order);
  return values;
}

bool IsLongerOnAverage(const Period& a, const Period& b) {
  return IsShorterOnAverage(b, a);
}

void ReadCareCycles(const Spot& spot, Occasion* out) {
  for (const auto& [category, value] : spot.Entries()) {
    const std::optional<Period> period = ReadSomePeriod(value);
    if (period) out->categories.emplace_back(category, *period);
  }
  std::sort(out->categories.begin(), out->categories.end());
}

void ReadTiming(const Fields& map, Occasion* out) {
  const Timing& timing = TimingOf(out->kind);
  out->before = timing.before;
  out->after = timing.after;
  out->every = timing.every;
  out->at_ms = timing.at_ms;
  out->waves = timing.waves;
  if (auto list = map.Find("before")) {
    out->before = ReadSorted<Period>(*list, ReadPeriod, IsLongerOnAverage);
  }
  Into(out->after, map.Find("after"), ReadPeriod);
  Into(out->every, map.Find("every"), ReadCivilPeriod);
  Into(out->at_ms, map.Find("at"),
       [](const Spot& at) { return ReadTimeOfDay(at, false); });
  if (auto list = map.Find("waves")) {
    out->waves = ReadSorted<Period>(*list, ReadPeriod, IsShorterOnAverage);
  }
  if (auto list = map.Find("dates")) {
    out->dates = ReadSorted<Day>(*list, ReadDate, std::less<Day>());
  }
  if (auto cycles = map.Find("categories")) ReadCareCycles(*cycles, out);
}

// What would come when its time has passed: a birthday is looked for in this
// year and the next ones, an appointment until it begins.
void CheckBefore(const Spot& list, OccasionKind kind) {
  if (list.node().kind != YamlNode::Kind::kList) return;  // said already
  for (const Spot& item : list.ItemsIfAny()) {
    const auto before = ParsePeriod(item.text());
    if (!before.ok()) continue;  // complained of already
    if (kind == OccasionKind::kAppointmentConfirm && before->empty()) {
      item.Contradict(
          "the appointment has begun by then, so this never comes; give more");
    }
    if (kind == OccasionKind::kBirthday &&
        IsShorterOnAverage(Period{12, 0, 0}, *before)) {
      item.Contradict("birthdays come once a year; at most P1Y before one");
    }
  }
}

// Keys that its kind does not look at, and those it cannot do without.
void CheckTiming(const Fields& map, OccasionKind kind) {
  const Timing& timing = TimingOf(kind);
  const std::string_view name = NameOf(kOccasionKinds, kind);
  for (std::string_view key : kTimingKeys) {
    const std::optional<Spot> spot = map.Find(key);
    const auto& keys = timing.keys;
    if (!spot || std::count(keys.begin(), keys.end(), key) > 0) continue;
    spot->Complain(
        keys.empty()
            ? Cat(name,
                  " comes with its event and has no time of "
                  "its own; remove this key")
            : Cat(name, " is timed by ", OneOf(keys), "; remove this key"));
  }
  for (std::string_view key : timing.required) {
    if (map.Has(key)) continue;
    map.spot().Complain(
        Cat(key, " is missing: without it ", name, " never falls due"));
  }
}

// What must be in the program for the occasion ever to fall due; empty if it
// is.
std::string_view MissingFor(OccasionKind kind, const Program& program) {
  const auto warns = [](const Unit& unit) { return !unit.warn.empty(); };
  const auto& units = program.units;
  switch (kind) {
    case OccasionKind::kUnitsExpiring:
      if (std::any_of(units.begin(), units.end(), warns)) return {};
      return "no unit has warn, so nothing is ever said to expire";
    case OccasionKind::kTierAtRisk:
      if (program.tiers.at_risk) return {};
      return "tiers.at_risk is missing, so no tier is ever at risk";
    case OccasionKind::kTierUpgraded:
      if (program.tiers.levels.empty()) {
        return "the program has no tiers, so nobody rises";
      }
      return {};
    case OccasionKind::kSurvey:
    case OccasionKind::kWinBack:
      if (program.lifecycle.decided) return {};
      return "the program has no lifecycle, so nobody has a stage";
    case OccasionKind::kReferralAsk:
      if (program.lifecycle.loyal.visits > 0 ||
          !program.lifecycle.loyal_tiers.empty()) {
        return {};
      }
      return "lifecycle.loyal is missing, so nobody becomes loyal";
    default:
      return {};
  }
}

// The same of what earlier versions took.
std::string_view NeverFor(OccasionKind kind, const Program& program) {
  const bool one_level = program.tiers.levels.size() == 1;
  switch (kind) {
    case OccasionKind::kTierAtRisk:
      return one_level ? "the only level never ends" : "";
    case OccasionKind::kTierUpgraded:
      return one_level ? "there is one level, so nobody rises" : "";
    case OccasionKind::kReviewRequest:
      if (program.feedback.decided) return {};
      return "the program has no feedback section, so nobody is a promoter";
    default:
      return {};
  }
}

// By `kind`, or by the name where that is the name of a kind.
std::optional<OccasionKind> ReadKind(const Fields& map) {
  if (auto kind = map.Find("kind")) return ReadWord(*kind, kOccasionKinds);
  const std::optional<Spot> name = map.Find("name");
  if (!name || name->node().kind != YamlNode::Kind::kScalar) {
    return std::nullopt;
  }
  for (const auto& word : kOccasionKinds) {
    if (word.name == name->text()) return word.value;
  }
  const std::vector<std::string_view> kinds = NamesOf(kOccasionKinds);
  const std::string_view nearest = Nearest(name->text(), kinds);
  name->Complain(nearest.empty()
                     ? Cat(Quoted(name->text()),
                           " is no kind of occasion; add kind: ", OneOf(kinds))
                     : Cat(Quoted(name->text()),
                           " is no kind of occasion; call it ", Quoted(nearest),
                           " or add kind: ", nearest));
  return std::nullopt;
}

void ReadOffer(const Spot& spot, Occasion* out) {
  out->offer = ReadGrant(Fields(spot, GrantShape()));
}

Occasion ReadOccasion(const Spot& spot, std::vector<std::string>& names) {
  Occasion occasion;
  const Fields map(spot, OccasionShape());
  Into(occasion.name, map.Find("name"), ReadName);
  if (auto name = map.Find("name")) CheckUnique(*name, names);
  Into(occasion.purpose, map.Find("purpose"), WordOf(kPurposes));
  Into(occasion.priority, map.Find("priority"),
       [](const Spot& at) { return ReadInteger(at, 0, 1000); });
  if (auto list = map.Find("channels")) {
    occasion.channels = ReadWords(*list, kChannels);
  }
  const std::optional<OccasionKind> kind = ReadKind(map);
  occasion.kind = kind.value_or(OccasionKind::kBirthday);
  ReadTiming(map, &occasion);
  if (kind) CheckTiming(map, *kind);
  if (auto offer = map.Find("offer")) ReadOffer(*offer, &occasion);
  std::optional<Fields> when;
  if (auto spot = map.Find("when")) when.emplace(*spot, OccasionWhenShape());
  if (when) occasion.when = ReadConditions(*when);
  if (!kind) return occasion;
  const std::string_view missing = MissingFor(*kind, spot.scope().program);
  const Spot name = map.Find("name").value_or(spot);
  if (!missing.empty()) name.Complain(Cat(missing));
  const std::string_view never = NeverFor(*kind, spot.scope().program);
  if (missing.empty() && !never.empty()) name.Contradict(Cat(never));
  if (auto list = map.Find("before")) CheckBefore(*list, *kind);
  if (when) CheckFitsOccasion(*when, occasion);
  return occasion;
}

Cap ReadCap(const Spot& spot) {
  Cap cap;
  const Fields map(spot, CapShape());
  const std::optional<Spot> purpose = map.Find("purpose");
  Into(cap.purpose, purpose, WordOf(kPurposes));
  if (cap.purpose == Purpose::kService) {
    purpose->Complain("service is never capped; cap marketing, or remove this");
  }
  Into(cap.count, map.Find("count"),
       [](const Spot& at) { return ReadInteger(at, 1, kMaxCount); });
  Into(cap.per, map.Find("per"), ReadSomePeriod);
  if (auto list = map.Find("channels")) {
    cap.channels = ReadWords(*list, kChannels);
  }
  Into(cap.defer, map.Find("over"), WordOf(kOverCap));
  return cap;
}

}  // namespace

void ReadOutreach(const Spot& section) {
  Outreach& outreach = section.scope().program.outreach;
  const Fields map(section, OutreachShape());
  if (auto hours = map.Find("quiet_hours")) {
    ReadHours(*hours, &outreach.quiet_from_ms, &outreach.quiet_to_ms);
    if (outreach.quiet_to_ms - outreach.quiet_from_ms >= kDayMs) {
      hours->Contradict("the whole day is quiet, so nobody is ever contacted");
    }
  }
  if (auto caps = map.Find("caps")) {
    for (const Spot& item : caps->Items()) {
      outreach.caps.push_back(ReadCap(item));
    }
  }
  Into(outreach.holdout, map.Find("holdout"),
       [](const Spot& at) { return ReadDecimal(at, 0, kDecimalScale); });
  const std::optional<Spot> occasions = map.Find("occasions");
  if (!occasions) return;
  std::vector<std::string> names;
  for (const Spot& item : occasions->Items()) {
    outreach.occasions.push_back(ReadOccasion(item, names));
    const CueKind cue = CueOf(outreach.occasions.back().kind);
    if (cue != CueKind::kUnspecified) outreach.cues |= Bit(cue);
  }
}

}  // namespace laurel
