// What engines before 6 decided names no lots, and folds as it did then.
#include <gtest/gtest.h>

#include "engine/domain/evolve.h"

namespace laurel {
namespace {

Lot Earned(uint64_t id, int64_t amount, Instant expires_at) {
  Lot lot;
  lot.id = id;
  lot.amount = lot.remaining = amount;
  lot.expires_at = expires_at;
  lot.earned = true;
  return lot;
}

// 1 was granted, 4 is pending; of the others the newest expires first.
Customer Owing(int64_t arrears) {
  Customer customer;
  customer.id = "ada";
  Account& account = customer.accounts.emplace_back();
  account.unit = "points";
  account.arrears = arrears;
  account.lots = {
      Earned(3, 250, Instant{1'000}), Earned(2, 100, Instant{2'000}),
      Earned(1, 500, Instant{3'000}), Earned(4, 70, Instant{4'000})};
  account.lots[2].earned = false;
  account.lots[3].pending = true;
  account.issued = 250 + 100 + 500 + 70 - arrears;
  return customer;
}

absl::Status Repay(int64_t amount, Customer& customer) {
  Documents documents;
  DerivedEvent event;
  event.n = 1;
  auto& repaid = event.body.emplace<ArrearsRepaid>();
  repaid.unit = "points";
  repaid.amount = amount;
  return Evolve(customer, documents, event, {});
}

TEST(ArrearsBeforeSix, AreRepaidByTheNewestThatWasEarned) {
  Customer customer = Owing(400);
  ASSERT_EQ(Repay(300, customer), absl::OkStatus());
  const Account& account = customer.accounts[0];
  EXPECT_EQ(account.arrears, 100);
  ASSERT_EQ(account.lots.size(), 3u);
  EXPECT_EQ(account.lots[0].id, 2u);
  EXPECT_EQ(account.lots[0].remaining, 50);
  EXPECT_EQ(account.lots[1].remaining, 500);
  EXPECT_EQ(account.lots[2].remaining, 70);
}

TEST(ArrearsBeforeSix, MoreThanThereIsCannotBe) {
  Customer customer = Owing(1'000);
  EXPECT_FALSE(Repay(900, customer).ok());
}

}  // namespace
}  // namespace laurel
