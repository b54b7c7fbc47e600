#include "engine/domain/figure_report.h"

#include <algorithm>
#include <utility>

#include "engine/base/checked.h"
#include "engine/base/civil.h"
#include "engine/domain/worth.h"

namespace laurel {
namespace {

constexpr std::string_view kStages[] = {
    "potential", "new", "active", "loyal", "at_risk", "dormant", "churned"};
// Less is better.
constexpr std::string_view kRare[] = {"churn_rate", "complaint_rate",
                                      "downgrade_rate", "breakage"};

// The counters of one scope.
class Sums {
 public:
  Sums(const CounterTable& table, const FigureScope& scope) : scope_(scope) {
    for (const auto& [key, amount] : table) {
      if (scope.store && key.store != *scope.store) continue;
      if (key.counter == Counter::kActive)
        actives_.emplace_back(key.day, amount);
      if (key.day > scope.to) continue;
      (key.day < scope.from ? before_ : within_)[{key.counter, key.label}] +=
          amount;
    }
  }

  int64_t Within(Counter counter, const std::string& label = "") const {
    return Find(within_, counter, label);
  }
  int64_t Before(Counter counter, const std::string& label = "") const {
    return Find(before_, counter, label);
  }
  // What stands at the end.
  int64_t Stock(Counter counter, const std::string& label) const {
    return Before(counter, label) + Within(counter, label);
  }
  int64_t All(Counter counter) const {
    int64_t sum = 0;
    for (const auto& [key, amount] : within_) {
      if (key.first == counter) sum += amount;
    }
    return sum;
  }
  std::vector<std::string> Labels(Counter counter) const {
    std::vector<std::string> labels;
    for (const auto& [key, amount] : within_) {
      if (key.first == counter) labels.push_back(key.second);
    }
    return labels;
  }

  // Customers of the months before those that begin within the scope; the
  // last month that anybody came in is the last.
  int64_t ActiveBefore() const {
    Day last{INT32_MIN};
    for (const auto& [day, amount] : actives_) last = std::max(last, day);
    int64_t sum = 0;
    for (const auto& [day, amount] : actives_) {
      const Day next = AddMonths(day, 1);
      if (next >= scope_.from && next <= scope_.to && next <= last) {
        sum += amount;
      }
    }
    return sum;
  }

 private:
  using ByLabel = std::map<std::pair<Counter, std::string>, int64_t>;
  static int64_t Find(const ByLabel& sums, Counter counter,
                      const std::string& label) {
    const auto found = sums.find({counter, label});
    return found == sums.end() ? 0 : found->second;
  }

  const FigureScope& scope_;
  ByLabel before_, within_;
  std::vector<std::pair<Day, int64_t>> actives_;
};

class Report {
 public:
  Report(const CounterTable& table, const FigureScope& scope,
         const Program& program)
      : sums_(table, scope), program_(program) {}

  std::vector<FigureLine> Write() {
    Customers();
    Sales();
    Loyalty();
    Voices();
    Ladder();
    Messages();
    for (const Unit& unit : program_.units) OfUnit(unit);
    Share("breakage", expired_, issued_);
    return std::move(lines_);
  }

 private:
  void Line(std::string figure, FigureForm form, int64_t amount, int64_t of = 0,
            std::string label = "") {
    lines_.push_back({std::move(figure), std::move(label), form, amount, of});
  }
  void Count(std::string figure, Counter counter) {
    Line(std::move(figure), FigureForm::kCount, sums_.Within(counter));
  }
  void Share(std::string figure, int64_t amount, int64_t of,
             std::string label = "") {
    Line(std::move(figure), FigureForm::kShare, amount, of, std::move(label));
  }
  void Share(std::string figure, Counter counter, Counter of) {
    Share(std::move(figure), sums_.Within(counter), sums_.Within(of));
  }

  void Customers() {
    Count("new_customers", Counter::kKnown);
    Count("first_visits", Counter::kFirstVisits);
    Share("new_customer_conversion", Counter::kFirstVisits, Counter::kKnown);
    Count("referred_customers", Counter::kReferred);
    Share("referral_rate", Counter::kReferred, Counter::kKnown);
    for (std::string_view stage : kStages) {
      Line("customers_by_stage", FigureForm::kCount,
           sums_.Stock(Counter::kStage, std::string(stage)), 0,
           std::string(stage));
    }
  }

  void Sales() {
    Count("visits", Counter::kVisits);
    Count("purchases", Counter::kPurchases);
    Line("spend", FigureForm::kMoney, sums_.Within(Counter::kSpend));
    Line("average_ticket", FigureForm::kTicket, sums_.Within(Counter::kSpend),
         sums_.Within(Counter::kPurchases));
  }

  // Of a stretch of days could churn who was there before it, or came or came
  // back in it.
  void Loyalty() {
    Count("first_purchases", Counter::kFirstPurchases);
    Share("repurchase_rate", Counter::kRepurchased, Counter::kFirstPurchases);
    Share("retention_rate", sums_.Within(Counter::kRetained),
          sums_.ActiveBefore());
    int64_t could =
        sums_.Within(Counter::kFirstVisits) + sums_.Within(Counter::kReturned);
    for (std::string_view stage : kStages) {
      if (stage == "potential" || stage == "churned") continue;
      could += sums_.Before(Counter::kStage, std::string(stage));
    }
    Count("churned", Counter::kChurned);
    Share("churn_rate", sums_.Within(Counter::kChurned), could);
  }

  void Voices() {
    Line("nps", FigureForm::kScore,
         sums_.Within(Counter::kPromoters) - sums_.Within(Counter::kDetractors),
         sums_.Within(Counter::kNps));
    Line("mean_rating", FigureForm::kMean, sums_.Within(Counter::kRatingSum),
         sums_.Within(Counter::kRatings));
    Share("satisfied_share", Counter::kSatisfied, Counter::kRatings);
    Count("complaints", Counter::kComplaints);
    Share("complaint_rate", Counter::kComplaints, Counter::kVisits);
    InTime("answered_in_time", Counter::kAnsweredInTime,
           Counter::kAnswersOverdue);
    InTime("resolved_in_time", Counter::kResolvedInTime,
           Counter::kResolutionsOverdue);
  }
  void InTime(std::string figure, Counter in_time, Counter overdue) {
    const int64_t good = sums_.Within(in_time);
    Share(std::move(figure), good, good + sums_.Within(overdue));
  }

  void Ladder() {
    for (const Level& level : program_.tiers.levels) {
      Line("customers_by_tier", FigureForm::kCount,
           sums_.Stock(Counter::kTier, level.name), 0, level.name);
    }
    Count("upgrades", Counter::kUpgrades);
    Count("reviewed", Counter::kReviewed);
    Share("renewal_rate", Counter::kRenewed, Counter::kReviewed);
    Count("downgrades", Counter::kDowngrades);
    Share("downgrade_rate", Counter::kDowngrades, Counter::kReviewed);
  }

  void Messages() {
    Line("messages", FigureForm::kCount, sums_.All(Counter::kMessages));
    Share("message_conversion", sums_.All(Counter::kMessagesConverted),
          sums_.All(Counter::kMessages));
    for (const std::string& label : sums_.Labels(Counter::kMessages)) {
      Share("message_conversion",
            sums_.Within(Counter::kMessagesConverted, label),
            sums_.Within(Counter::kMessages, label), label);
    }
    for (const std::string& label : sums_.Labels(Counter::kHeldOut)) {
      Lift(label);
    }
  }

  // The share of those contacted who came, less that of those held out.
  void Lift(const std::string& label) {
    const int64_t contacted = sums_.Within(Counter::kContacted, label);
    const int64_t held_out = sums_.Within(Counter::kHeldOut, label);
    Share("contacted_came", sums_.Within(Counter::kContactedVisited, label),
          contacted, label);
    Share("held_out_came", sums_.Within(Counter::kHeldOutVisited, label),
          held_out, label);
    Share("lift",
          sums_.Within(Counter::kContactedVisited, label) * held_out -
              sums_.Within(Counter::kHeldOutVisited, label) * contacted,
          contacted * held_out, label);
  }

  void OfUnit(const Unit& unit) {
    const auto flow = [&](std::string figure, Counter counter) {
      const int64_t amount = sums_.Within(counter, unit.name);
      Line(std::move(figure), FigureForm::kCount, amount, 0, unit.name);
      return amount;
    };
    const int64_t issued = flow("units_issued", Counter::kIssued);
    flow("units_redeemed", Counter::kRedeemed);
    const int64_t expired = flow("units_expired", Counter::kExpired);
    flow("units_reversed", Counter::kReversed);
    const int64_t outstanding = sums_.Stock(Counter::kIssued, unit.name) -
                                sums_.Stock(Counter::kRedeemed, unit.name) -
                                sums_.Stock(Counter::kExpired, unit.name) -
                                sums_.Stock(Counter::kReversed, unit.name);
    Line("units_outstanding", FigureForm::kCount, outstanding, 0, unit.name);
    if (const auto worth = LiabilityOf(unit, outstanding)) {
      Line("liability", FigureForm::kMoney, *worth, 0, unit.name);
    }
    Share("breakage", expired, issued, unit.name);
    // What never expires says nothing of what people let lapse.
    if (unit.kind == UnitKind::kStatus ||
        unit.expiry.kind == Expiry::Kind::kNone) {
      return;
    }
    issued_ += issued;
    expired_ += expired;
  }

  const Sums sums_;
  const Program& program_;
  int64_t issued_ = 0, expired_ = 0;  // of all that can be spent and expires
  std::vector<FigureLine> lines_;
};

std::string Padded(int32_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::optional<int64_t> LiabilityOf(const Unit& unit, int64_t outstanding) {
  if (unit.kind == UnitKind::kStoredValue) return outstanding;
  if (!unit.redeem || unit.redeem->value_units == 0) return std::nullopt;
  const int128 worth = Rounded(int128{outstanding} * unit.redeem->value_minor,
                               unit.redeem->value_units, Rounding::kCeil);
  if (!FitsInt64(worth)) return std::nullopt;
  return static_cast<int64_t>(worth);
}

std::vector<FigureLine> FiguresOf(const CounterTable& table,
                                  const FigureScope& scope,
                                  const Program& program) {
  return Report(table, scope, program).Write();
}

std::vector<FigureLine> CohortsOf(const CounterTable& table,
                                  const FigureScope& scope) {
  std::map<Day, std::map<int32_t, int64_t>> cohorts;
  for (const auto& [key, amount] : table) {
    if (key.counter != Counter::kCohort) continue;
    if (scope.store && key.store != *scope.store) continue;
    if (key.day < scope.from || key.day > scope.to) continue;
    cohorts[key.day][std::stoi(key.label)] += amount;
  }
  std::vector<FigureLine> lines;
  for (const auto& [first, months] : cohorts) {
    const Date date = DateOf(first);
    for (const auto& [later, customers] : months) {
      lines.push_back({"cohort",
                       std::to_string(date.year) + "-" + Padded(date.month) +
                           "/" + std::to_string(later),
                       FigureForm::kShare, customers, months.begin()->second});
    }
  }
  return lines;
}

std::vector<TargetLine> TargetsOf(const std::vector<FigureLine>& figures,
                                  const Program& program) {
  std::vector<TargetLine> targets;
  for (const auto& [name, goal] : program.targets) {
    TargetLine target{name, goal, std::nullopt, false};
    for (const FigureLine& line : figures) {
      if (line.figure != name || !line.label.empty() || line.of == 0) continue;
      const int64_t times = line.form == FigureForm::kScore ? 100 : 1;
      target.value = static_cast<int64_t>(
          Rounded(int128{line.amount} * kDecimalScale * times, line.of,
                  Rounding::kHalfEven));
    }
    const bool rare =
        std::find(std::begin(kRare), std::end(kRare), name) != std::end(kRare);
    target.reached =
        target.value && (rare ? *target.value <= goal : *target.value >= goal);
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace laurel
