#include "cli/demo_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/event_text.h"
#include "cli/progress_line.h"
#include "engine/codec/json_text.h"
#include "engine/domain/figure_report.h"

namespace laurel {
namespace {

using Row = std::pair<std::string, std::string>;

constexpr Stage kStages[] = {Stage::kPotential, Stage::kNew,    Stage::kActive,
                             Stage::kLoyal,     Stage::kAtRisk, Stage::kDormant,
                             Stage::kChurned};

std::string Share(int64_t part, int64_t whole) {
  return whole == 0 ? "" : absl::StrFormat("%3d %%", part * 100 / whole);
}

std::vector<Row> StageRows(const Census& census) {
  std::vector<Row> rows;
  for (const Stage stage : kStages) {
    const int64_t count = census.stages[static_cast<size_t>(stage)];
    rows.emplace_back(StageText(stage),
                      absl::StrFormat("%8s %s", Grouped(count),
                                      Share(count, census.customers)));
  }
  return rows;
}

std::vector<Row> TierRows(const Census& census, const Program& program) {
  std::vector<Row> rows;
  for (const Level& level : program.tiers.levels) {
    const auto found = census.tiers.find(level.name);
    const int64_t count = found == census.tiers.end() ? 0 : found->second;
    rows.emplace_back(level.name,
                      absl::StrFormat("%8s %s", Grouped(count),
                                      Share(count, census.customers)));
  }
  const auto none = census.tiers.find("");
  if (none != census.tiers.end()) {
    rows.emplace_back("none yet",
                      absl::StrFormat("%8s %s", Grouped(none->second),
                                      Share(none->second, census.customers)));
  }
  return rows;
}

// Two tables side by side.
void AddTables(const std::vector<Row>& left, const std::vector<Row>& right,
               std::string& out) {
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const Row a = i < left.size() ? left[i] : Row();
    const Row b = i < right.size() ? right[i] : Row();
    std::string line = absl::StrFormat("  %-10s %-18s   %-10s %s", a.first,
                                       a.second, b.first, b.second);
    while (line.ends_with(' ')) line.pop_back();
    absl::StrAppend(&out, line, "\n");
  }
}

void AddUnits(const Census& census, const Program& program, std::string& out) {
  absl::StrAppendFormat(&out, "  %-10s %12s %12s %12s %12s %12s %14s\n", "",
                        "issued", "redeemed", "expired", "taken back",
                        "outstanding", "liability");
  for (const Unit& unit : program.units) {
    const auto found = census.units.find(unit.name);
    if (found == census.units.end()) continue;
    const UnitTotals& sum = found->second;
    const auto worth = LiabilityOf(unit, sum.outstanding - sum.owed);
    std::string line = absl::StrFormat(
        "  %-10s %12s %12s %12s %12s %12s %14s", unit.name, Grouped(sum.issued),
        Grouped(sum.redeemed), Grouped(sum.expired), Grouped(sum.reversed),
        Grouped(sum.outstanding),
        worth ? MoneyText({program.currency, *worth}) : "");
    line.erase(line.find_last_not_of(' ') + 1);
    absl::StrAppend(&out, line, "\n");
  }
}

void AddComplaints(const ComplaintTotals& sum, std::string& out) {
  absl::StrAppendFormat(&out, "  %-10s %12s %12s %12s\n", "", "in time",
                        "overdue", "of");
  const auto add = [&](const char* what, int64_t in_time, int64_t overdue) {
    absl::StrAppendFormat(&out, "  %-10s %12s %12s %12s\n", what,
                          Grouped(in_time), Grouped(overdue),
                          Grouped(sum.opened));
  };
  add("answered", sum.answered_in_time, sum.answers_overdue);
  add("resolved", sum.resolved_in_time, sum.resolutions_overdue);
}

void AddNews(const std::vector<News>& news, const Zone& zone,
             std::string& out) {
  for (const News& one : news) {
    absl::StrAppend(&out, "  ", TimeText(one.event.occurred_at, zone), "  ",
                    one.customer, " ", EventText(one.event, zone), "\n");
  }
}

void AddCommands(const DemoFacts& facts, const Census& census,
                 const std::vector<News>& news, std::string& out) {
  std::string who = census.worth_a_look;
  if (who.empty() && !news.empty()) who = news.back().customer;
  const std::string data = absl::StrCat(" --data ", facts.data);
  if (!who.empty()) {
    absl::StrAppend(&out, "  laurel customer ", who, data, "\n");
    absl::StrAppend(&out, "  laurel explain ", who, " --unit points", data,
                    "\n");
  }
  if (!news.empty()) {
    absl::StrAppend(&out, "  laurel explain ", news.back().customer, data,
                    "\n");
  }
  absl::StrAppend(&out, "  laurel verify", data,
                  "      decides all of it again and compares\n");
  absl::StrAppend(&out, "  laurel serve", data, "       goes on from here\n");
}

std::string Seconds(int64_t ms) {
  return absl::StrFormat("%d.%d s", ms / 1000, ms % 1000 / 100);
}

int64_t Rate(int64_t count, int64_t ms) {
  return count * 1000 / std::max<int64_t>(ms, 1);
}

}  // namespace

ComplaintTotals ComplaintsOf(const CounterTable& table) {
  ComplaintTotals sum;
  for (const auto& [key, amount] : table) {
    switch (key.counter) {
      case Counter::kComplaints:
        sum.opened += amount;
        break;
      case Counter::kAnsweredInTime:
        sum.answered_in_time += amount;
        break;
      case Counter::kAnswersOverdue:
        sum.answers_overdue += amount;
        break;
      case Counter::kResolvedInTime:
        sum.resolved_in_time += amount;
        break;
      case Counter::kResolutionsOverdue:
        sum.resolutions_overdue += amount;
        break;
      default:
        break;
    }
  }
  return sum;
}

std::string DemoPage(const DemoFacts& facts, const Census& census,
                     const ComplaintTotals& complaints,
                     const std::vector<News>& news, const Program& program) {
  const Zone& zone = program.zone;
  std::string out = absl::StrCat(
      "Six salons, ", DateText(facts.begin, zone), " to ",
      DateText(facts.end, zone), "\n\n  ", Grouped(facts.facts),
      " facts about ", Grouped(census.customers), " customers led to ",
      Grouped(facts.events), " derived events,\n  decided in ",
      Seconds(facts.fold_ms), " (", Grouped(Rate(facts.facts, facts.fold_ms)),
      " facts/s) by the program ", program.name, "\n");
  absl::StrAppend(&out, "\nCustomers by stage               by tier\n\n");
  AddTables(StageRows(census), TierRows(census, program), out);
  absl::StrAppend(&out, "\nUnits\n\n");
  AddUnits(census, program, out);
  absl::StrAppend(&out, "\nComplaints\n\n");
  AddComplaints(complaints, out);
  absl::StrAppend(&out, "\nLately\n\n");
  AddNews(news, zone, out);
  absl::StrAppend(&out, "\nTry next\n\n");
  AddCommands(facts, census, news, out);
  return out;
}

std::string DemoJson(const DemoFacts& facts, const Census& census,
                     const ComplaintTotals& complaints) {
  JsonObject stages, tiers, units, kept, json;
  kept.Set("opened", complaints.opened)
      .Set("answered_in_time", complaints.answered_in_time)
      .Set("answers_overdue", complaints.answers_overdue)
      .Set("resolved_in_time", complaints.resolved_in_time)
      .Set("resolutions_overdue", complaints.resolutions_overdue);
  for (const Stage stage : kStages) {
    stages.Set(StageText(stage), census.stages[static_cast<size_t>(stage)]);
  }
  for (const auto& [tier, count] : census.tiers) tiers.Set(tier, count);
  for (const auto& [unit, sum] : census.units) {
    JsonObject one;
    one.SetAmount("issued", sum.issued)
        .SetAmount("redeemed", sum.redeemed)
        .SetAmount("expired", sum.expired)
        .SetAmount("reversed", sum.reversed)
        .SetAmount("outstanding", sum.outstanding)
        .SetAmount("owed", sum.owed);
    units.SetRaw(unit, one.Text());
  }
  json.Set("data", facts.data)
      .Set("facts", facts.facts)
      .Set("derived_events", facts.events)
      .Set("customers", census.customers)
      .SetRaw("stages", stages.Text())
      .SetRaw("tiers", tiers.Text())
      .SetRaw("units", units.Text())
      .SetRaw("complaints", kept.Text())
      .Set("told_ms", facts.told_ms)
      .Set("fold_ms", facts.fold_ms);
  return json.Text();
}

}  // namespace laurel
