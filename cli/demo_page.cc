#include "cli/demo_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/event_text.h"
#include "cli/json_text.h"
#include "cli/progress_line.h"
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

std::vector<Row> StageRows(const Figures& figures) {
  std::vector<Row> rows;
  for (const Stage stage : kStages) {
    const int64_t count = figures.stages[static_cast<size_t>(stage)];
    rows.emplace_back(StageText(stage),
                      absl::StrFormat("%8s %s", Grouped(count),
                                      Share(count, figures.customers)));
  }
  return rows;
}

std::vector<Row> TierRows(const Figures& figures, const Program& program) {
  std::vector<Row> rows;
  for (const Level& level : program.tiers.levels) {
    const auto found = figures.tiers.find(level.name);
    const int64_t count = found == figures.tiers.end() ? 0 : found->second;
    rows.emplace_back(level.name,
                      absl::StrFormat("%8s %s", Grouped(count),
                                      Share(count, figures.customers)));
  }
  const auto none = figures.tiers.find("");
  if (none != figures.tiers.end()) {
    rows.emplace_back("none yet",
                      absl::StrFormat("%8s %s", Grouped(none->second),
                                      Share(none->second, figures.customers)));
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

void AddUnits(const Figures& figures, const Program& program,
              std::string& out) {
  absl::StrAppendFormat(&out, "  %-10s %12s %12s %12s %12s %12s %14s\n", "",
                        "issued", "redeemed", "expired", "taken back",
                        "outstanding", "liability");
  for (const Unit& unit : program.units) {
    const auto found = figures.units.find(unit.name);
    if (found == figures.units.end()) continue;
    const UnitFigures& sum = found->second;
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

void AddNews(const std::vector<News>& news, const Zone& zone,
             std::string& out) {
  for (const News& one : news) {
    absl::StrAppend(&out, "  ", TimeText(one.event.occurred_at, zone), "  ",
                    one.customer, " ", EventText(one.event, zone), "\n");
  }
}

void AddCommands(const DemoFacts& facts, const Figures& figures,
                 const std::vector<News>& news, std::string& out) {
  std::string who = figures.worth_a_look;
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

std::string DemoPage(const DemoFacts& facts, const Figures& figures,
                     const std::vector<News>& news, const Program& program) {
  const Zone& zone = program.zone;
  std::string out = absl::StrCat(
      "Six salons, ", DateText(facts.begin, zone), " to ",
      DateText(facts.end, zone), "\n\n  ", Grouped(facts.facts),
      " facts about ", Grouped(figures.customers), " customers led to ",
      Grouped(facts.events), " derived events,\n  decided in ",
      Seconds(facts.fold_ms), " (", Grouped(Rate(facts.facts, facts.fold_ms)),
      " facts/s) by the program ", program.name, "\n");
  absl::StrAppend(&out, "\nCustomers by stage               by tier\n\n");
  AddTables(StageRows(figures), TierRows(figures, program), out);
  absl::StrAppend(&out, "\nUnits\n\n");
  AddUnits(figures, program, out);
  absl::StrAppend(&out, "\nLately\n\n");
  AddNews(news, zone, out);
  absl::StrAppend(&out, "\nTry next\n\n");
  AddCommands(facts, figures, news, out);
  return out;
}

std::string DemoJson(const DemoFacts& facts, const Figures& figures) {
  JsonObject stages, tiers, units, json;
  for (const Stage stage : kStages) {
    stages.Set(StageText(stage), figures.stages[static_cast<size_t>(stage)]);
  }
  for (const auto& [tier, count] : figures.tiers) tiers.Set(tier, count);
  for (const auto& [unit, sum] : figures.units) {
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
      .Set("customers", figures.customers)
      .SetRaw("stages", stages.Text())
      .SetRaw("tiers", tiers.Text())
      .SetRaw("units", units.Text())
      .Set("told_ms", facts.told_ms)
      .Set("fold_ms", facts.fold_ms);
  return json.Text();
}

}  // namespace laurel
