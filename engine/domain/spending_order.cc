// A wallet with principal 300.00 and bonus 60.00 pays 90.00:
//
//   principal_first   90.00 principal
//   bonus_first       60.00 bonus, 30.00 principal
//   proportional      75.00 principal, 15.00 bonus
#include "engine/domain/spending_order.h"

#include <algorithm>

#include "engine/domain/basket.h"
#include "engine/domain/ledger.h"

namespace laurel {
namespace {

void PickFrom(const Account* account, int64_t amount, LotAmounts& picked) {
  if (account == nullptr) return;
  for (const Lot& lot : account->lots) {
    if (amount == 0) return;
    const int64_t taken = lot.pending ? 0 : std::min(amount, lot.remaining);
    if (taken == 0) continue;
    picked.push_back({lot.id, taken});
    amount -= taken;
  }
}

int64_t SumOf(const LotAmounts& lots) {
  int64_t sum = 0;
  for (const LotAmount& part : lots) sum += part.amount;
  return sum;
}

int64_t AvailableIn(const Account* account) {
  return account == nullptr ? 0 : account->Available();
}

// How much of the amount is principal; the rest is bonus.
int64_t PrincipalOf(SpendOrder order, int64_t principal, int64_t bonus,
                    int64_t amount) {
  switch (order) {
    case SpendOrder::kPrincipalFirst:
      return std::min(amount, principal);
    case SpendOrder::kBonusFirst:
      return amount - std::min(amount, bonus);
    case SpendOrder::kProportional:
      break;
  }
  return Share(amount, {principal, bonus})[0];
}

}  // namespace

int64_t AvailableOf(const Customer& customer, std::string_view unit) {
  int64_t sum = 0;
  for (const Account& account : customer.accounts) {
    if (account.unit == unit) sum += account.Available();
  }
  return sum;
}

LotAmounts PickLots(const Customer& customer, const Unit& unit,
                    int64_t amount) {
  LotAmounts picked;
  if (unit.kind != UnitKind::kStoredValue) {
    PickFrom(customer.FindAccount(unit.name), amount, picked);
    return picked;
  }
  const Account* principal =
      customer.FindAccount(unit.name, SubBalance::kPrincipal);
  const Account* bonus = customer.FindAccount(unit.name, SubBalance::kBonus);
  const int64_t paid = PrincipalOf(unit.spend, AvailableIn(principal),
                                   AvailableIn(bonus), amount);
  if (unit.spend != SpendOrder::kBonusFirst) {
    PickFrom(principal, paid, picked);
    PickFrom(bonus, amount - paid, picked);
  } else {
    PickFrom(bonus, amount - paid, picked);
    PickFrom(principal, paid, picked);
  }
  return picked;
}

LotAmounts PickHeld(const Customer& customer, const Unit& unit,
                    const LotAmounts& held, int64_t amount) {
  const Account* principal =
      customer.FindAccount(unit.name, SubBalance::kPrincipal);
  if (unit.spend != SpendOrder::kProportional || principal == nullptr) {
    return FirstOf(held, amount);  // in that order they were picked
  }
  LotAmounts paid_ahead, given;
  for (const LotAmount& part : held) {
    const bool is_principal =
        std::any_of(principal->lots.begin(), principal->lots.end(),
                    [&](const Lot& lot) { return lot.id == part.lot_id; });
    (is_principal ? paid_ahead : given).push_back(part);
  }
  const int64_t paid =
      PrincipalOf(unit.spend, SumOf(paid_ahead), SumOf(given), amount);
  LotAmounts picked = FirstOf(paid_ahead, paid);
  for (const LotAmount& part : FirstOf(given, amount - paid)) {
    picked.push_back(part);
  }
  return picked;
}

std::optional<ArrearsRepaid> PickRepayment(const Account& account,
                                           const LotAmounts& fresh) {
  ArrearsRepaid repaid{account.unit, account.sub_balance, 0, {}};
  for (auto lot = fresh.rbegin(); lot != fresh.rend(); ++lot) {
    const int64_t taken =
        std::min(account.arrears - repaid.amount, lot->amount);
    if (taken == 0) continue;
    repaid.lots.push_back({lot->lot_id, taken});
    repaid.amount += taken;
  }
  if (repaid.amount == 0) return std::nullopt;
  return repaid;
}

}  // namespace laurel
