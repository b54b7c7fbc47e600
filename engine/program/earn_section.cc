#include <algorithm>

#include "engine/domain/loading.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"
#include "engine/program/together.h"

namespace laurel {
namespace {

constexpr size_t kPayment = FactIndex<PaymentCaptured>();
constexpr size_t kVisit = FactIndex<VisitCompleted>();
constexpr size_t kFeedback = FactIndex<FeedbackReceived>();
constexpr size_t kBooking = FactIndex<AppointmentBooked>();

// One entry of the list with what is known of it.
struct Entry {
  Fields map;
  std::optional<size_t> on;
  std::optional<size_t> unit;
};

// One that is not known is counted in whole numbers.
Unit UnitOf(const Entry& entry) {
  if (!entry.unit) return {};
  return entry.map.spot().scope().program.units[*entry.unit];
}

// Conditions that decide asks of some facts alone: a rule with another one
// would never speak, or always.
struct Asks {
  std::string_view key;
  std::vector<size_t> of;
  std::string_view says;
};

const std::vector<Asks>& AllAsks() {
  static const auto& asks = *new std::vector<Asks>{
      {"kinds", {kPayment}, "only payments have lines with kinds"},
      {"minimum", {kPayment}, "only payments have amounts"},
      {"tenders", {kPayment}, "only payments have tenders"},
      {"first_purchase", {kPayment}, "only a payment is a purchase"},
      {"score_at_least", {kFeedback}, "only feedback has a score"},
      {"categories",
       {kPayment, kVisit},
       "only payments and visits are asked for categories"},
      {"skus",
       {kPayment, kVisit},
       "only payments and visits are asked for articles"},
      {"staff",
       {kPayment, kVisit, kBooking},
       "only payments, visits and bookings have staff"},
      {"channels",
       {kPayment, kVisit, kBooking},
       "only payments, visits and bookings are asked for a channel"}};
  return asks;
}

void CheckConditionsFit(const Fields& when, size_t on) {
  for (const Asks& asks : AllAsks()) {
    const std::optional<Spot> spot = when.Find(asks.key);
    if (!spot || std::count(asks.of.begin(), asks.of.end(), on) > 0) continue;
    spot->Complain(Cat(asks.says, "; remove this condition"));
  }
}

std::optional<size_t> ReadFact(const Spot& spot) {
  for (std::string_view fact : kOtherFacts) {
    if (spot.text() != fact) continue;
    spot.Complain(Cat("nothing is earned by ", fact, "; it can be ",
                      OneOf(NamesOf(kEarningFacts))));
    return std::nullopt;
  }
  return ReadWord(spot, kEarningFacts);
}

void ReadRate(const Spot& spot, const Unit& unit, EarnRule* rule) {
  const Fields map(spot, RateShape());
  Into(rule->per, map.Find("per"),
       [](const Spot& at) { return ReadMoney(at, 1); });
  Into(rule->give, map.Find("give"),
       [&](const Spot& at) { return ReadAmount(at, unit); });
  Into(rule->whole, map.Find("whole"), ReadYesNo);
  if (unit.kind == UnitKind::kVoucher) {
    spot.Complain(Cat(Quoted(unit.name),
                      " is a voucher, and comes one at a time; write "
                      "\"fixed: 1\" with a limit"));
  }
}

// rate and multiply look at amounts, which payments alone have.
void CheckOnPayment(const Spot& spot, const Entry& entry) {
  if (!entry.on || *entry.on == kPayment) return;
  spot.Complain("only payment_captured has amounts to count; write fixed");
}

void ReadForm(const Entry& entry, EarnRule* rule) {
  const Unit unit = UnitOf(entry);
  entry.map.ExactlyOne({"rate", "fixed", "multiply"});
  if (auto rate = entry.map.Find("rate")) {
    rule->form = EarnRule::Form::kRate;
    CheckOnPayment(*rate, entry);
    ReadRate(*rate, unit, rule);
  } else if (auto fixed = entry.map.Find("fixed")) {
    rule->form = EarnRule::Form::kFixed;
    Into(rule->fixed, fixed,
         [&](const Spot& at) { return ReadAmount(at, unit); });
  } else if (auto multiply = entry.map.Find("multiply")) {
    rule->form = EarnRule::Form::kMultiply;
    CheckOnPayment(*multiply, entry);
    Into(rule->multiplier, multiply,
         [](const Spot& at) { return ReadDecimal(at, 0, kMaxFactor); });
  }
}

std::optional<Limit> ReadLimit(const Spot& spot, const Unit& unit) {
  Limit limit;
  const Fields map(spot, LimitShape());
  map.ExactlyOne({"count", "amount"});
  const std::optional<Spot> count = map.Find("count");
  Into(limit.count, count,
       [](const Spot& at) { return ReadInteger(at, 1, kMaxCount); });
  Into(limit.amount, map.Find("amount"),
       [&](const Spot& at) { return ReadAmount(at, unit); });
  const std::optional<Spot> per = map.Find("per");
  if (!per || !per->IsScalar("event, lifetime or a duration")) return limit;
  if (!per->text().empty() && per->text()[0] == 'P') {
    limit.per = Limit::Per::kPeriod;
    Into(limit.period, per, ReadSomePeriod);
  } else {
    Into(limit.per, per, [](const Spot& at) {
      return ReadWord(at, kLimitPeriods, " or a duration, such as P7D");
    });
  }
  if (count && limit.count > 0 && limit.per == Limit::Per::kEvent) {
    count->Contradict(
        "a rule speaks once for each event, so this limits nothing; write "
        "amount, or a longer per");
  }
  return limit;
}

// The contributions of a sale name these beside its rules.
void CheckName(const Spot& name, std::vector<std::string>& names) {
  CheckUnique(name, names);
  for (LineKind line : {LineKind::kTopUp, LineKind::kPackage}) {
    if (name.text() != LoadRule(line)) continue;
    name.Complain(Cat(Quoted(name.text()), " is what ", name.text(),
                      " lines load by themselves; take another name"));
  }
}

Entry ReadEntry(const Spot& item, std::vector<std::string>& names,
                EarnRule* rule) {
  Entry entry{Fields(item, EarnShape()), std::nullopt, std::nullopt};
  Into(rule->name, entry.map.Find("name"), ReadName);
  if (auto name = entry.map.Find("name")) CheckName(*name, names);
  if (auto on = entry.map.Find("on")) entry.on = ReadFact(*on);
  const std::optional<Spot> unit = entry.map.Find("unit");
  if (unit) entry.unit = ReadUnit(*unit);
  if (!entry.unit) item.scope().unread_earn = true;
  if (entry.unit && item.scope().program.units[*entry.unit].retired) {
    unit->Complain(
        Cat(Quoted(unit->text()), " is retired; nobody earns it any more"));
  }
  rule->on = entry.on.value_or(0);
  rule->unit = entry.unit.value_or(0);
  return entry;
}

EarnRule ReadRule(const Entry& entry, EarnRule rule) {
  ReadForm(entry, &rule);
  if (auto when = entry.map.Find("when")) {
    const Fields conditions(*when, EarnWhenShape());
    rule.when = ReadConditions(conditions);
    if (entry.on) CheckConditionsFit(conditions, *entry.on);
    CheckNotEmpty(conditions, rule.when);
  }
  if (auto limit = entry.map.Find("limit")) {
    rule.limit = ReadLimit(*limit, UnitOf(entry));
  }
  return rule;
}

uint32_t KindsOf(const Conditions& when) {
  constexpr uint32_t kUnlessSaid =
      Bit(LineKind::kProduct) | Bit(LineKind::kService);
  return when.kinds != 0 ? when.kinds : kUnlessSaid;
}

bool HaveInCommon(const std::vector<std::string>& a,
                  const std::vector<std::string>& b) {
  return a.empty() || b.empty() ||
         std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool CouldCountOneLine(const Conditions& a, const Conditions& b) {
  return (KindsOf(a) & KindsOf(b)) != 0 &&
         HaveInCommon(a.categories, b.categories) &&
         HaveInCommon(a.skus, b.skus);
}

// Sales alone have rates, so both listen to one fact.
bool CouldCountTogether(const Conditions& a, const Conditions& b) {
  return CouldCountOneLine(a, b) && CouldHoldTogether(a, b);
}

// Of `best` one that changes nothing may still win over a smaller one.
bool ChangesNothing(const EarnRule& rule, const Program& program) {
  if (rule.multiplier != kDecimalScale) return false;
  return program.stacking != Stacking::kBest ||
         std::none_of(program.earn.begin(), program.earn.end(),
                      [&](const EarnRule& other) {
                        return other.form == EarnRule::Form::kMultiply &&
                               other.unit == rule.unit &&
                               other.multiplier < kDecimalScale;
                      });
}

// A multiplier multiplies what the rates of its unit give, line by line.
void CheckMultiplier(const Spot& multiply, const EarnRule& rule) {
  const Program& program = multiply.scope().program;
  bool rated = false;
  bool lines = false;
  for (const EarnRule& other : program.earn) {
    if (other.form != EarnRule::Form::kRate || other.unit != rule.unit) {
      continue;
    }
    if (CouldCountTogether(other.when, rule.when)) return;
    rated = true;
    lines |= CouldCountOneLine(other.when, rule.when);
  }
  const std::string unit = Quoted(program.units[rule.unit].name);
  if (lines) {
    multiply.Contradict(Cat("there is nothing to multiply: no rate of ", unit,
                            " holds when this does"));
    return;
  }
  multiply.Complain(rated ? Cat("there is nothing to multiply: no rate of ",
                                unit, " counts the lines that this asks for")
                          : Cat("there is nothing to multiply: ", unit,
                                " has no rule with a rate"));
}

void CheckMultipliers(const std::vector<Entry>& entries) {
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::optional<Spot> multiply = entries[i].map.Find("multiply");
    if (!multiply || !entries[i].unit) continue;
    const Program& program = multiply->scope().program;
    CheckMultiplier(*multiply, program.earn[i]);
    if (ChangesNothing(program.earn[i], program)) {
      multiply->Contradict("times 1 changes nothing; give more, or remove it");
    }
  }
}

}  // namespace

void ReadEarn(const Spot& section) {
  std::vector<std::string> names;
  std::vector<Entry> entries;
  for (const Spot& item : section.Items()) {
    EarnRule rule;
    entries.push_back(ReadEntry(item, names, &rule));
    section.scope().program.earn.push_back(
        ReadRule(entries.back(), std::move(rule)));
  }
  CheckMultipliers(entries);
}

}  // namespace laurel
