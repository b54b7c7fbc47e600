// What a customer has, as JSON.
#include <string>

#include "engine/base/rfc3339.h"
#include "engine/codec/balances.h"
#include "engine/codec/json.h"
#include "engine/codec/json_text.h"
#include "laurel/v1/derived_event.pb.h"

namespace laurel {
namespace {

JsonObject BalanceOf(const Balance& balance) {
  JsonObject out;
  out.Set("unit", balance.unit);
  out.SetAmount("pending", balance.pending);
  out.SetAmount("available", balance.available);
  out.SetAmount("held", balance.held);
  out.SetAmount("arrears", balance.arrears);
  if (balance.has_parts) {
    out.SetAmount("principal", balance.principal);
    out.SetAmount("bonus", balance.bonus);
  }
  return out;
}

JsonObject TierOf(const Tier& tier, const Program* program) {
  JsonObject out;
  const auto time = [&](std::string_view name, Instant at) {
    if (at != kNever) out.Set(name, FormatInstant(at));
  };
  out.Set("name", tier.name);
  time("since", tier.since);
  time("valid_until", tier.valid_until);
  time("grace_until", tier.grace_until);
  const int level = program == nullptr ? -1 : program->LevelIndex(tier.name);
  if (level < 0) return out;
  JsonObject entitlements;
  for (const auto& [name, value] : program->tiers.levels[level].entitlements) {
    entitlements.Set(name, value);
  }
  if (!entitlements.empty()) out.SetRaw("entitlements", entitlements.Text());
  return out;
}

}  // namespace

std::string CustomerToJson(const Customer& customer, const Program* program) {
  JsonObject out;
  out.Set("customer_id", customer.id);
  if (customer.lifecycle.stage != Stage::kNone) {
    const int stage = static_cast<int>(customer.lifecycle.stage);
    out.Set("stage",
            v1::Stage::Value_Name(static_cast<v1::Stage::Value>(stage)));
  }
  if (!customer.tier.name.empty()) {
    out.SetRaw("tier", TierOf(customer.tier, program).Text());
  }
  JsonArray balances;
  for (const Balance& balance : BalancesOf(customer, program)) {
    balances.AddRaw(BalanceOf(balance).Text());
  }
  out.SetRaw("balances", balances.Text());
  return out.Text();
}

}  // namespace laurel
