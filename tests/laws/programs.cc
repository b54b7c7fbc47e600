#include "tests/laws/programs.h"

#include <cstdlib>
#include <map>

#include "engine/base/status.h"
#include "engine/program/program_file.h"
#include "tests/laws/chance.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

struct Variation {
  std::string path;
  std::vector<std::string> values;
};

const std::vector<YamlPatch>& Always() {
  static const std::vector<YamlPatch> patches = {
      {"units[+]",
       "{name: stars, kind: points, expiry: {after: P1M}, clawback: "
       "only_pending, pending: P3D, warn: [P7D]}"},
      {"units[+]",
       "{name: massages, kind: sessions, category: nails, "
       "expiry: {after: P3M}, warn: [P7D]}"},
      {"earn[+]",
       "{name: stars, on: payment_captured, unit: stars, "
       "rate: {per: 7.00, give: 3}}"},
      {"outreach.occasions[+]",
       "{name: booking_tips, purpose: service, channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: appointment_today, purpose: service, channels: [wechat, sms]}"},
      {"outreach.occasions[+]",
       "{name: survey, every: P1M, purpose: marketing, channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: tier_upgraded, purpose: service, channels: [sms], "
       "offer: {unit: stars, amount: 3}}"},
      {"outreach.occasions[+]",
       "{name: tier_at_risk, purpose: marketing, channels: [sms]}"},
      {"outreach.occasions[+]",
       "{name: review_request, purpose: marketing, channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: referral_ask, purpose: marketing, channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: complaint_followup, after: PT2H, purpose: service, "
       "channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: intake_survey, after: PT1H, purpose: service, "
       "channels: [wechat]}"},
      {"outreach.occasions[+]",
       "{name: new-year, kind: holiday, dates: [2024-02-10, 2024-05-01, "
       "2024-10-01, 2025-01-29], before: [P1D, P0D], purpose: marketing, "
       "priority: 9, channels: [sms, wechat]}"},
  };
  return patches;
}

// One value each; a program takes about a quarter of them.
const std::vector<Variation>& Variations() {
  static const std::vector<Variation> variations = {
      {"timezone", {"America/New_York", "Europe/Berlin", "UTC"}},
      {"rounding", {"half_even", "ceil"}},
      {"stacking", {"compound", "sum"}},
      {"exclude_tenders", {"[]", "[points]", "[points, voucher, cash]"}},
      {"late",
       {"rules_at_processing", "{reject_after: P30D}", "{reject_after: P1D}"}},
      {"units[points].expiry",
       {"none", "{after: P1M}", "{after: P12M}", "{after: P1D}",
        "{after: P3M, align: end_of_quarter}",
        "{after: P1M, align: end_of_year}", "{after: PT1H}",
        "{inactivity: P6M}", "{inactivity: P1M}", "{inactivity: P1D}"}},
      {"units[points].warn", {"~", "[P1D]", "[P7D, PT12H]", "[P45D]"}},
      {"units[points].clawback", {"within_balance", "only_pending"}},
      {"units[points].pending", {"P7D", "PT1H", "P1M"}},
      {"units[stars].expiry", {"none", "{inactivity: P10D}", "{after: P1D}"}},
      {"units[stars].clawback", {"unlimited", "within_balance"}},
      {"units[stars].pending", {"~", "PT1S"}},
      {"units[growth].expiry", {"{after: P6M}", "{inactivity: P3M}"}},
      {"units[growth].clawback", {"unlimited", "only_pending"}},
      {"units[growth].pending", {"P7D"}},
      {"units[wallet].spend", {"bonus_first", "proportional"}},
      {"units[wallet].expiry",
       {"{after: P6M}", "{inactivity: P3M}", "{inactivity: P1D}",
        "{after: P1M, align: end_of_month}"}},
      {"units[wallet].clawback", {"unlimited", "only_pending"}},
      {"units[wallet].pending", {"P7D", "PT1H"}},
      {"units[massages].expiry", {"none", "{inactivity: P1M}", "{after: P1D}"}},
      {"units[massages].clawback", {"unlimited", "only_pending"}},
      {"units[massages].pending", {"P1D"}},
      {"earn[top-up-bonus].rate",
       {"{per: 10.00, give: 3.33}", "{per: 7.00, give: 1.00, whole: true}"}},
      {"earn[+]",
       {"{name: cash-back, on: payment_captured, unit: wallet, "
        "rate: {per: 1.00, give: 0.05}}",
        "{name: cash-back, on: payment_captured, unit: wallet, "
        "rate: {per: 3.00, give: 0.10}, when: {tiers: [gold, black]}, "
        "limit: {amount: 20.00, per: P1M}}"}},
      {"earn[+]",
       {"{name: double-back, on: payment_captured, unit: wallet, "
        "multiply: 2.5, when: {kinds: [top_up, service]}}"}},
      {"earn[+]",
       {"{name: pay-five, on: payment_captured, unit: massages, fixed: 1, "
        "when: {kinds: [package], minimum: 500.00}}",
        "{name: pay-five, on: payment_captured, unit: massages, "
        "rate: {per: 100.00, give: 1}, when: {kinds: [package, service]}}"}},
      {"redeem[+]", {"{unit: wallet, minimum: 1.00, share: 0.9}"}},
      {"redeem[+]", {"{unit: massages, restore_minimum: P7D}"}},
      {"units[eye-care].expiry", {"none", "{after: P7D}", "{after: PT1M}"}},
      {"units[eye-care].warn", {"[P1D]"}},
      {"earn[base].rate", {"{per: 1.00, give: 3}", "{per: 10.00, give: 1}"}},
      {"earn[gold-rate].multiply", {"1.2345", "3"}},
      {"earn[+]",
       {"{name: hair, on: payment_captured, unit: points, multiply: 2, "
        "when: {categories: [hair]}}"}},
      {"earn[+]",
       {"{name: nails, on: payment_captured, unit: points, multiply: 1.25, "
        "when: {categories: [nails], minimum: 30.00}}"}},
      {"earn[+]",
       {"{name: big, on: payment_captured, unit: points, fixed: 50, "
        "when: {minimum: 100.00}}"}},
      {"earn[+]",
       {"{name: whole, on: payment_captured, unit: stars, "
        "rate: {per: 100.00, give: 10, whole: true}}"}},
      {"earn[+]",
       {"{name: few, on: payment_captured, unit: points, "
        "rate: {per: 10.00, give: 7}, limit: {amount: 100, per: P7D}}",
        "{name: few, on: payment_captured, unit: points, "
        "rate: {per: 1.00, give: 7}, limit: {amount: 30, per: event}}",
        "{name: few, on: payment_captured, unit: points, "
        "rate: {per: 1.00, give: 1}, limit: {amount: 500, per: lifetime}}"}},
      {"earn[+]",
       {"{name: twice, on: payment_captured, unit: stars, fixed: 5, "
        "limit: {count: 2, per: P1M}}"}},
      {"earn[+]",
       {"{name: first, on: payment_captured, unit: points, fixed: 100, "
        "when: {first_purchase: true}}"}},
      {"earn[+]",
       {"{name: third, on: visit_completed, unit: stars, fixed: 9, "
        "when: {every_nth_visit: 3}}",
        "{name: third, on: visit_completed, unit: stars, fixed: 9, "
        "when: {visit_number: 2}}"}},
      {"earn[+]",
       {"{name: weekend, on: payment_captured, unit: points, multiply: 1.5, "
        "when: {weekdays: [sat, sun]}}",
        "{name: morning, on: payment_captured, unit: points, multiply: 3, "
        "when: {hours: {from: \"06:00\", to: \"12:00\"}}}"}},
      {"earn[+]",
       {"{name: gift, on: payment_captured, unit: eye-care, fixed: 1, "
        "when: {minimum: 500.00}}"}},
      {"earn[+]",
       {"{name: newcomers, on: payment_captured, unit: points, multiply: 2, "
        "when: {stages: [new, at_risk]}}"}},
      {"earn[+]",
       {"{name: capped, on: payment_captured, unit: points, multiply: 2, "
        "limit: {amount: 40, per: P1M}}"}},
      {"redeem[points].minimum", {"~", "1"}},
      {"redeem[points].step", {"~", "7"}},
      {"redeem[points].share", {"~", "0.3333"}},
      {"redeem[points].restore_minimum", {"P7D", "P1M"}},
      {"redeem[+]", {"{unit: stars, minimum: 3, restore_minimum: P3D}"}},
      {"tiers.window",
       {"{rolling: P1M}", "{calendar: year}", "{calendar: quarter}",
        "{calendar: month}", "anniversary", "lifetime"}},
      {"tiers.validity",
       {"~", "P1M", "P3M", "{after: P12M, align: end_of_month}",
        "{after: P1M, align: end_of_quarter}"}},
      {"tiers.grace", {"~", "P7D"}},
      {"tiers.at_risk", {"~", "P7D", "P60D"}},
      {"tiers.downgrade", {"to_qualified", "never"}},
      {"tiers.revoke_on_refund", {"true"}},
      {"tiers.levels[gold].qualify",
       {"{any: [{spend: 300.00}, {visits: 2}]}",
        "{all: [{spend: 300.00}, {visits: 2}]}",
        "{any: [{units: 300, unit: growth}]}"}},
      {"tiers.levels[black].qualify", {"{any: [{spend: 1000.00}]}"}},
      {"tiers.levels[gold].benefits",
       {"{recurring: [{every: P1M, unit: eye-care, amount: 1}]}",
        "{on_enter: [{unit: points, amount: 70}], "
        "on_renew: [{unit: stars, amount: 7}]}",
        "{on_enter: [{unit: wallet, amount: 50.00}], "
        "recurring: [{every: P1M, unit: massages, amount: 2}]}"}},
      {"tiers.levels[black].benefits",
       {"{on_enter: [{unit: points, amount: 1000}], "
        "recurring: [{every: P3M, unit: points, amount: 5}, "
        "{every: P1D, unit: eye-care, amount: 1}]}"}},
      {"lifecycle.active", {"{visits: 1, within: P30D}"}},
      {"lifecycle.loyal", {"{visits: 2, within: P30D}"}},
      {"lifecycle.overdue.method", {"fixed"}},
      {"lifecycle.overdue.fixed",
       {"{at_risk: P1D, dormant: P2D, churned: P3D}"}},
      {"lifecycle.overdue.cadence.per_category", {"true"}},
      {"lifecycle.overdue.cadence.at_least", {"P1D"}},
      {"lifecycle.overdue.cadence.after_visits", {"2"}},
      {"lifecycle.churn_on_optout", {"true"}},
      {"lifecycle.overdue.model",
       {"{kind: mbg_nbd, unit: P7D, r: 0.525, alpha: 6.183, a: 0.891, "
        "b: 1.614, at_risk: 0.5, dormant: 0.3, churned: 0.1}",
        "{kind: bg_nbd, unit: P1D, r: 0.243, alpha: 4.414, a: 0.793, "
        "b: 2.426, at_risk: 0.9, dormant: 0.5, churned: 0.2}"}},
      {"lifecycle.overdue.method", {"model"}},
      {"outreach.quiet_hours",
       {"~", "{from: \"00:00\", to: \"08:30\"}",
        "{from: \"12:00\", to: \"14:00\"}"}},
      {"outreach.caps",
       {"~", "[{purpose: marketing, count: 1, per: P1M, over: defer}]",
        "[{purpose: marketing, count: 1, per: PT3H, over: defer, "
        "channels: [sms]}, {purpose: marketing, count: 3, per: P7D, "
        "over: suppress}]"}},
      {"outreach.holdout", {"0.50"}},
      {"outreach.occasions[win_back].waves", {"[PT1H, P1D, P1M]"}},
      {"outreach.occasions[win_back].offer", {"{unit: points, amount: 50}"}},
      {"outreach.occasions[aftercare].when", {"{categories: [hair]}"}},
      {"outreach.occasions[birthday].when", {"{stages: [active, loyal]}"}},
      {"outreach.occasions[care_due].categories",
       {"{hair: P7D, nails: PT36H}"}},
      {"complaints", {"{answer_within: PT1H, resolve_within: P7D}"}},
      {"referral.qualify", {"{payment_at_least: 1.00, within: P365D}"}},
      {"referral.limit", {"1"}},
  };
  return variations;
}

// Loading a zone from the machine is slow, and there are four.
absl::StatusOr<Zone> KnownZone(std::string_view name) {
  static std::map<std::string, Zone, std::less<>> zones;
  const auto known = zones.find(name);
  if (known != zones.end()) return known->second;
  Zone zone;
  ASSIGN_OR_RETURN(zone, LoadZone(name));
  return zones.emplace(name, zone).first->second;
}

absl::StatusOr<LawProgram> Compile(const std::vector<YamlPatch>& patches) {
  static const std::string glow = FileText("examples/glow.yaml");
  std::vector<YamlPatch> all = Always();
  all.insert(all.end(), patches.begin(), patches.end());
  LawProgram result;
  ASSIGN_OR_RETURN(result.yaml, PatchYaml(glow, all));
  Program compiled;
  // The laws hold of programs that contradict themselves, too.
  ASSIGN_OR_RETURN(compiled, CompileProgram("law", result.yaml, KnownZone,
                                            Strictness::kPublished));
  result.program = std::make_shared<const Program>(std::move(compiled));
  return result;
}

std::vector<YamlPatch> Draw(Chance& chance) {
  std::vector<YamlPatch> patches;
  for (const Variation& one : Variations()) {
    const bool taken = chance.OneIn(one.path == "timezone" ? 12 : 4);
    const auto value = chance.Below(static_cast<int64_t>(one.values.size()));
    if (taken) patches.push_back({one.path, one.values[value]});
  }
  return patches;
}

// Another seed has other programs; without one they are those of seed 1.
uint64_t SeedOf(uint64_t n) {
  static const char* const text = std::getenv("LAUREL_LAW_SEED");
  static const uint64_t run =
      text == nullptr ? 0 : std::strtoull(text, nullptr, 10) - 1;
  return Fmix64(n + 1 + (run << 20));
}

}  // namespace

absl::StatusOr<LawProgram> ProgramOf(const std::vector<YamlPatch>& patches) {
  static std::map<std::string, absl::StatusOr<LawProgram>> kept;
  std::string key;
  for (const YamlPatch& patch : patches) {
    key += patch.path + ": " + patch.value + "\n";
  }
  const auto known = kept.find(key);
  if (known != kept.end()) return known->second;
  return kept.emplace(key, Compile(patches)).first->second;
}

const std::vector<YamlPatch>& RandomPatches(uint64_t n) {
  static std::map<uint64_t, std::vector<YamlPatch>> drawn;
  const auto known = drawn.find(n);
  if (known != drawn.end()) return known->second;
  Chance chance(SeedOf(n));
  std::vector<YamlPatch> patches;  // of 0: none
  if (n > 0) patches = Draw(chance);
  while (!ProgramOf(patches).ok()) patches = Draw(chance);
  return drawn.emplace(n, std::move(patches)).first->second;
}

}  // namespace laurel
