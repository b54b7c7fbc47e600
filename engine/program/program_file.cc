#include "engine/program/program_file.h"

#include <algorithm>
#include <tuple>

#include "engine/program/currencies.h"
#include "engine/program/scalars.h"
#include "engine/program/sections.h"

namespace laurel {
namespace {

std::optional<Currency> ReadCurrency(const Spot& spot) {
  if (!spot.IsScalar("a currency, such as CNY")) return std::nullopt;
  const Currency currency = Currency::Of(spot.text());
  if (!currency.empty()) {
    const auto known = Currencies();
    if (!std::binary_search(known.begin(), known.end(), spot.text())) {
      spot.Contradict(Cat(Quoted(spot.text()),
                          " is no currency of ISO 4217; write one such as "
                          "CNY"));
    }
    return currency;
  }
  spot.Complain(Cat(Quoted(spot.text()),
                    " is no currency; write its three capital letters, such "
                    "as CNY"));
  return std::nullopt;
}

void ReadHead(const Fields& file) {
  Program& program = file.spot().scope().program;
  program.exclude_tenders = kDefaultExcludedTenders;
  Into(program.name, file.Find("program"), ReadName);
  Into(program.currency, file.Find("currency"), ReadCurrency);
  Into(program.zone, file.Find("timezone"), ReadZone);
  Into(program.rounding, file.Find("rounding"), WordOf(kRoundings));
  Into(program.stacking, file.Find("stacking"), WordOf(kStackings));
  if (auto list = file.Find("exclude_tenders")) {
    program.exclude_tenders =
        static_cast<uint16_t>(ReadBits(*list, kTenderKinds, true));
  }
}

// Names that other sections refer to; what is wrong with them is told where
// they are read.
void CollectNames(const Fields& file) {
  Scope& scope = file.spot().scope();
  scope.has_lifecycle = file.Has("lifecycle");
  scope.has_complaints = file.Has("complaints");
  if (auto segments = file.Find("segments")) {
    for (const YamlNode::Entry& entry : segments->node().map) {
      if (scope.segments.size() < kMaxItems) {
        scope.segments.push_back(entry.key);
      }
    }
  }
  const std::optional<Spot> tiers = file.Find("tiers");
  if (!tiers) return;
  for (const YamlNode::Entry& entry : tiers->node().map) {
    if (entry.key != "levels") continue;
    for (const YamlNode& level : entry.value.list) {
      for (const YamlNode::Entry& key : level.map) {
        if (key.key == "name" && scope.levels.size() < kMaxItems) {
          scope.levels.push_back(key.value.text);
        }
      }
    }
  }
}

// In an order in which each section may look at those before it.
struct Section {
  std::string_view key;
  void (*read)(const Spot&);
};
constexpr Section kSections[] = {{"units", ReadUnits},
                                 {"redeem", ReadRedeem},
                                 {"earn", ReadEarn},
                                 {"tiers", ReadTiers},
                                 {"lifecycle", ReadLifecycle},
                                 {"segments", ReadSegments},
                                 {"stores", ReadStores},
                                 {"targets", ReadTargets},
                                 {"feedback", ReadFeedback},
                                 {"outreach", ReadOutreach},
                                 {"complaints", ReadComplaints},
                                 {"referral", ReadReferral},
                                 {"late", ReadLate}};

void ReadFile(const YamlNode& root, Scope& scope) {
  const Spot top(root, "", scope);
  if (root.kind == YamlNode::Kind::kEmpty) {
    top.Complain(
        "the file is empty; it must begin with program, currency, "
        "timezone and units");
    return;
  }
  const Fields file(top, ProgramShape());
  ReadHead(file);
  CollectNames(file);
  for (const Section& section : kSections) {
    if (auto spot = file.Find(section.key)) section.read(*spot);
  }
}

void SortByLine(std::vector<ProgramError>* errors) {
  std::stable_sort(errors->begin(), errors->end(),
                   [](const ProgramError& a, const ProgramError& b) {
                     return std::tie(a.line, a.column) <
                            std::tie(b.line, b.column);
                   });
  if (errors->size() <= kMaxErrors) return;
  errors->resize(kMaxErrors);
  errors->push_back({errors->back().line, 0, "", "and more; mend these first"});
}

}  // namespace

bool CompileProgram(std::string_view yaml, const ZoneSource& zones,
                    Program* out, std::vector<ProgramError>* errors,
                    Strictness strictness) {
  errors->clear();
  YamlNode root;
  Scope scope{zones, *errors, {}, {}, {}, false, false, false, strictness};
  if (ReadYamlTree(yaml, &root, errors)) ReadFile(root, scope);
  SortByLine(errors);
  if (!errors->empty()) return false;
  *out = std::move(scope.program);
  return true;
}

absl::StatusOr<Program> CompileProgram(std::string_view file,
                                       std::string_view yaml,
                                       const ZoneSource& zones,
                                       Strictness strictness) {
  Program compiled;
  std::vector<ProgramError> errors;
  if (CompileProgram(yaml, zones, &compiled, &errors, strictness)) {
    return compiled;
  }
  return absl::InvalidArgumentError(FormatErrors(file, errors));
}

std::string FormatError(std::string_view file, const ProgramError& error) {
  std::string text(file);
  if (error.line > 0) text += Cat(":", error.line);
  if (!error.path.empty()) text += Cat(": ", error.path);
  return Cat(text, ": ", error.message);
}

std::string FormatErrors(std::string_view file,
                         const std::vector<ProgramError>& errors) {
  std::string text;
  for (const ProgramError& error : errors) {
    text += FormatError(file, error) + "\n";
  }
  return text;
}

}  // namespace laurel
