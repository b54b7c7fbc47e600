// The short sections: segments, stores, targets, feedback, complaints,
// referral and late facts.
#include <algorithm>

#include "engine/domain/fact.h"
#include "engine/program/duration.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

inline constexpr Scale kRatings = ScaleOf(FeedbackKind::kRating);

void ReadRating(const Spot& spot, Feedback* out) {
  const Fields map(spot, RatingShape());
  const auto score = [](const Spot& at) { return ReadInteger(at, 0, 10); };
  const std::optional<Spot> detractor = map.Find("detractor_at_most");
  const std::optional<Spot> promoter = map.Find("promoter_at_least");
  Into(out->detractor_at_most, detractor, score);
  Into(out->promoter_at_least, promoter, score);
  if (promoter && out->promoter_at_least > kRatings.most) {
    promoter->Contradict(Cat("a rating is ", kRatings.least, " to ",
                             kRatings.most, ", so nobody would be delighted"));
  }
  if (out->detractor_at_most < out->promoter_at_least) return;
  promoter.value_or(detractor.value_or(spot))
      .Complain(Cat("a rating of ", out->promoter_at_least,
                    " would be both; detractor_at_most (",
                    out->detractor_at_most,
                    ") must be less than promoter_at_least"));
}

std::optional<Grant> ReadReward(const Spot& spot) {
  return ReadGrant(Fields(spot, GrantShape()));
}

void ReadRewards(const Spot& spot, Referral* out) {
  const Fields map(spot, RewardShape());
  Into(out->referrer, map.Find("referrer"), ReadReward);
  Into(out->referee, map.Find("referee"), ReadReward);
  if (!map.Has("referrer") && !map.Has("referee")) {
    spot.Complain("nobody is rewarded; give referrer, referee or both");
  }
}

}  // namespace

void ReadSegments(const Spot& section) {
  for (const auto& [name, spot] : section.Entries()) {
    section.scope().program.segments.push_back(
        {name, ReadConditions(Fields(spot, SegmentShape()))});
  }
}

std::optional<Zone> ReadZone(const Spot& spot) {
  if (!spot.IsScalar("a time zone, such as Asia/Shanghai")) return {};
  absl::StatusOr<Zone> zone = spot.scope().zones(spot.text());
  absl::Status status = zone.status();
  if (zone.ok()) status = CheckZone(*zone);
  if (status.ok()) return *std::move(zone);
  spot.Complain(std::string(status.message()));
  return std::nullopt;
}

void ReadStores(const Spot& section) {
  auto& stores = section.scope().program.stores;
  for (const auto& [name, spot] : section.Entries()) {
    const Fields map(spot, StoreShape());
    Zone zone;
    Into(zone, map.Find("timezone"), ReadZone);
    stores.emplace_back(name, std::move(zone));
  }
  std::sort(stores.begin(), stores.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
}

namespace {

// What keeps a figure from ever being anything but nothing, or whole.
std::string_view StillOf(std::string_view figure, const Scope& scope) {
  const Program& program = scope.program;
  const bool ends =
      program.tiers.validity.has_value() && program.tiers.levels.size() > 1;
  if (figure == "renewal_rate" || figure == "downgrade_rate") {
    return ends ? "" : "no tier of the program ends, so none is ever reviewed";
  }
  if (figure == "churn_rate") {
    return scope.has_lifecycle
               ? ""
               : "the program has no lifecycle, so nobody has churned";
  }
  if (figure == "answered_in_time" || figure == "resolved_in_time") {
    return scope.has_complaints
               ? ""
               : "the program has no complaints section, so nothing is late";
  }
  if (figure != "breakage") return {};
  const bool expires = std::any_of(
      program.units.begin(), program.units.end(), [](const Unit& unit) {
        return unit.kind != UnitKind::kStatus &&
               unit.expiry.kind != Expiry::Kind::kNone;
      });
  return expires ? "" : "nothing that can be spent ever expires";
}

}  // namespace

void ReadTargets(const Spot& section) {
  for (const auto& [name, spot] : section.Entries()) {
    const auto figure = std::find_if(
        std::begin(kFigures), std::end(kFigures),
        [&name = name](const Figure& f) { return f.name == name; });
    if (figure == std::end(kFigures)) {
      spot.Complain(Cat("no figure is called ", Quoted(name), "; ",
                        Suggestion(name, NamesOf(kFigures))));
      continue;
    }
    const auto goal = ReadDecimal(spot, figure->least, figure->most);
    const std::string_view still = StillOf(name, section.scope());
    if (!still.empty()) spot.Contradict(Cat(still));
    if (goal) section.scope().program.targets.emplace_back(name, *goal);
  }
}

void ReadFeedback(const Spot& section) {
  section.scope().program.feedback.decided = true;
  const Fields map(section, FeedbackShape());
  if (auto rating = map.Find("rating")) {
    ReadRating(*rating, &section.scope().program.feedback);
  }
}

void ReadComplaints(const Spot& section) {
  Complaints& complaints = section.scope().program.complaints;
  complaints.decided = true;
  const Fields map(section, ComplaintsShape());
  const std::optional<Spot> answer = map.Find("answer_within");
  const std::optional<Spot> resolve = map.Find("resolve_within");
  Into(complaints.answer_within, answer, ReadSomePeriod);
  Into(complaints.resolve_within, resolve, ReadSomePeriod);
  if (!IsShorterOnAverage(complaints.resolve_within,
                          complaints.answer_within)) {
    return;
  }
  resolve.value_or(answer.value_or(section))
      .Complain(Cat("a complaint would be resolved (within ",
                    FormatPeriod(complaints.resolve_within),
                    ") before it is answered (within ",
                    FormatPeriod(complaints.answer_within), ")"));
}

void ReadReferral(const Spot& section) {
  Referral& referral = section.scope().program.referral;
  referral.decided = true;
  const Fields map(section, ReferralShape());
  if (auto spot = map.Find("qualify")) {
    const Fields qualify(*spot, ReferralQualifyShape());
    Into(referral.payment_at_least, qualify.Find("payment_at_least"),
         [](const Spot& at) { return ReadMoney(at, 0); });
    Into(referral.within, qualify.Find("within"), ReadSomePeriod);
  }
  if (auto reward = map.Find("reward")) ReadRewards(*reward, &referral);
  Into(referral.limit, map.Find("limit"),
       [](const Spot& at) { return ReadInteger(at, 1, kMaxCount); });
}

void ReadLate(const Spot& section) {
  LatePolicy& late = section.scope().program.late;
  if (section.node().kind == YamlNode::Kind::kScalar) {
    if (section.text() == "reject_after") {
      section.Complain("after how long? Write {reject_after: P30D}");
      return;
    }
    Into(late.kind, section, [](const Spot& at) {
      return ReadWord(at, kLatePolicies, " or {reject_after: P30D}");
    });
    return;
  }
  const Fields map(section, LateShape());
  late.kind = LatePolicy::Kind::kRejectAfter;
  Into(late.reject_after, map.Find("reject_after"), ReadPeriod);
}

}  // namespace laurel
