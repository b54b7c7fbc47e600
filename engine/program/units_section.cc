#include <algorithm>

#include "engine/program/duration.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

constexpr size_t kMaxUnits = 200;

Period operator+(const Period& a, const Period& b) {
  return {a.months + b.months, a.days + b.days, a.ms + b.ms};
}

// What aligning to the end of a stretch may add at most.
Period AlignSlack(Align align) {
  switch (align) {
    case Align::kNone:
      return {};
    case Align::kEndOfMonth:
      return {1, 0, 0};
    case Align::kEndOfQuarter:
      return {3, 0, 0};
    case Align::kEndOfYear:
      return {12, 0, 0};
  }
  return {};
}

std::optional<Expiry> ReadExpiryMap(const Spot& spot) {
  Expiry expiry;
  const Fields map(spot, ExpiryShape());
  const std::optional<Spot> form = map.ExactlyOne({"after", "inactivity"});
  if (!form) return std::nullopt;
  Into(expiry.align, map.Find("align"), WordOf(kAligns));
  if (map.Has("after")) {
    expiry.kind = Expiry::Kind::kAfter;
    const std::optional<Period> period = ReadPeriod(*map.Find("after"));
    expiry.period = period.value_or(Period{});
    if (period && period->empty() && !map.Has("align")) {
      form->Complain("a lot would expire as it is earned; give more, or align");
    }
  } else {
    expiry.kind = Expiry::Kind::kInactivity;
    Into(expiry.period, form, ReadSomePeriod);
    if (auto align = map.Find("align")) {
      align->Complain(
          "align belongs to after; inactivity has no day of its "
          "own");
    }
  }
  return expiry;
}

std::optional<Expiry> ReadExpiry(const Spot& spot) {
  if (spot.node().kind != YamlNode::Kind::kScalar) return ReadExpiryMap(spot);
  if (spot.text() == "none") return Expiry{};
  spot.Complain(Cat("unknown word ", Quoted(spot.text()),
                    "; it can be none, {after: P12M} or {inactivity: P6M}"));
  return std::nullopt;
}

// Every warning must be able to come: it lies after the lot was made.
void ReadWarnings(const Spot& list, Unit* unit) {
  const Period most =
      unit->pending + unit->expiry.period + AlignSlack(unit->expiry.align);
  if (unit->expiry.kind == Expiry::Kind::kNone) {
    list.Complain(
        "nothing of this unit expires, so there is nothing to warn "
        "of; give it an expiry");
  }
  for (const Spot& item : list.Items()) {
    const std::optional<Period> warn = ReadSomePeriod(item);
    if (!warn) continue;
    if (unit->expiry.kind != Expiry::Kind::kNone && !most.empty() &&
        !IsShorterOnAverage(*warn, most)) {
      item.Complain(Cat("a lot does not live that long: it expires after ",
                        FormatPeriod(unit->expiry.period)));
    }
    if (std::find(unit->warn.begin(), unit->warn.end(), *warn) !=
        unit->warn.end()) {
      item.Complain(Cat(Quoted(item.text()), " is listed twice"));
    }
    unit->warn.push_back(*warn);
  }
  std::sort(unit->warn.begin(), unit->warn.end(),
            [](const Period& a, const Period& b) {
              return IsShorterOnAverage(b, a);
            });
}

// Keys that only one kind of unit has.
void ReadKindKeys(const Fields& map, Unit* unit) {
  if (auto spend = map.Find("spend")) {
    Into(unit->spend, spend, WordOf(kSpendOrders));
    if (unit->kind != UnitKind::kStoredValue) {
      spend->Complain(
          "only units of kind stored_value have two parts to "
          "choose from");
    }
  }
  const std::optional<Spot> category = map.Find("category");
  Into(unit->category, category, ReadName);
  if (category && unit->kind != UnitKind::kSessions) {
    category->Complain("only units of kind sessions are for one category");
  }
  if (!category && unit->kind == UnitKind::kSessions) {
    map.spot().Complain(
        "category is missing: the service that the sessions "
        "are for");
  }
}

Unit ReadUnitEntry(const Spot& spot, std::vector<std::string>& names) {
  Unit unit;
  const Fields map(spot, UnitShape());
  Into(unit.name, map.Find("name"), ReadName);
  if (auto name = map.Find("name")) CheckUnique(*name, names);
  Into(unit.kind, map.Find("kind"), WordOf(kUnitKinds));
  Into(unit.expiry, map.Find("expiry"), ReadExpiry);
  Into(unit.pending, map.Find("pending"), ReadPeriod);
  if (auto warn = map.Find("warn")) ReadWarnings(*warn, &unit);
  Into(unit.clawback, map.Find("clawback"), WordOf(kClawbacks));
  Into(unit.retired, map.Find("retired"), ReadYesNo);
  ReadKindKeys(map, &unit);
  return unit;
}

std::optional<int64_t> ReadCountOfUnits(const Spot& spot) {
  return ReadInteger(spot, 1, kMaxAmount);
}

void ReadValue(const Fields& redeem, const Unit& unit, RedeemTerms* terms) {
  if (unit.kind == UnitKind::kStoredValue) {
    terms->value_units = terms->value_minor = 1;  // it is money already
  }
  const std::optional<Spot> value = redeem.Find("value");
  if (!value) return;
  if (unit.kind == UnitKind::kStoredValue) {
    value->Complain("stored value is money already; leave value out");
  }
  const Fields map(*value, ValueShape());
  Into(terms->value_units, map.Find("units"), ReadCountOfUnits);
  Into(terms->value_minor, map.Find("amount"),
       [](const Spot& spot) { return ReadMoney(spot, 1); });
}

RedeemTerms ReadTerms(const Fields& map, const Unit& unit) {
  RedeemTerms terms;
  const auto amount = [&](const Spot& spot) { return ReadAmount(spot, unit); };
  ReadValue(map, unit, &terms);
  Into(terms.minimum, map.Find("minimum"), amount);
  Into(terms.step, map.Find("step"), amount);
  const std::optional<Spot> share = map.Find("share");
  Into(terms.share, share,
       [](const Spot& spot) { return ReadDecimal(spot, 1, kDecimalScale); });
  if (share && !map.Has("value") && unit.kind != UnitKind::kStoredValue) {
    share->Complain("share needs value, or nobody knows what units are worth");
  }
  Into(terms.restore_minimum, map.Find("restore_minimum"), ReadPeriod);
  return terms;
}

}  // namespace

void ReadUnits(const Spot& section) {
  std::vector<std::string> names;
  for (const Spot& item : section.Items(kMaxUnits)) {
    section.scope().program.units.push_back(ReadUnitEntry(item, names));
  }
}

void ReadRedeem(const Spot& section) {
  for (const Spot& item : section.Items()) {
    const Fields map(item, RedeemShape());
    const std::optional<Spot> name = map.Find("unit");
    const std::optional<size_t> index = name ? ReadUnit(*name) : std::nullopt;
    if (!index) continue;
    Unit& unit = section.scope().program.units[*index];
    if (unit.kind == UnitKind::kStatus) {
      name->Complain(Cat(Quoted(unit.name),
                         " is a status, which is never "
                         "spent; remove this entry"));
    }
    if (unit.redeem) {
      name->Complain(Cat(Quoted(unit.name), " has an entry already; keep one"));
    }
    unit.redeem = ReadTerms(map, unit);
  }
}

}  // namespace laurel
