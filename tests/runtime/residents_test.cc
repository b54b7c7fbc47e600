// Customers in memory: how much they take, and that nobody loses anything by
// it.
#include "engine/runtime/residents.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/runtime/memory_store.h"
#include "engine/runtime/view_keys.h"

namespace laurel {
namespace {

constexpr size_t kLimit = 1 << 20;
constexpr int kCustomers = 100;
constexpr uint64_t kLots = 200;

std::string NameOf(int number) { return "c-" + std::to_string(number); }

class ResidentsTest : public testing::Test {
 protected:
  ResidentsTest() : residents_(store_, partition_) { residents_.Limit(kLimit); }

  Customer& Find(int number) {
    auto found = residents_.Find(NameOf(number));
    EXPECT_TRUE(found.ok()) << found.status();
    resident_ = *found;
    return resident_->open->customer;
  }

  void GiveLots(int number) {
    Customer& customer = Find(number);
    customer.facts = 1;
    customer.accounts.resize(1);
    for (uint64_t id = 1; id <= kLots; ++id) {
      Lot& lot = customer.accounts[0].lots.emplace_back();
      lot.id = id;
      lot.amount = lot.remaining = 1'000;
    }
    residents_.Keep(*resident_);
  }

  void Write() {
    ViewWrite write;
    ASSERT_TRUE(residents_.Gather(write).ok());
    auto batch = store_.NewBatch();
    write.AddRows(*batch);
    ASSERT_TRUE(store_.Write(*batch).ok());
    residents_.Written();
  }

  Partition partition_;
  MemoryStore store_;
  Residents residents_;
  Resident* resident_ = nullptr;  // found last
};

// Nobody new comes: those who are there grow.
TEST_F(ResidentsTest, WhoHasGrownIsPackedOnceThatIsKnown) {
  for (int i = 0; i < kCustomers; ++i) Find(i).facts = 1;
  for (int i = 0; i < kCustomers; ++i) GiveLots(i);
  EXPECT_LT(residents_.bytes(), kLimit) << "they are measured as they were";
  Write();
  EXPECT_LT(residents_.bytes(), kLimit);
  EXPECT_EQ(residents_.size(), kCustomers);
  for (int i = 0; i < kCustomers; ++i) {
    const auto found = residents_.LookUp(NameOf(i));
    ASSERT_TRUE(found.ok());
    EXPECT_EQ((*found)->accounts.at(0).lots.size(), kLots) << i;
  }
}

// What a write takes is more than its documents: those who changed as well.
TEST_F(ResidentsTest, StatesThatWaitToBeWrittenCount) {
  for (int i = 0; i < kCustomers; ++i) GiveLots(i);
  Write();
  const size_t before = residents_.waiting_bytes();
  Find(0);
  residents_.Keep(*resident_);
  EXPECT_GT(residents_.waiting_bytes(), before + kLots * 4);
}

TEST_F(ResidentsTest, DocumentsGoWithTheCustomerTheyAreOf) {
  Find(0).facts = 1;
  resident_->open->documents.Put(DocumentKind::kVisit, "v-1", Recorded{7});
  residents_.Keep(*resident_);
  Find(1).facts = 1;
  EXPECT_TRUE(resident_->open->documents.empty());
  resident_->open->documents.Put(DocumentKind::kVisit, "v-2", Recorded{8});
  Find(0);  // without keeping
  EXPECT_TRUE(resident_->open->documents.empty());
  Write();
  std::string row;
  bool there = false;
  const auto key = [](int number, std::string_view visit) {
    return DocumentRowKey(NameOf(number), DocumentKind::kVisit, visit);
  };
  ASSERT_TRUE(store_.Get(key(0, "v-1"), &row, &there).ok());
  EXPECT_TRUE(there);
  ASSERT_TRUE(store_.Get(key(1, "v-2"), &row, &there).ok());
  EXPECT_FALSE(there);
}

}  // namespace
}  // namespace laurel
