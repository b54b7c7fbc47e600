#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/counted.h"
#include "cli/data_directory.h"
#include "cli/day_flag.h"
#include "cli/exit.h"
#include "cli/figures_text.h"
#include "cli/instant_flag.h"
#include "cli/log_address.h"
#include "cli/output.h"
#include "engine/base/rfc3339.h"
#include "engine/base/status.h"
#include "engine/domain/figure_report.h"

namespace laurel {
namespace {

struct FiguresOptions {
  LogAddress place;
  std::string facts, program;  // in the place of a log
  std::optional<Instant> until;
  std::optional<std::string> store;
  std::optional<Day> from, to;
  std::string at;  // a day or an instant; empty: now
  std::string by;  // store, day or month; empty: in total
  bool csv = false;
  bool no_keep = false;
  int threads = Cores();
};

// ---- Groups -----------------------------------------------------------------

std::vector<FigureGroup> ByStore(const CounterTable& table,
                                 const FigureScope& scope) {
  std::set<std::string> stores;
  for (const auto& [key, amount] : table) stores.insert(key.store);
  std::vector<FigureGroup> groups;
  for (const std::string& store : stores) {
    if (scope.store && store != *scope.store) continue;
    FigureScope one = scope;
    one.store = store;
    groups.push_back({store.empty() ? "(none)" : store, one, {}});
  }
  return groups;
}

// Days on which something was counted, or the months they are in.
std::vector<FigureGroup> ByTime(const CounterTable& table,
                                const FigureScope& scope, bool months) {
  std::set<Day> days;
  for (const auto& [key, amount] : table) {
    if (scope.store && key.store != *scope.store) continue;
    if (key.day < scope.from || key.day > scope.to) continue;
    const Date date = DateOf(key.day);
    days.insert(months ? DayOf(Date{date.year, date.month, 1}) : key.day);
  }
  std::vector<FigureGroup> groups;
  for (const Day day : days) {
    FigureScope one = scope;
    one.from = std::max(day, scope.from);
    one.to = std::min(months ? AddMonths(day, 1) - 1 : day, scope.to);
    groups.push_back({DayText(day).substr(0, months ? 7 : 10), one, {}});
  }
  return groups;
}

std::vector<FigureGroup> GroupsOf(const FiguresOptions& options,
                                  const CounterTable& table) {
  FigureScope scope;
  scope.store = options.store;
  if (options.from) scope.from = *options.from;
  if (options.to) scope.to = *options.to;
  if (options.by == "store") return ByStore(table, scope);
  if (!options.by.empty()) return ByTime(table, scope, options.by == "month");
  return {{"total", scope, {}}};
}

absl::Status CheckUse(const FiguresOptions& options, bool json) {
  if (options.place.name().empty() && options.facts.empty()) {
    return WrongUse(
        "nothing to count: give --data DIR, --log kafka:BROKERS, or --facts "
        "FILE with --program FILE");
  }
  if (options.csv && json) {
    return WrongUse("--csv or --json, not both");
  }
  if (options.from && options.to && *options.to < *options.from) {
    return WrongUse(absl::StrCat("--to ", DayText(*options.to),
                                 " is before --from ", DayText(*options.from)));
  }
  return absl::OkStatus();
}

absl::Status CheckStore(const FiguresOptions& options,
                        const CounterTable& table) {
  if (!options.store) return absl::OkStatus();
  std::set<std::string> stores;
  for (const auto& [key, amount] : table) stores.insert(key.store);
  if (stores.contains(*options.store)) return absl::OkStatus();
  std::string known;
  for (const std::string& store : stores) {
    if (known.size() > 200) break;
    if (!store.empty())
      absl::StrAppend(&known, known.empty() ? "" : ", ", store);
  }
  return absl::NotFoundError(absl::StrCat("--store ", *options.store,
                                          ": no fact names that store; there "
                                          "are ",
                                          known.empty() ? "none" : known));
}

absl::StatusOr<Counted> Count(const FiguresOptions& options, bool quiet) {
  if (!options.facts.empty()) {
    return CountFacts(options.program, options.facts, options.until, options.at,
                      quiet);
  }
  ASSIGN_OR_RETURN(auto log, OpenLog(options.place, Access::kRead));
  const bool keep = !options.no_keep && !options.place.data.empty();
  return CountLog(*log, options.at, keep ? options.place.data + "/figures" : "",
                  options.threads, quiet);
}

absl::Status Figures(const FiguresOptions& options, const Session& session) {
  RETURN_IF_ERROR(CheckUse(options, session.json));
  ASSIGN_OR_RETURN(const Counted counted, Count(options, session.quiet));
  RETURN_IF_ERROR(CheckStore(options, counted.table));
  FigurePage page{*counted.program, GroupsOf(options, counted.table), {}};
  for (FigureGroup& group : page.groups) {
    group.lines = FiguresOf(counted.table, group.scope, page.program);
  }
  if (options.by.empty()) {
    page.cohorts = CohortsOf(counted.table, page.groups.front().scope);
  }
  if (session.json) {
    Print(FiguresJson(page));
  } else {
    Print(options.csv ? FiguresCsv(page) : FiguresTable(page));
  }
  return absl::OkStatus();
}

std::string WhyNoTime(std::string& text) {
  if (ParseInstant(text) || ParseDay(text)) return "";
  return "\"" + text +
         "\" is neither a day, such as 2025-03-01, nor an instant, such as "
         "2025-03-01T00:00:00+08:00";
}

}  // namespace

void AddFigures(CLI::App& laurel, Session& session) {
  auto options = std::make_shared<FiguresOptions>();
  CLI::App* figures = AddCommand(
      laurel, session,
      {"figures",
       "Customers, visits, sales, tiers, units and what they are worth, and "
       "how far they are from the program's targets",
       "figures --data data\n"
       "figures --data data --store s-1 --from 2025-01-01 --to 2025-03-31\n"
       "figures --data data --by month --csv > months.csv\n"
       "figures --facts facts.jsonl --program glow.yaml"},
      [options, &session] { return Figures(*options, session); });
  CLI::Option* facts = figures->add_option(
      "--facts", options->facts,
      "facts as JSON, one a line, in the place of a log; - is standard input");
  CLI::Option* program = figures->add_option(
      "--program", options->program, "the rules that --facts are decided by");
  // Not the other way round: the environment may name a program for others.
  facts->needs(program);
  AddInstant(*figures, "--until", options->until,
             "with --facts: let time pass until then");
  AddLogAddress(*figures, options->place);
  figures->get_option("--data")->required(false);
  figures->add_option("--store", options->store, "of this store only");
  AddDay(*figures, "--from", options->from, "the first day that counts");
  AddDay(*figures, "--to", options->to, "the last day that counts");
  figures->add_option("--at", options->at, "as was known then")
      ->check(CLI::Validator(WhyNoTime, "DAY|INSTANT"));
  figures->add_option("--by", options->by, "one after another, not in total")
      ->check(CLI::IsMember({"store", "day", "month"}));
  figures->add_flag("--csv", options->csv, "rows for a spreadsheet");
  figures->add_flag("--no-keep", options->no_keep,
                    "count all from the first fact, and keep nothing; else "
                    "--data has a folder figures, and only what came since the "
                    "last time is counted");
  figures->add_option("--threads", options->threads, "that count")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

}  // namespace laurel
