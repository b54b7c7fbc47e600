// The units ledger: how lots change. Double entry, integers only; the lots and
// arrears are the customer's side, issued, reversed, redeemed and expired the
// program's. No rule lives here: which lots, how many and why is decided
// elsewhere and arrives as numbers.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "engine/domain/customer.h"

namespace laurel {

// The account of a unit, made empty where there is none.
Account& OpenAccount(Customer& customer, std::string_view unit, SubBalance sub);

struct LotPlace {
  Account* account = nullptr;  // null: no such lot
  size_t index = 0;
  Lot& lot() const { return account->lots[index]; }
};

// A lot of a unit, whichever sub-balance it is in.
LotPlace FindLot(Customer& customer, std::string_view unit, uint64_t lot_id);

// Puts a lot into its place in the spending order.
void InsertLot(Account& account, const Lot& lot);

// Where units of a lot go to.
enum class Sink : uint8_t { kRedeemed, kExpired, kReversed, kArrears };

// Takes units out of the lots named; lots with nothing left leave the account.
// An error if a lot is not there or has
// less: nothing that was decided can ask for that.
absl::Status TakeFromLots(Customer& customer, std::string_view unit,
                          const LotAmounts& lots, Sink sink);

// Conservation, for every account of the customer:
//   issued - reversed - redeemed - expired
//     = pending + available + held - arrears
// and no part below zero. The error names both sides.
absl::Status CheckConservation(const Customer& customer);

// The first of the lots until the amount is reached.
LotAmounts FirstOf(const LotAmounts& lots, int64_t amount);

// What of them is of this lot.
int64_t AmountOf(const LotAmounts& lots, uint64_t lot_id);

}  // namespace laurel
