#include "cli/figures_text.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/progress_line.h"
#include "connectors/csv/rejects.h"
#include "engine/base/money.h"
#include "engine/codec/json_text.h"

namespace laurel {
namespace {

bool IsRatio(FigureForm form) {
  return form != FigureForm::kCount && form != FigureForm::kMoney;
}

// Values for people: money in units of its currency.
class Values {
 public:
  explicit Values(const Program& program)
      : digits_(MinorDigits(program.currency)) {
    for (int i = 0; i < digits_; ++i) minor_ *= 10;
  }

  // Nothing: there is nothing to judge by.
  std::optional<double> Of(const FigureLine& line) const {
    const auto amount = static_cast<double>(line.amount);
    if (!IsRatio(line.form)) {
      return line.form == FigureForm::kMoney ? amount / minor_ : amount;
    }
    if (line.of == 0) return std::nullopt;
    const double ratio = amount / static_cast<double>(line.of);
    if (line.form == FigureForm::kScore) return 100 * ratio;
    return line.form == FigureForm::kTicket ? ratio / minor_ : ratio;
  }

  std::string Money(double amount) const {
    const std::string text = absl::StrFormat("%.*f", digits_, std::abs(amount));
    const size_t dot = std::min(text.find('.'), text.size());
    const std::string whole =
        Grouped(std::strtoll(text.substr(0, dot).c_str(), nullptr, 10));
    return absl::StrCat(amount < 0 ? "-" : "", whole, text.substr(dot));
  }

  std::string Text(const FigureLine& line) const;

 private:
  const int digits_;
  double minor_ = 1;
};

std::string ShareText(double share) {
  return absl::StrFormat("%.1f %%", 100 * share);
}

std::string Values::Text(const FigureLine& line) const {
  const std::optional<double> value = Of(line);
  if (!value) return "-";
  switch (line.form) {
    case FigureForm::kCount:
      return Grouped(line.amount);
    case FigureForm::kMoney:
    case FigureForm::kTicket:
      return Money(*value);
    case FigureForm::kShare:
      return ShareText(*value);
    case FigureForm::kMean:
      return absl::StrFormat("%.2f", *value);
    case FigureForm::kScore:
      break;
  }
  return absl::StrFormat("%.1f", *value);
}

std::string BasisText(const FigureLine& line) {
  if (line.form != FigureForm::kShare || line.of == 0) return "";
  return absl::StrCat(Grouped(line.amount), " of ", Grouped(line.of));
}

std::string NameText(const FigureLine& line) {
  std::string name = line.figure;
  std::replace(name.begin(), name.end(), '_', ' ');
  return line.label.empty() ? name : absl::StrCat(name, ", ", line.label);
}

// ---- Targets ----------------------------------------------------------------

double Scaled(int64_t value) {
  return static_cast<double>(value) / static_cast<double>(kDecimalScale);
}

bool IsPercent(const std::string& figure) {
  return figure != "nps" && figure != "mean_rating";
}

std::string GoalText(const std::string& figure, double value) {
  return IsPercent(figure) ? ShareText(value) : absl::StrFormat("%.2f", value);
}

std::string TargetText(const TargetLine& target) {
  const double goal = Scaled(target.goal);
  const std::string goal_text =
      absl::StrCat("goal ", GoalText(target.figure, goal));
  if (!target.value) return goal_text;
  const double apart = Scaled(*target.value) - goal;
  const std::string by =
      IsPercent(target.figure)
          ? absl::StrFormat("%.1f points", 100 * std::abs(apart))
          : absl::StrFormat("%.2f", std::abs(apart));
  return absl::StrCat(goal_text,
                      target.reached ? ", reached by " : ", missed by ", by);
}

const TargetLine* FindTarget(const std::vector<TargetLine>& targets,
                             const FigureLine& line) {
  for (const TargetLine& target : targets) {
    if (line.label.empty() && target.figure == line.figure) return &target;
  }
  return nullptr;
}

// ---- Tables -----------------------------------------------------------------

std::string OneTable(const FigurePage& page, const FigureGroup& group) {
  const auto targets = TargetsOf(group.lines, page.program);
  const Values values(page.program);
  std::string text;
  for (const FigureLine& line : group.lines) {
    // A label that nothing is counted for, such as a unit nobody has.
    if (!line.label.empty() && line.amount == 0 && line.of == 0) continue;
    const TargetLine* target = FindTarget(targets, line);
    std::string row = absl::StrFormat("%-36s %16s  %-22s", NameText(line),
                                      values.Text(line), BasisText(line));
    if (target != nullptr) absl::StrAppend(&row, "  ", TargetText(*target));
    row.erase(row.find_last_not_of(' ') + 1);
    absl::StrAppend(&text, row, "\n");
  }
  return text;
}

constexpr std::string_view kColumns[] = {
    "new_customers",  "visits",          "purchases",      "spend",
    "average_ticket", "repurchase_rate", "retention_rate", "churn_rate"};

std::string ManyTable(const FigurePage& page) {
  const Values values(page.program);
  std::string text = absl::StrFormat("%-14s", "");
  for (std::string_view column : kColumns) {
    std::string name(column);
    std::replace(name.begin(), name.end(), '_', ' ');
    absl::StrAppend(&text, absl::StrFormat(" %16s", name));
  }
  text += '\n';
  for (const FigureGroup& group : page.groups) {
    absl::StrAppend(&text, absl::StrFormat("%-14s", group.name));
    for (std::string_view column : kColumns) {
      for (const FigureLine& line : group.lines) {
        if (line.figure != column || !line.label.empty()) continue;
        absl::StrAppend(&text, absl::StrFormat(" %16s", values.Text(line)));
      }
    }
    text += '\n';
  }
  return text;
}

// ---- JSON and CSV -----------------------------------------------------------

std::string Number(double value) { return absl::StrFormat("%.10g", value); }

std::string LineJson(const FigureLine& line, const Values& values) {
  JsonObject json;
  json.Set("figure", line.figure);
  if (!line.label.empty()) json.Set("label", line.label);
  const std::optional<double> value = values.Of(line);
  json.SetRaw("value", value ? Number(*value) : "null");
  json.SetAmount("amount", line.amount);
  if (IsRatio(line.form)) json.SetAmount("of", line.of);
  return json.Text();
}

std::string TargetJson(const TargetLine& target) {
  JsonObject json;
  json.Set("figure", target.figure);
  json.SetRaw("goal", Number(Scaled(target.goal)));
  json.SetRaw("value", target.value ? Number(Scaled(*target.value)) : "null");
  json.SetRaw("apart", target.value
                           ? Number(Scaled(*target.value - target.goal))
                           : "null");
  json.SetFlag("reached", target.reached);
  return json.Text();
}

}  // namespace

std::string FiguresTable(const FigurePage& page) {
  return page.groups.size() == 1 ? OneTable(page, page.groups.front())
                                 : ManyTable(page);
}

std::string FiguresJson(const FigurePage& page) {
  const Values values(page.program);
  JsonArray groups, cohorts;
  for (const FigureGroup& group : page.groups) {
    JsonArray lines, targets;
    for (const FigureLine& line : group.lines) {
      lines.AddRaw(LineJson(line, values));
    }
    for (const TargetLine& target : TargetsOf(group.lines, page.program)) {
      targets.AddRaw(TargetJson(target));
    }
    JsonObject json;
    json.Set("group", group.name)
        .SetRaw("figures", lines.Text())
        .SetRaw("targets", targets.Text());
    groups.AddRaw(json.Text());
  }
  for (const FigureLine& line : page.cohorts) {
    cohorts.AddRaw(LineJson(line, values));
  }
  JsonObject json;
  json.Set("program", page.program.name)
      .SetRaw("groups", groups.Text())
      .SetRaw("cohorts", cohorts.Text());
  return json.Text() + "\n";
}

std::string FiguresCsv(const FigurePage& page) {
  const Values values(page.program);
  std::string text = "group,figure,label,value,amount,of,goal\n";
  const auto add = [&](const std::string& group, const FigureLine& line,
                       const std::vector<TargetLine>& targets) {
    const std::optional<double> value = values.Of(line);
    const TargetLine* target = FindTarget(targets, line);
    absl::StrAppend(&text, CsvWords(group), ",", line.figure, ",",
                    CsvWords(line.label), ",", value ? Number(*value) : "", ",",
                    line.amount, ",",
                    IsRatio(line.form) ? absl::StrCat(line.of) : "", ",",
                    target ? Number(Scaled(target->goal)) : "", "\n");
  };
  for (const FigureGroup& group : page.groups) {
    const auto targets = TargetsOf(group.lines, page.program);
    for (const FigureLine& line : group.lines) add(group.name, line, targets);
  }
  for (const FigureLine& line : page.cohorts) add("total", line, {});
  return text;
}

}  // namespace laurel
