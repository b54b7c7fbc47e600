#include "cli/program_text.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/json_text.h"

namespace laurel {
namespace {

constexpr std::string_view kKinds[] = {"points", "status", "stored value",
                                       "voucher", "sessions"};
constexpr std::string_view kMethods[] = {"fixed", "cadence", "model"};

std::vector<std::string> UnitNames(const Program& program) {
  std::vector<std::string> names;
  for (const Unit& unit : program.units) {
    const auto kind = kKinds[static_cast<size_t>(unit.kind)];
    names.push_back(absl::StrCat(unit.name, " (", std::string(kind), ")"));
  }
  return names;
}

template <typename List>
std::vector<std::string> Names(const List& list) {
  std::vector<std::string> names;
  for (const auto& element : list) names.push_back(element.name);
  return names;
}

void AddRow(std::string_view title, const std::string& text, std::string& out) {
  if (text.empty()) return;
  std::string label(title);
  label.resize(12, ' ');
  absl::StrAppend(&out, "  ", label, text, "\n");
}

std::string Counted(const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return absl::StrCat(names.size(), ": ", absl::StrJoin(names, ", "));
}

std::string LifecycleText(const Lifecycle& lifecycle) {
  if (!lifecycle.decided) return "";
  const auto method = kMethods[static_cast<size_t>(lifecycle.method)];
  return absl::StrCat("overdue by ", std::string(method));
}

std::string JsonList(const std::vector<std::string>& list) {
  JsonArray array;
  for (const std::string& text : list) array.Add(text);
  return array.Text();
}

}  // namespace

std::string ProgramText(const Program& program) {
  std::string out;
  AddRow("currency", std::string(program.currency.text()), out);
  AddRow("time zone", program.zone.name, out);
  AddRow("units", Counted(UnitNames(program)), out);
  AddRow("earn rules", Counted(Names(program.earn)), out);
  AddRow("tiers", absl::StrJoin(Names(program.tiers.levels), " < "), out);
  AddRow("lifecycle", LifecycleText(program.lifecycle), out);
  AddRow("outreach", Counted(Names(program.outreach.occasions)), out);
  return out;
}

std::string ProgramJson(const Program& program, const std::string& digest) {
  JsonObject json;
  json.Set("program", program.name)
      .Set("digest", digest)
      .Set("currency", program.currency.text())
      .Set("timezone", program.zone.name)
      .SetRaw("units", JsonList(Names(program.units)))
      .SetRaw("earn", JsonList(Names(program.earn)))
      .SetRaw("levels", JsonList(Names(program.tiers.levels)))
      .SetRaw("occasions", JsonList(Names(program.outreach.occasions)));
  return json.Text();
}

}  // namespace laurel
