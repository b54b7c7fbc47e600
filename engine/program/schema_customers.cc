// The maps of the sections about customers: tiers, lifecycle, outreach and
// what follows.
#include "engine/program/schema.h"
#include "engine/program/schema_types.h"
#include "engine/program/vocabulary.h"

namespace laurel {

const Shape& TiersShape() {
  static const Shape shape = {
      "tiers",
      {{"window", Either({Map(WindowShape()), OneWord(kWindows)}),
        "what counts towards a level", kRequired},
       {"validity", Either({A(Form::kPeriod), Map(ValidityShape())}),
        "how long a level lasts (default for ever)"},
       {"grace", A(Form::kPeriod), "a second chance after that"},
       {"at_risk", A(Form::kPeriod), "a warning so long before"},
       {"downgrade", OneWord(kDowngrades),
        "where one falls to (default one_level)"},
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
      {{"active", Map(ActiveShape()),
        "so many visits within so long (default 2, P90D)"},
       {"loyal", Map(LoyalShape()), "by visits, or by holding a tier"},
       {"overdue", Map(OverdueShape()), "when somebody is missed", kRequired},
       {"attribution", A(Form::kPeriod),
        "a message brought back who comes within this (default P14D)"},
       {"churn_on_optout", A(Form::kYesNo),
        "who withdraws every consent has churned"}}};
  return shape;
}

const Shape& ActiveShape() {
  static const Shape shape = {"active",
                              {{"visits", A(Form::kInteger),
                                "days with a visit or purchase", kRequired},
                               {"within", A(Form::kPeriod),
                                "counting back from the last one", kRequired}}};
  return shape;
}

const Shape& LoyalShape() {
  static const Shape shape = {
      "loyal",
      {{"visits", A(Form::kInteger), "days with a visit or purchase"},
       {"within", A(Form::kPeriod), "counting back from the last one"},
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
      {{"after_visits", A(Form::kInteger),
        "visit days before it is used (default 3)"},
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
       {"unit", A(Form::kPeriod), "of time, in days (default P7D)"},
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
       {"channels", ListOf(OneWord(kChannels)), "that count (default all)"},
       {"over", OneWord(kOverCap), "what happens to more (default suppress)"}}};
  return shape;
}

const Shape& OccasionShape() {
  static const Shape shape = {
      "occasion",
      {{"name", A(Form::kName), "what it is called in outreach_due", kRequired},
       {"kind", OneWord(kOccasionKinds),
        "what makes it due (default: the name says it)"},
       {"purpose", OneWord(kPurposes), "which consent it needs", kRequired},
       {"channels", ListOf(OneWord(kChannels)), "the preferred one first",
        kRequired},
       {"priority", A(Form::kInteger), "the greatest goes first (default 0)"},
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
  static const Shape shape = {"rating",
                              {{"detractor_at_most", A(Form::kInteger),
                                "such a rating is unhappy (default 2)"},
                               {"promoter_at_least", A(Form::kInteger),
                                "such a rating is delighted (default 5)"}}};
  return shape;
}

const Shape& ComplaintsShape() {
  static const Shape shape = {
      "complaints",
      {{"answer_within", A(Form::kPeriod), "of opening (default PT24H)"},
       {"resolve_within", A(Form::kPeriod), "of opening (default PT48H)"}}};
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
