// What a customer has, as JSON.
#include <cstdint>
#include <cstdio>

#include "engine/base/rfc3339.h"
#include "engine/codec/balances.h"
#include "engine/codec/json.h"
#include "laurel/v1/derived_event.pb.h"

namespace laurel {
namespace {

// Writes one value after another; commas come by themselves.
class JsonLine {
 public:
  void Open(char bracket) {
    Separate();
    text_ += bracket;
  }
  void Close(char bracket) { text_ += bracket; }
  void Key(std::string_view name) {
    Text(name);
    text_ += ": ";
  }
  void Text(std::string_view value) {
    Separate();
    text_ += '"';
    for (char c : value) Escaped(c);
    text_ += '"';
  }
  void Member(std::string_view name, std::string_view value) {
    Key(name);
    Text(value);
  }
  std::string Take() { return std::move(text_); }

 private:
  void Separate() {
    const char last = text_.empty() ? '{' : text_.back();
    if (last != '{' && last != '[' && last != ' ') text_ += ", ";
  }
  void Escaped(char c) {
    if (static_cast<unsigned char>(c) >= 0x20) {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
      return;
    }
    char code[8];
    std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
    text_ += code;
  }
  std::string text_;
};

void WriteBalance(const Balance& balance, JsonLine& out) {
  const auto amount = [&](std::string_view name, int64_t value) {
    out.Member(name, std::to_string(value));
  };
  out.Open('{');
  out.Member("unit", balance.unit);
  amount("pending", balance.pending);
  amount("available", balance.available);
  amount("held", balance.held);
  amount("arrears", balance.arrears);
  if (balance.has_parts) {
    amount("principal", balance.principal);
    amount("bonus", balance.bonus);
  }
  out.Close('}');
}

void WriteBalances(const Customer& customer, const Program* program,
                   JsonLine& out) {
  out.Key("balances");
  out.Open('[');
  for (const Balance& balance : BalancesOf(customer, program)) {
    WriteBalance(balance, out);
  }
  out.Close(']');
}

void WriteTier(const Tier& tier, const Program* program, JsonLine& out) {
  const auto time = [&](std::string_view name, Instant at) {
    if (at != kNever) out.Member(name, FormatInstant(at));
  };
  out.Key("tier");
  out.Open('{');
  out.Member("name", tier.name);
  time("since", tier.since);
  time("valid_until", tier.valid_until);
  time("grace_until", tier.grace_until);
  const int level = program == nullptr ? -1 : program->LevelIndex(tier.name);
  if (level >= 0 && !program->tiers.levels[level].entitlements.empty()) {
    out.Key("entitlements");
    out.Open('{');
    for (const auto& [name, value] :
         program->tiers.levels[level].entitlements) {
      out.Member(name, value);
    }
    out.Close('}');
  }
  out.Close('}');
}

}  // namespace

std::string CustomerToJson(const Customer& customer, const Program* program) {
  JsonLine out;
  out.Open('{');
  out.Member("customer_id", customer.id);
  if (customer.lifecycle.stage != Stage::kNone) {
    const int stage = static_cast<int>(customer.lifecycle.stage);
    out.Member("stage",
               v1::Stage::Value_Name(static_cast<v1::Stage::Value>(stage)));
  }
  if (!customer.tier.name.empty()) WriteTier(customer.tier, program, out);
  WriteBalances(customer, program, out);
  out.Close('}');
  return out.Take();
}

}  // namespace laurel
