// A flipped bit in memory: amounts that no longer add up stop the partition at
// the customer's next fact. What has no sum is for `laurel verify`.
#include <gtest/gtest.h>

#include "engine/domain/ledger.h"

namespace laurel {
namespace {

inline constexpr int kBits = 62;  // an amount is less than 2^62

Lot Of(int64_t remaining, int64_t held) {
  Lot lot;
  lot.amount = remaining + held;
  lot.remaining = remaining;
  lot.held = held;
  return lot;
}

Customer Sound() {
  Customer customer;
  customer.id = "ada";
  Account& account = customer.accounts.emplace_back();
  account.unit = "points";
  account.lots = {Of(250, 0), Of(100, 30)};
  account.issued = 1'000;
  account.reversed = 70;
  account.redeemed = 500;
  account.expired = 90;
  account.arrears = 40;
  return customer;
}

void ExpectFound(Customer& customer, int64_t& amount) {
  for (int bit = 0; bit < kBits; ++bit) {
    amount ^= int64_t{1} << bit;
    const absl::Status status = CheckConservation(customer);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << "bit " << bit;
    amount ^= int64_t{1} << bit;
  }
  EXPECT_EQ(CheckConservation(customer), absl::OkStatus());
}

TEST(FlippedBit, OfASumIsFound) {
  Customer customer = Sound();
  Account& account = customer.accounts[0];
  for (int64_t* sum : {&account.issued, &account.reversed, &account.redeemed,
                       &account.expired, &account.arrears}) {
    ExpectFound(customer, *sum);
  }
}

TEST(FlippedBit, OfALotIsFound) {
  Customer customer = Sound();
  for (Lot& lot : customer.accounts[0].lots) {
    ExpectFound(customer, lot.remaining);
    ExpectFound(customer, lot.held);
  }
}

}  // namespace
}  // namespace laurel
