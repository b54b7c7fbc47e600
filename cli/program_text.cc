#include "cli/program_text.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/codec/json_text.h"

namespace laurel {
namespace {

const char* NameOf(UnitKind kind) {
  switch (kind) {
    case UnitKind::kPoints:
      return "points";
    case UnitKind::kStatus:
      return "status";
    case UnitKind::kStoredValue:
      return "stored value";
    case UnitKind::kVoucher:
      return "voucher";
    case UnitKind::kSessions:
      return "sessions";
  }
  return "";
}

const char* NameOf(Lifecycle::Method method) {
  switch (method) {
    case Lifecycle::Method::kFixed:
      return "fixed";
    case Lifecycle::Method::kCadence:
      return "cadence";
    case Lifecycle::Method::kModel:
      return "model";
  }
  return "";
}

std::vector<std::string> UnitNames(const Program& program) {
  std::vector<std::string> names;
  for (const Unit& unit : program.units) {
    names.push_back(absl::StrCat(unit.name, " (", NameOf(unit.kind), ")"));
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
  return absl::StrCat("overdue by ", NameOf(lifecycle.method));
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
