#include "engine/codec/balances.h"

namespace laurel {
namespace {

void Add(const Account& account, Balance& balance) {
  balance.pending += account.Pending();
  balance.available += account.Available();
  balance.held += account.Held();
  balance.arrears += account.arrears;
  if (account.sub_balance == SubBalance::kNone) return;
  balance.has_parts = true;
  (account.sub_balance == SubBalance::kBonus ? balance.bonus
                                             : balance.principal) +=
      account.Available();
}

std::vector<std::string_view> UnitsOf(const Customer& customer,
                                      const Program* program) {
  std::vector<std::string_view> units;
  const auto moved = [&](std::string_view unit) {
    for (const Account& account : customer.accounts) {
      if (account.unit == unit) return true;
    }
    return false;
  };
  if (program != nullptr) {
    for (const Unit& unit : program->units) {
      if (!unit.retired || moved(unit.name)) units.push_back(unit.name);
    }
  }
  for (const Account& account : customer.accounts) {
    bool listed = false;
    for (std::string_view unit : units) listed |= unit == account.unit;
    if (!listed) units.push_back(account.unit);
  }
  return units;
}

}  // namespace

std::vector<Balance> BalancesOf(const Customer& customer,
                                const Program* program) {
  std::vector<Balance> balances;
  for (const std::string_view unit : UnitsOf(customer, program)) {
    Balance& balance = balances.emplace_back();
    balance.unit = unit;
    const Unit* known = program == nullptr ? nullptr : program->FindUnit(unit);
    balance.has_parts =
        known != nullptr && known->kind == UnitKind::kStoredValue;
    for (const Account& account : customer.accounts) {
      if (account.unit == unit) Add(account, balance);
    }
  }
  return balances;
}

}  // namespace laurel
