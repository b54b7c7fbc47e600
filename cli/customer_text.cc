#include "cli/customer_text.h"

#include <map>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "cli/event_text.h"
#include "cli/progress_line.h"
#include "engine/domain/due.h"
#include "engine/domain/measure.h"
#include "engine/domain/spending_order.h"

namespace laurel {
namespace {

const char* NameOf(DueKind kind) {
  switch (kind) {
    case DueKind::kActivation:
      return "units become available";
    case DueKind::kHold:
      return "a hold ends";
    case DueKind::kExpiry:
      return "units expire";
    case DueKind::kExpiryWarning:
      return "a warning that units expire";
    case DueKind::kAssignmentEnd:
      return "a tier assigned by hand ends";
    case DueKind::kTierReview:
      return "the tier is reviewed";
    case DueKind::kTierAtRisk:
      return "a warning that the tier may be lost";
    case DueKind::kRecurring:
      return "a recurring benefit";
    case DueKind::kStage:
      return "the stage falls";
    case DueKind::kComplaint:
      return "a complaint is overdue";
    case DueKind::kOutreach:
      return "an occasion to write";
  }
  return "";
}

void AddRow(std::string_view label, const std::string& text, std::string& out) {
  if (text.empty()) return;
  std::string padded(label);
  if (padded.size() < 12) padded.resize(12, ' ');
  absl::StrAppend(&out, "  ", padded, "  ", text, "\n");
}

std::string Count(int64_t number, const char* thing) {
  return absl::StrCat(Grouped(number), " ", thing, number == 1 ? "" : "s");
}

std::string SinceText(const Customer& customer, const Zone& zone) {
  std::string text = DateText(customer.first_at, zone);
  absl::StrAppend(&text, "; ", Count(customer.completed_visits, "visit"), ", ",
                  Count(customer.purchases, "purchase"));
  if (customer.lifecycle.last_visit_at != kNever) {
    absl::StrAppend(&text, ", the last on ",
                    DateText(customer.lifecycle.last_visit_at, zone));
  }
  return text;
}

std::string MissingText(const Missing& missing, const Program& program) {
  std::string text;
  const auto add = [&](const std::string& what) {
    absl::StrAppend(&text, text.empty() ? "" : " or ", what);
  };
  if (missing.spend > 0) add(MoneyText({program.currency, missing.spend}));
  if (missing.visits > 0) add(Count(missing.visits, "visit"));
  if (missing.units > 0) add(Count(missing.units, "unit"));
  return text;
}

std::string TierText(const FoundCustomer& found, const Program& program) {
  const Customer& customer = found.customer;
  const Tier& tier = customer.tier;
  if (tier.name.empty()) return "";
  std::string text =
      absl::StrCat(tier.name, " since ", DateText(tier.since, program.zone));
  if (tier.valid_until != kNever) {
    absl::StrAppend(&text, ", valid until ",
                    DateText(tier.valid_until, program.zone));
  }
  if (tier.grace_until != kNever) {
    absl::StrAppend(&text, ", in grace until ",
                    DateText(tier.grace_until, program.zone));
  }
  const int next = program.LevelIndex(tier.name) + 1;
  if (next <= 0 || next >= static_cast<int>(program.tiers.levels.size())) {
    return text;
  }
  const Level& level = program.tiers.levels[static_cast<size_t>(next)];
  const std::string missing = MissingText(
      MissingFor(level, customer, program,
                 WindowAt(customer, program, found.partition.clock)),
      program);
  if (missing.empty()) return text;
  return absl::StrCat(text, "; to ", level.name, ": ", missing, " missing");
}

// Units as they are counted; stored value is money.
struct AmountText {
  const Program& program;
  bool money = false;

  AmountText(const Program& program, const std::string& unit)
      : program(program) {
    const Unit* found = program.FindUnit(unit);
    money = found != nullptr && found->kind == UnitKind::kStoredValue;
  }
  std::string operator()(int64_t amount) const {
    return money ? MoneyText({program.currency, amount}) : Grouped(amount);
  }
};

std::string BalanceText(const Account& account, const AmountText& amounts) {
  std::string text = absl::StrCat(amounts(account.Available()), " available");
  const auto add = [&](int64_t amount, const char* what) {
    if (amount != 0) absl::StrAppend(&text, ", ", amounts(amount), what);
  };
  add(account.Pending(), " pending");
  add(account.Held(), " held");
  add(account.arrears, " owed");
  absl::StrAppend(&text, " (", amounts(account.issued), " issued");
  add(account.redeemed, " redeemed");
  add(account.expired, " expired");
  add(account.reversed, " taken back");
  return text + ")";
}

// Lots that expire together as one row; four rows at most.
void AddExpiries(const Account& account, const AmountText& amounts,
                 const Zone& zone, std::string& out) {
  std::map<Instant, int64_t> dates;
  for (const Lot& lot : account.lots) {
    if (lot.expires_at != kNever && lot.remaining > 0) {
      dates[lot.expires_at] += lot.remaining;
    }
  }
  int rows = 0;
  for (const auto& [at, amount] : dates) {
    if (++rows > 4) return AddRow("", "...", out);
    AddRow("", absl::StrCat(amounts(amount), " expire ", DateText(at, zone)),
           out);
  }
}

const Account* FirstOf(const Customer& customer, std::string_view unit) {
  for (const Account& account : customer.accounts) {
    if (account.unit == unit) return &account;
  }
  return nullptr;
}

std::string NextText(const FoundCustomer& found, const Zone& zone) {
  const auto due = NextDue(found.customer, *found.program());
  if (!due) return "";
  return absl::StrCat(TimeText(due->at, zone), ": ", NameOf(due->kind));
}

}  // namespace

std::string CustomerText(const FoundCustomer& found) {
  const Customer& customer = found.customer;
  std::string out = customer.id + "\n";
  if (customer.erased) AddRow("erased", "balances are frozen", out);
  if (found.program() == nullptr) {
    AddRow("program", "none was in force yet", out);
    return out;
  }
  const Program& program = *found.program()->program;
  const Zone& zone = program.zone;
  AddRow("known since", SinceText(customer, zone), out);
  AddRow("stage", StageText(customer.lifecycle.stage), out);
  AddRow("tier", TierText(found, program), out);
  for (const Account& account : customer.accounts) {
    constexpr const char* kParts[] = {"", " paid", " bonus"};
    const AmountText amounts(program, account.unit);
    AddRow(account.unit + kParts[static_cast<size_t>(account.sub_balance)],
           BalanceText(account, amounts), out);
    AddExpiries(account, amounts, zone, out);
  }
  AddRow("next", NextText(found, zone), out);
  AddRow("as of", TimeText(found.partition.clock, zone), out);
  return out;
}

std::string NextTierText(const FoundCustomer& found) {
  return TierText(found, *found.program()->program);
}

std::string CustomerLine(const Customer& customer) {
  std::string line = StageText(customer.lifecycle.stage);
  if (!customer.tier.name.empty()) {
    absl::StrAppend(&line, ", ", customer.tier.name);
  }
  for (const Account& account : customer.accounts) {
    // The parts of a unit in one sum, where the first of them stands.
    if (&account != FirstOf(customer, account.unit)) continue;
    const int64_t available = AvailableOf(customer, account.unit);
    absl::StrAppend(&line, ", ", Grouped(available), " ", account.unit);
  }
  return line;
}

}  // namespace laurel
