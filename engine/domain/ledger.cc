#include "engine/domain/ledger.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/base/grow.h"

namespace laurel {
namespace {

auto SpendingOrder(const Lot& lot) {
  return std::tuple(lot.expires_at, lot.activates_at, lot.id);
}

absl::Status Impossible(const Customer& customer, std::string_view unit,
                        std::string_view what) {
  return absl::InternalError(absl::StrCat("customer ", customer.id, ", unit ",
                                          std::string(unit), ": ",
                                          std::string(what)));
}

void Count(int64_t amount, Sink sink, Account& account) {
  switch (sink) {
    case Sink::kRedeemed:
      account.redeemed += amount;
      return;
    case Sink::kExpired:
      account.expired += amount;
      return;
    case Sink::kReversed:
      account.reversed += amount;
      return;
    case Sink::kArrears:
      account.arrears -= amount;
  }
}

// Lots with nothing left leave the account.
void DropIfEmpty(const LotPlace& place) {
  if (place.lot().remaining != 0 || place.lot().held != 0) return;
  place.account->lots.erase(place.account->lots.begin() +
                            static_cast<std::ptrdiff_t>(place.index));
}

}  // namespace

Account& OpenAccount(Customer& customer, std::string_view unit,
                     SubBalance sub) {
  if (const Account* found = customer.FindAccount(unit, sub)) {
    return const_cast<Account&>(*found);
  }
  Account account;
  account.unit = unit;
  account.sub_balance = sub;
  return customer.accounts.emplace_back(std::move(account));
}

LotPlace FindLot(Customer& customer, std::string_view unit, uint64_t lot_id) {
  for (Account& account : customer.accounts) {
    if (account.unit != unit) continue;
    for (size_t i = 0; i < account.lots.size(); ++i) {
      if (account.lots[i].id == lot_id) return {&account, i};
    }
  }
  return {};
}

void InsertLot(Account& account, const Lot& lot) {
  auto& lots = account.lots;
  MakeRoom(lots);
  // Most lots are the newest and expire last.
  auto place = lots.end();
  while (place != lots.begin() &&
         SpendingOrder(lot) < SpendingOrder(*std::prev(place))) {
    --place;
  }
  lots.insert(place, lot);
}

absl::Status TakeFromLots(Customer& customer, std::string_view unit,
                          const LotAmounts& lots, Sink sink) {
  for (const LotAmount& part : lots) {
    const LotPlace place = FindLot(customer, unit, part.lot_id);
    if (place.account == nullptr) {
      return Impossible(customer, unit,
                        absl::StrCat("lot ", part.lot_id, " is not there, ",
                                     part.amount, " were taken from it"));
    }
    Lot& lot = place.lot();
    if (part.amount < 0 || part.amount > lot.remaining) {
      return Impossible(customer, unit,
                        absl::StrCat("lot ", lot.id, " has ", lot.remaining,
                                     ", ", part.amount, " were taken from it"));
    }
    lot.remaining -= part.amount;
    if (sink == Sink::kExpired) lot.expired += part.amount;
    Count(part.amount, sink, *place.account);
    DropIfEmpty(place);
  }
  return absl::OkStatus();
}

absl::Status CheckConservation(const Customer& customer) {
  for (const Account& a : customer.accounts) {
    int64_t in_lots = 0;
    bool below_zero = a.arrears < 0;
    for (const Lot& lot : a.lots) {
      in_lots += lot.remaining + lot.held;
      below_zero |= lot.remaining < 0 || lot.held < 0;
    }
    const int64_t program = a.issued - a.reversed - a.redeemed - a.expired;
    if (program == in_lots - a.arrears && !below_zero) continue;
    return Impossible(
        customer, a.unit,
        absl::StrCat("conservation is broken: issued ", a.issued,
                     " - reversed ", a.reversed, " - redeemed ", a.redeemed,
                     " - expired ", a.expired, " = ", program,
                     ", but lots hold ", in_lots, " with arrears ", a.arrears,
                     " = ", in_lots - a.arrears));
  }
  return absl::OkStatus();
}

LotAmounts FirstOf(const LotAmounts& lots, int64_t amount) {
  LotAmounts first;
  for (const LotAmount& part : lots) {
    const int64_t taken = std::min(amount, part.amount);
    if (taken == 0) break;
    first.push_back({part.lot_id, taken});
    amount -= taken;
  }
  return first;
}

int64_t AmountOf(const LotAmounts& lots, uint64_t lot_id) {
  int64_t sum = 0;
  for (const LotAmount& part : lots) {
    if (part.lot_id == lot_id) sum += part.amount;
  }
  return sum;
}

}  // namespace laurel
