#include "engine/program/schema.h"

#include "engine/program/vocabulary.h"

namespace laurel {
namespace {

constexpr bool kRequired = true;

Type A(Form form) { return {form, {}, nullptr, {}}; }
Type ListOf(Type part) { return {Form::kList, {}, nullptr, {part}}; }
Type Entries(Type part) { return {Form::kEntries, {}, nullptr, {part}}; }
Type Map(const Shape& shape) { return {Form::kMap, {}, &shape, {}}; }
Type Either(std::vector<Type> parts) {
  return {Form::kEither, {}, nullptr, std::move(parts)};
}
template <typename Row, size_t N>
Type OneWord(const Row (&table)[N]) {
  return {Form::kWord, NamesOf(table), nullptr, {}};
}
Type TheWord(std::string_view word) {
  return {Form::kWord, {word}, nullptr, {}};
}
Type Names() { return ListOf(A(Form::kName)); }

// Conditions that more than one map has.
Key TiersKey() { return {"tiers", Names(), "the customer holds one of these"}; }
Key StagesKey() {
  return {"stages", ListOf(OneWord(kStages)),
          "the customer is in one of these"};
}
Key StoresKey() { return {"stores", Names(), "it happened in one of these"}; }
Key CategoriesKey() {
  return {"categories", Names(), "of a line or service, as the shop codes it"};
}
Key BirthdayKey() {
  return {"birthday", OneWord(kBirthdays),
          "the birthday is on this day, in "
          "this week or in this month"};
}

}  // namespace

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

const Shape& ProgramShape() {
  static const Shape shape = {
      "program",
      {{"program", A(Form::kName), "the name of the program", kRequired},
       {"currency", A(Form::kCurrency), "of all money, ISO 4217", kRequired},
       {"timezone", A(Form::kZone), "of its days and hours", kRequired},
       {"rounding", OneWord(kRoundings), "once per unit and payment; floor"},
       {"stacking", OneWord(kStackings),
        "how multipliers of one unit meet: the best (default), multiplied, or "
        "what each adds"},
       {"exclude_tenders", ListOf(OneWord(kTenderKinds)),
        "what is paid with these earns nothing; [points, voucher, "
        "stored_value_bonus]"},
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
        "the rules for facts that arrive late; rules_at_occurrence"}}};
  return shape;
}

const Shape& UnitShape() {
  static const Shape shape = {
      "unit",
      {{"name", A(Form::kName), "what it is called", kRequired},
       {"kind", OneWord(kUnitKinds), "what it is", kRequired},
       {"expiry", Either({TheWord("none"), Map(ExpiryShape())}),
        "when a lot of it ends; none"},
       {"warn", ListOf(A(Form::kPeriod)), "so long before it expires"},
       {"clawback", OneWord(kClawbacks),
        "where a refund takes units from; within_balance"},
       {"pending", A(Form::kPeriod), "available that much later"},
       {"spend", OneWord(kSpendOrders), "of stored value; principal_first"},
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
      {{"name", A(Form::kName), "as it stands in contributions", kRequired},
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
      {{"per", A(Form::kMoney), "for each such sum", kRequired},
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
       {"kinds", ListOf(OneWord(kLineKinds)), "of lines; [product, service]"},
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
        "event, a rolling period, or lifetime", kRequired}}};
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

const Shape& TiersShape() {
  static const Shape shape = {
      "tiers",
      {{"window", Either({Map(WindowShape()), OneWord(kWindows)}),
        "what counts towards a level", kRequired},
       {"validity", Either({A(Form::kPeriod), Map(ValidityShape())}),
        "how long a level lasts; for ever"},
       {"grace", A(Form::kPeriod), "a second chance after that"},
       {"at_risk", A(Form::kPeriod), "a warning so long before"},
       {"downgrade", OneWord(kDowngrades), "where one falls to; one_level"},
       {"revoke_on_refund", A(Form::kYesNo), "look again at every refund"},
       {"levels", ListOf(Map(LevelShape())), "rising", kRequired}}};
  return shape;
}

const Shape& WindowShape() {
  static const Shape shape = {
      "window",
      {{"rolling", A(Form::kPeriod), "the last so long"},
       {"calendar", OneWord(kCalendars), "this one, from its first day"}}};
  return shape;
}

const Shape& ValidityShape() {
  static const Shape shape = {
      "validity",
      {{"after", A(Form::kPeriod), "from the day of the upgrade", kRequired},
       {"align", OneWord(kAligns), "then to the end of that"}}};
  return shape;
}

const Shape& LevelShape() {
  static const Shape shape = {
      "level",
      {{"name", A(Form::kName), "what it is called", kRequired},
       {"qualify", Map(QualifyShape()), "how it is reached; not the lowest"},
       {"benefits", Map(BenefitsShape()), "what it gives"},
       {"entitlements", Entries(A(Form::kText)),
        "named values shown with the tier"},
       {"retired", A(Form::kYesNo),
        "nobody reaches it any more; who holds it keeps it"}}};
  return shape;
}

const Shape& QualifyShape() {
  static const Shape shape = {
      "qualify",
      {{"any", ListOf(Map(ThresholdShape())), "one of these is enough"},
       {"all", ListOf(Map(ThresholdShape())), "all of these are needed"}}};
  return shape;
}

const Shape& ThresholdShape() {
  static const Shape shape = {
      "threshold",
      {{"spend", A(Form::kMoney), "on products and services"},
       {"visits", A(Form::kInteger), "at most one a day and store"},
       {"units", A(Form::kInteger), "of a status unit"},
       {"unit", A(Form::kName), "which one, where there are several"}}};
  return shape;
}

const Shape& BenefitsShape() {
  static const Shape shape = {
      "benefits",
      {{"on_enter", ListOf(Map(GrantShape())), "on reaching the level"},
       {"on_renew", ListOf(Map(GrantShape())), "on keeping it"},
       {"recurring", ListOf(Map(RecurringShape())), "while it is held"}}};
  return shape;
}

const Shape& GrantShape() {
  static const Shape shape = {
      "grant",
      {{"unit", A(Form::kName), "a unit of the program", kRequired},
       {"amount", A(Form::kAmount), "how many", kRequired}}};
  return shape;
}

const Shape& RecurringShape() {
  static const Shape shape = {
      "recurring",
      {{"every", A(Form::kPeriod), "from the day of entering", kRequired},
       {"unit", A(Form::kName), "a unit of the program", kRequired},
       {"amount", A(Form::kAmount), "how many", kRequired}}};
  return shape;
}

const Shape& LifecycleShape() {
  static const Shape shape = {
      "lifecycle",
      {{"active", Map(ActiveShape()), "{visits: 2, within: P90D}"},
       {"loyal", Map(LoyalShape()), "by visits, or by holding a tier"},
       {"overdue", Map(OverdueShape()), "when somebody is missed", kRequired},
       {"attribution", A(Form::kPeriod),
        "a message brought back who comes within this; P14D"},
       {"churn_on_optout", A(Form::kYesNo),
        "who withdraws every consent has churned"}}};
  return shape;
}

const Shape& ActiveShape() {
  static const Shape shape = {
      "active",
      {{"visits", A(Form::kInteger), "visit days", kRequired},
       {"within", A(Form::kPeriod), "days, the last one included", kRequired}}};
  return shape;
}

const Shape& LoyalShape() {
  static const Shape shape = {
      "loyal",
      {{"visits", A(Form::kInteger), "visit days"},
       {"within", A(Form::kPeriod), "days, the last one included"},
       {"tiers", Names(), "whoever holds one of these is loyal"}}};
  return shape;
}

const Shape& OverdueShape() {
  static const Shape shape = {
      "overdue",
      {{"method", OneWord(kMethods), "who is overdue", kRequired},
       {"fixed", Map(FixedShape()),
        "days since the last visit; also while there is no cadence"},
       {"cadence", Map(CadenceShape()), "multiples of the customer's own pace"},
       {"model", Map(ModelShape()), "the chance that they come back"}}};
  return shape;
}

const Shape& FixedShape() {
  static const Shape shape = {
      "fixed",
      {{"at_risk", A(Form::kPeriod), "since the last visit", kRequired},
       {"dormant", A(Form::kPeriod), "since the last visit", kRequired},
       {"churned", A(Form::kPeriod), "since the last visit", kRequired}}};
  return shape;
}

const Shape& CadenceShape() {
  static const Shape shape = {
      "cadence",
      {{"after_visits", A(Form::kInteger), "visit days before it is used; 3"},
       {"at_risk", A(Form::kDecimal), "times the median gap", kRequired},
       {"dormant", A(Form::kDecimal), "times the median gap", kRequired},
       {"churned", A(Form::kDecimal), "times the median gap", kRequired},
       {"at_least", A(Form::kPeriod), "the shortest gap, in days"},
       {"at_most", A(Form::kPeriod), "the longest gap, in days"},
       {"per_category", A(Form::kYesNo), "a pace for each service"}}};
  return shape;
}

const Shape& ModelShape() {
  static const Shape shape = {
      "model",
      {{"kind", OneWord(kModelKinds), "as fitted", kRequired},
       {"unit", A(Form::kPeriod), "of time, in days; P7D"},
       {"r", A(Form::kParameter), "shape of the visit rate", kRequired},
       {"alpha", A(Form::kParameter), "scale of the visit rate", kRequired},
       {"a", A(Form::kParameter), "of dropping out", kRequired},
       {"b", A(Form::kParameter), "of staying", kRequired},
       {"at_risk", A(Form::kParameter), "below this chance", kRequired},
       {"dormant", A(Form::kParameter), "below this chance", kRequired},
       {"churned", A(Form::kParameter), "below this chance", kRequired}}};
  return shape;
}

const Shape& StoreShape() {
  static const Shape shape = {
      "store", {{"timezone", A(Form::kZone), "of this store", kRequired}}};
  return shape;
}

const Shape& OutreachShape() {
  static const Shape shape = {
      "outreach",
      {{"quiet_hours", Map(HoursShape()), "nobody is contacted then"},
       {"caps", ListOf(Map(CapShape())), "not more often than this"},
       {"holdout", A(Form::kDecimal), "a share left alone, to measure lift"},
       {"occasions", ListOf(Map(OccasionShape())), "why to contact somebody",
        kRequired}}};
  return shape;
}

const Shape& CapShape() {
  static const Shape shape = {
      "cap",
      {{"purpose", OneWord(kPurposes), "marketing; service is not capped",
        kRequired},
       {"count", A(Form::kInteger), "messages and occasions", kRequired},
       {"per", A(Form::kPeriod), "a rolling period", kRequired},
       {"channels", ListOf(OneWord(kChannels)), "counted; all"},
       {"over", OneWord(kOverCap), "what happens to more; suppress"}}};
  return shape;
}

const Shape& OccasionShape() {
  static const Shape shape = {
      "occasion",
      {{"name", A(Form::kName), "as it stands in outreach_due", kRequired},
       {"kind", OneWord(kOccasionKinds), "what makes it due; the name"},
       {"purpose", OneWord(kPurposes), "which consent it needs", kRequired},
       {"channels", ListOf(OneWord(kChannels)), "the best first", kRequired},
       {"priority", A(Form::kInteger), "the greatest goes first; 0"},
       {"before", ListOf(A(Form::kPeriod)), "so long before the day"},
       {"after", A(Form::kPeriod), "so long after it"},
       {"every", A(Form::kPeriod), "again and again"},
       {"at", A(Form::kTimeOfDay), "of the day"},
       {"waves", ListOf(A(Form::kPeriod)), "again, so long after the first"},
       {"dates", ListOf(A(Form::kDate)), "of holidays"},
       {"categories", Entries(A(Form::kPeriod)),
        "so long after the last service of it"},
       {"offer", Map(GrantShape()), "comes with it"},
       {"when", Map(OccasionWhenShape()), "all of these must hold"}}};
  return shape;
}

const Shape& FeedbackShape() {
  static const Shape shape = {
      "feedback", {{"rating", Map(RatingShape()), "of ratings", kRequired}}};
  return shape;
}

const Shape& RatingShape() {
  static const Shape shape = {
      "rating",
      {{"detractor_at_most", A(Form::kInteger), "unhappy; 2"},
       {"promoter_at_least", A(Form::kInteger), "delighted; 5"}}};
  return shape;
}

const Shape& ComplaintsShape() {
  static const Shape shape = {"complaints",
                              {{"answer_within", A(Form::kPeriod), "PT24H"},
                               {"resolve_within", A(Form::kPeriod), "PT48H"}}};
  return shape;
}

const Shape& ReferralShape() {
  static const Shape shape = {
      "referral",
      {{"qualify", Map(ReferralQualifyShape()), "when a friend counts",
        kRequired},
       {"reward", Map(RewardShape()), "what they get", kRequired},
       {"limit", A(Form::kInteger), "friends rewarded per customer"}}};
  return shape;
}

const Shape& ReferralQualifyShape() {
  static const Shape shape = {
      "referral_qualify",
      {{"payment_at_least", A(Form::kMoney), "of one payment"},
       {"within", A(Form::kPeriod), "of enrolment", kRequired}}};
  return shape;
}

const Shape& RewardShape() {
  static const Shape shape = {
      "reward",
      {{"referrer", Map(GrantShape()), "who brought somebody"},
       {"referee", Map(GrantShape()), "who was brought"}}};
  return shape;
}

const Shape& LateShape() {
  static const Shape shape = {"late",
                              {{"reject_after", A(Form::kPeriod),
                                "later ones are refused", kRequired}}};
  return shape;
}

}  // namespace laurel
