#include "engine/program/together.h"

#include <algorithm>

#include "engine/base/civil.h"
#include "engine/domain/outreach.h"
#include "engine/program/scalars.h"

namespace laurel {
namespace {

using Names = std::vector<std::string>;

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool Agree(const Names& a, const Names& b) {
  return a.empty() || b.empty() ||
         std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

// Channels are compared without regard to case.
bool AgreeOnWords(const Names& a, const Names& b) {
  return a.empty() || b.empty() ||
         std::any_of(a.begin(), a.end(), [&](const std::string& x) {
           return std::any_of(b.begin(), b.end(), [&](const std::string& y) {
             return Lower(x) == Lower(y);
           });
         });
}

bool Agree(unsigned a, unsigned b) { return a == 0 || b == 0 || (a & b) != 0; }

// The days that both mean; from may be after to.
struct Days {
  Day from = kNoDay;
  Day to = kNoDay;
};

Days DaysOf(const Conditions& when) { return {when.from_day, when.to_day}; }

Days Common(Days a, const Days& b) {
  if (b.from != kNoDay && (a.from == kNoDay || b.from > a.from)) {
    a.from = b.from;
  }
  if (b.to != kNoDay && (a.to == kNoDay || b.to < a.to)) a.to = b.to;
  return a;
}

// Whether one of the days is one of the weekdays (bit 0 is Monday).
bool HasWeekday(const Days& days, unsigned weekdays) {
  if (days.from == kNoDay || days.to == kNoDay) return true;
  if (days.to < days.from) return false;
  if (weekdays == 0 || days.to - days.from >= 6) return true;
  for (Day day = days.from; day <= days.to; day = day + 1) {
    if ((weekdays >> WeekdayOf(day) & 1) != 0) return true;
  }
  return false;
}

// Whether minute `ms` is among the hours of `when`.
bool HasTime(const Conditions& when, int64_t ms) {
  if (when.from_ms == when.to_ms) return true;
  return when.from_ms < when.to_ms ? ms >= when.from_ms && ms < when.to_ms
                                   : ms >= when.from_ms || ms < when.to_ms;
}

// Two stretches of the day meet where one of them begins.
bool AgreeOnHours(const Conditions& a, const Conditions& b) {
  return HasTime(a, b.from_ms) || HasTime(b, a.from_ms);
}

// ---- Occasions --------------------------------------------------------------

unsigned StagesWhere(bool (*holds)(Stage)) {
  unsigned stages = 0;
  for (const auto& word : kStages) {
    if (holds(word.value)) stages |= Bit(word.value);
  }
  return stages;
}

// The stages that an occasion comes in; 0: any.
unsigned StagesOf(OccasionKind kind) {
  switch (kind) {
    case OccasionKind::kWinBack:
      return StagesWhere(IsAway);
    case OccasionKind::kSurvey:
      return StagesWhere(IsRegular);
    case OccasionKind::kReferralAsk:
      return Bit(Stage::kLoyal);
    default:
      return 0;
  }
}

std::string TextOf(unsigned stages) {
  std::vector<std::string_view> names;
  for (const auto& word : kStages) {
    if ((stages & Bit(word.value)) != 0) names.push_back(word.name);
  }
  return OneOf(names);
}

std::string_view KindOf(const Occasion& occasion) {
  return NameOf(kOccasionKinds, occasion.kind);
}

// The lowest level is nobody's to rise to, and never ends.
bool IsLowestAlone(const Names& tiers, const Program& program) {
  const auto& levels = program.tiers.levels;
  return tiers.size() == 1 && !levels.empty() &&
         tiers.front() == levels.front().name;
}

bool NeedsHigherTier(OccasionKind kind) {
  return kind == OccasionKind::kTierUpgraded ||
         kind == OccasionKind::kTierAtRisk;
}

bool HasCycle(const Occasion& occasion, const Names& categories) {
  return categories.empty() ||
         std::any_of(occasion.categories.begin(), occasion.categories.end(),
                     [&](const auto& cycle) {
                       return std::count(categories.begin(), categories.end(),
                                         cycle.first) > 0;
                     });
}

// Whether the occasion can come to somebody in the segment.
bool CouldBeIn(const Segment& segment, const Occasion& occasion,
               const Program& program) {
  const Conditions& in = segment.when;
  return Agree(in.stages, StagesOf(occasion.kind)) &&
         CouldHoldTogether(in, occasion.when) &&
         !(NeedsHigherTier(occasion.kind) &&
           IsLowestAlone(in.tiers, program)) &&
         (occasion.kind != OccasionKind::kCareDue ||
          HasCycle(occasion, in.categories));
}

void CheckSegments(const Spot& list, const Occasion& occasion) {
  const Program& program = list.scope().program;
  for (const std::string& name : occasion.when.segments) {
    const auto named = [&](const Segment& s) { return s.name == name; };
    const auto segment =
        std::find_if(program.segments.begin(), program.segments.end(), named);
    const bool unknown = segment == program.segments.end();  // said already
    if (unknown || CouldBeIn(*segment, occasion, program)) return;
  }
  list.Contradict(
      Cat("nobody of ",
          OneOf(std::vector<std::string_view>(occasion.when.segments.begin(),
                                              occasion.when.segments.end())),
          " is ever due for ", KindOf(occasion),
          " under these conditions, so it never comes"));
}

}  // namespace

bool CouldHoldTogether(const Conditions& a, const Conditions& b) {
  return Agree(a.tiers, b.tiers) && Agree(a.stages, b.stages) &&
         Agree(a.stores, b.stores) && Agree(a.staff, b.staff) &&
         AgreeOnWords(a.channels, b.channels) &&
         Agree(a.weekdays, b.weekdays) && AgreeOnHours(a, b) &&
         HasWeekday(Common(DaysOf(a), DaysOf(b)), a.weekdays & b.weekdays);
}

void CheckNotEmpty(const Fields& when, const Conditions& conditions) {
  const uint32_t number = conditions.visit_number;
  const uint32_t nth = conditions.every_nth_visit;
  if (number != 0 && nth != 0 && number % nth != 0) {
    when.Find("visit_number")
        ->Contradict(Cat("visit ", number, " is never one of every ", nth,
                         ", so this never holds; keep one of the two"));
  }
  if (conditions.to_day != kNoDay && conditions.from_day != kNoDay &&
      conditions.from_day <= conditions.to_day &&
      !HasWeekday(DaysOf(conditions), conditions.weekdays)) {
    when.Find("weekdays")
        ->Contradict("none of these days is in dates, so this never holds");
  }
}

void CheckFitsOccasion(const Fields& when, const Occasion& occasion) {
  const Conditions& asked = occasion.when;
  const Program& program = when.spot().scope().program;
  const unsigned stages = StagesOf(occasion.kind);
  if (!Agree(asked.stages, stages)) {
    when.Find("stages")->Contradict(Cat(KindOf(occasion), " comes while ",
                                        TextOf(stages),
                                        ", so this never holds"));
  }
  if (NeedsHigherTier(occasion.kind) && IsLowestAlone(asked.tiers, program)) {
    when.Find("tiers")->Contradict(
        Cat(Quoted(asked.tiers.front()), " is the lowest level: nobody ",
            occasion.kind == OccasionKind::kTierUpgraded ? "rises to it"
                                                         : "can lose it",
            ", so this never holds"));
  }
  if (occasion.kind == OccasionKind::kCareDue &&
      !HasCycle(occasion, asked.categories)) {
    when.Find("categories")
        ->Contradict(
            "care_due has no cycle of these categories, so this never holds");
  }
  if (!asked.segments.empty()) CheckSegments(*when.Find("segments"), occasion);
}

}  // namespace laurel
