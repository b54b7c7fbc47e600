#include "engine/program/schema.h"

#include "engine/program/schema_types.h"
#include "engine/program/text.h"
#include "engine/program/vocabulary.h"

namespace laurel {

const Key* Shape::Find(std::string_view key) const {
  for (const Key& candidate : keys) {
    if (candidate.name == key) return &candidate;
  }
  return nullptr;
}

std::vector<std::string_view> Shape::Names() const {
  std::vector<std::string_view> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

std::string TypeText(const Type& type) {
  switch (type.form) {
    case Form::kName:
      return "a name";
    case Form::kWord:
      return OneOf(type.words);
    case Form::kInteger:
      return "a whole number";
    case Form::kMoney:
      return "money, such as 12.50";
    case Form::kAmount:
      return "a number, such as 100";
    case Form::kDecimal:
    case Form::kParameter:
      return "a number, such as 1.5";
    case Form::kYesNo:
      return "true or false";
    case Form::kPeriod:
      return "a duration, such as P7D";
    case Form::kTimeOfDay:
      return "a time of day, such as \"21:00\"";
    case Form::kDate:
      return "a date, such as 2025-05-01";
    case Form::kZone:
      return "a time zone, such as Asia/Shanghai";
    case Form::kCurrency:
      return "a currency, such as CNY";
    case Form::kText:
      return "a text";
    case Form::kList:
      return "a list";
    case Form::kMap:
      return Cat("a map with ", OneOf(type.shape->Names()));
    case Form::kEntries:
      return "a map: {name: value}";
    case Form::kEither:
      break;
  }
  std::string text;
  for (const Type& part : type.parts) {
    if (!text.empty()) text += ", or ";
    text += TypeText(part);
  }
  return text;
}

const Shape& ProgramShape() {
  static const Shape shape = {
      "program",
      {{"program", A(Form::kName), "the name of the program", kRequired},
       {"currency", A(Form::kCurrency), "of all money, ISO 4217", kRequired},
       {"timezone", A(Form::kZone), "of its days and hours", kRequired},
       {"rounding", OneWord(kRoundings),
        "once per unit and payment (default floor)"},
       {"stacking", OneWord(kStackings),
        "how multipliers of one unit meet: the best (default), multiplied, or "
        "what each adds"},
       {"exclude_tenders", ListOf(OneWord(kTenderKinds)),
        "what is paid with these earns nothing (default [points, "
        "voucher, stored_value_bonus])"},
       {"units", ListOf(Map(UnitShape())), "what a customer can hold",
        kRequired},
       {"earn", ListOf(Map(EarnShape())), "how units are earned"},
       {"redeem", ListOf(Map(RedeemShape())), "what a redemption must respect"},
       {"tiers", Map(TiersShape()), "membership levels"},
       {"lifecycle", Map(LifecycleShape()), "stages from potential to churned"},
       {"segments", Entries(Map(SegmentShape())), "named groups of customers"},
       {"stores", Entries(Map(StoreShape())), "stores in other time zones"},
       {"targets", Entries(A(Form::kDecimal)), "goals of figures"},
       {"outreach", Map(OutreachShape()), "occasions to contact a customer"},
       {"feedback", Map(FeedbackShape()), "who is unhappy, who is delighted"},
       {"complaints", Map(ComplaintsShape()), "how soon they are dealt with"},
       {"referral", Map(ReferralShape()), "rewards for bringing a friend"},
       {"late", Either({OneWord(kLatePolicies), Map(LateShape())}),
        "the rules for facts that arrive late (default "
        "rules_at_occurrence)"}}};
  return shape;
}

const Shape& UnitShape() {
  static const Shape shape = {
      "unit",
      {{"name", A(Form::kName), "what it is called", kRequired},
       {"kind", OneWord(kUnitKinds), "what it is", kRequired},
       {"expiry", Either({TheWord("none"), Map(ExpiryShape())}),
        "when a lot of it ends (default none)"},
       {"warn", ListOf(A(Form::kPeriod)), "so long before it expires"},
       {"clawback", OneWord(kClawbacks),
        "where a refund takes units from (default within_balance)"},
       {"pending", A(Form::kPeriod), "available that much later"},
       {"spend", OneWord(kSpendOrders),
        "of stored value: which part goes first (default principal_first)"},
       {"category", A(Form::kName), "of sessions: the service they are for"},
       {"retired", A(Form::kYesNo),
        "nobody earns it any more; what is held stays"}}};
  return shape;
}

const Shape& ExpiryShape() {
  static const Shape shape = {
      "expiry",
      {{"after", A(Form::kPeriod), "from activation"},
       {"align", OneWord(kAligns),
        "then at the end of that month, quarter or "
        "year"},
       {"inactivity", A(Form::kPeriod),
        "since the last earning, grant, redemption or capture"}}};
  return shape;
}

const Shape& EarnShape() {
  static const Shape shape = {
      "earn_rule",
      {{"name", A(Form::kName), "what it is called in contributions",
        kRequired},
       {"on", OneWord(kEarningFacts), "the fact it listens to", kRequired},
       {"unit", A(Form::kName), "a unit of the program", kRequired},
       {"rate", Map(RateShape()), "so many units for so much money"},
       {"fixed", A(Form::kAmount), "so many units each time"},
       {"multiply", A(Form::kDecimal), "times what the rates of the unit give"},
       {"when", Map(EarnWhenShape()), "all of these must hold"},
       {"limit", Map(LimitShape()), "caps what the rule gives"}}};
  return shape;
}

const Shape& RateShape() {
  static const Shape shape = {
      "rate",
      {{"per", A(Form::kMoney), "for each such sum of money", kRequired},
       {"give", A(Form::kAmount), "so many units", kRequired},
       {"whole", A(Form::kYesNo), "whole multiples of per only"}}};
  return shape;
}

const Shape& EarnWhenShape() {
  static const Shape shape = {
      "conditions",
      {TiersKey(),
       StagesKey(),
       StoresKey(),
       {"staff", Names(), "served by one of these"},
       {"channels", Names(), "how it was booked or bought"},
       CategoriesKey(),
       {"skus", Names(), "articles, as the shop codes them"},
       {"kinds", ListOf(OneWord(kLineKinds)),
        "of lines (default [product, service])"},
       {"tenders", ListOf(OneWord(kTenderKinds)), "paid with one of these"},
       {"weekdays", ListOf(OneWord(kWeekdays)), "on one of these"},
       {"hours", Map(HoursShape()), "of the day"},
       {"dates", Map(DatesShape()), "both included"},
       BirthdayKey(),
       {"minimum", A(Form::kMoney), "of what the rule counts"},
       {"visit_number", A(Form::kInteger), "this visit included"},
       {"every_nth_visit", A(Form::kInteger), "every so many visits"},
       {"first_purchase", A(Form::kYesNo), "the customer's first"},
       {"score_at_least", A(Form::kInteger), "of feedback"}}};
  return shape;
}

const Shape& OccasionWhenShape() {
  static const Shape shape = {
      "occasion_conditions",
      {TiersKey(),
       StagesKey(),
       StoresKey(),
       CategoriesKey(),
       {"segments", Names(), "the customer is in one of these"}}};
  return shape;
}

const Shape& SegmentShape() {
  static const Shape shape = {
      "segment",
      {TiersKey(), StagesKey(), StoresKey(), CategoriesKey(), BirthdayKey()}};
  return shape;
}

const Shape& HoursShape() {
  static const Shape shape = {
      "hours",
      {{"from", A(Form::kTimeOfDay), "included", kRequired},
       {"to", A(Form::kTimeOfDay), "excluded", kRequired}}};
  return shape;
}

const Shape& DatesShape() {
  static const Shape shape = {"dates",
                              {{"from", A(Form::kDate), "included"},
                               {"to", A(Form::kDate), "included"}}};
  return shape;
}

const Shape& LimitShape() {
  static const Shape shape = {
      "limit",
      {{"count", A(Form::kInteger), "so often"},
       {"amount", A(Form::kAmount), "so many units"},
       {"per", Either({OneWord(kLimitPeriods), A(Form::kPeriod)}),
        "what is capped", kRequired}}};
  return shape;
}

const Shape& RedeemShape() {
  static const Shape shape = {
      "redeem",
      {{"unit", A(Form::kName), "a unit of the program", kRequired},
       {"value", Map(ValueShape()), "what units are worth"},
       {"minimum", A(Form::kAmount), "in one redemption"},
       {"step", A(Form::kAmount), "multiples of this only"},
       {"share", A(Form::kDecimal), "of the basket, at most"},
       {"restore_minimum", A(Form::kPeriod),
        "what is given back lasts at least so long"}}};
  return shape;
}

const Shape& ValueShape() {
  static const Shape shape = {
      "value",
      {{"units", A(Form::kInteger), "so many units", kRequired},
       {"amount", A(Form::kMoney), "are worth so much", kRequired}}};
  return shape;
}

}  // namespace laurel
