// An accountant who trusts nobody: recomputes every account and lot of a
// customer from the derived events alone, by docs/domain-map.md sections 5 and
// 8, and says where an event cannot be or where the engine's books differ.
//
//   Auditor auditor;
//   RETURN_IF_ERROR(auditor.TakeIn(fact, decision));
//   RETURN_IF_ERROR(auditor.Compare(customer, decision.clock));
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/domain/customer.h"
#include "engine/domain/decision.h"
#include "engine/domain/fact.h"

namespace laurel {

class Auditor {
 public:
  // What a decision says, in its order. Internal: an event that cannot be, or
  // a request without exactly one answer.
  absl::Status TakeIn(const Fact& fact, const Decision& decision);

  // The engine's books of a customer as of the clock. `fired`: everything due
  // by then has been fired, so nothing may be overdue.
  absl::Status Compare(const Customer& customer, Instant clock,
                       bool fired) const;

 private:
  struct AuditedLot {
    int64_t amount = 0;
    int64_t remaining = 0;
    int64_t held = 0;
    int64_t expired = 0;
    Instant activates_at;
    Instant expires_at = kNever;
    bool pending = false;
  };
  struct Book {
    int64_t issued = 0, reversed = 0, redeemed = 0, expired = 0, arrears = 0;
    std::map<uint64_t, AuditedLot> lots;
    std::vector<uint64_t> repay;  // lots that have just become available

    int64_t Available() const;
    int64_t Pending() const;
    int64_t Held() const;
  };
  struct AuditedHold {
    std::string unit;
    LotAmounts lots;
    Instant expires_at;
  };
  using BookKey = std::pair<std::string, SubBalance>;
  struct Person {
    std::map<BookKey, Book> books;
    // The book of a unit that the lot is in; of one that is nowhere, any.
    Book& BookOf(const std::string& unit, uint64_t lot_id);
    // All parts of a unit.
    int64_t Available(const std::string& unit) const;
    std::map<std::string, AuditedHold> holds;
    uint64_t events = 0;
    uint64_t lots = 0;
    std::map<std::string, bool> answered;  // redemption and hold ids
    // By refunds of a payment so far.
    std::map<std::string, std::map<BookKey, int64_t>> forgiven;
  };

  absl::Status TakeInEvent(Person& person, const DerivedEvent& event,
                           Instant clock);
  static absl::Status Make(Person& person, const std::string& unit,
                           SubBalance sub, uint64_t lot_id, AuditedLot lot);
  static absl::Status Take(Person& person, const std::string& unit,
                           const LotAmounts& lots, int64_t amount,
                           int64_t AuditedLot::*to, int64_t Book::*sink);
  static void Merge(Book& book, std::pair<const uint64_t, AuditedLot>& oldest,
                    int64_t amount);
  static absl::Status CheckOrder(Person& person, const std::string& unit,
                                 const LotAmounts& lots, int64_t amount,
                                 Instant clock);
  static absl::Status CheckOrderOf(Book book, const LotAmounts& lots,
                                   Instant clock);
  static absl::Status Repay(Book& book, const ArrearsRepaid& event);
  static absl::Status Settle(Person& person, const HoldSettled& event,
                             Instant at);
  static absl::Status Restore(Person& person, const UnitsRestored& event);
  static absl::Status CompareBook(const Book& book, const Account& account);
  static absl::Status CheckFired(const Person& person, Instant clock);

  std::map<std::string, Person, std::less<>> people_;
};

}  // namespace laurel
