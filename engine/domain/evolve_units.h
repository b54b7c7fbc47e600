// What a derived event does to units: accounts, their lots, holds, and what
// sales and redemptions remember of them. The rest is in evolve_event.cc.
#pragma once

#include <string>
#include <string_view>

#include "engine/domain/evolve.h"

namespace laurel {

// One event of one customer; what it refers to must outlive it. An error if the
// event does not fit the customer.
class UnitFold {
 public:
  UnitFold(Customer& customer, Documents& documents, const DerivedEvent& event,
           const Moment& moment)
      : customer_(customer),
        documents_(documents),
        event_(event),
        moment_(moment) {}

  absl::Status operator()(const UnitsEarned& body) const;
  absl::Status operator()(const UnitsGranted& body) const;
  absl::Status operator()(const UnitsActivated& body) const;
  absl::Status operator()(const ArrearsRepaid& body) const;
  absl::Status operator()(const UnitsRedeemed& body) const;
  absl::Status operator()(const RedemptionRejected& body) const;
  absl::Status operator()(const UnitsRestored& body) const;
  absl::Status operator()(const UnitsReversed& body) const;
  absl::Status operator()(const UnitsExpired& body) const;
  absl::Status operator()(const UnitsDeducted& body) const;
  absl::Status operator()(const UnitsExpiring& body) const;
  absl::Status operator()(const UnitsHeld& body) const;
  absl::Status operator()(const HoldRejected& body) const;
  absl::Status operator()(const HoldSettled& body) const;

 protected:
  // For outreach, which waits for it.
  void Remember(CueKind kind, std::string_view ref,
                Instant until = kNever) const;

  Customer& customer_;
  Documents& documents_;
  const DerivedEvent& event_;
  const Moment& moment_;

 private:
  void Forgive(const UnitsReversed& body) const;
  bool IsStatus(std::string_view unit) const;
  void Touch(Account& account) const;
  void SkipWarnings(Account& account) const;
  template <typename Body>
  absl::Status MakeLot(const Body& body, bool earned) const;
  LotAmounts NewestOf(const ArrearsRepaid& body) const;
  absl::Status Restore(const Redemption& redemption,
                       const RestoredLot& part) const;
  absl::Status EndHold(std::string_view unit, const LotAmount& part,
                       int64_t spent) const;
  absl::Status NoLot(std::string_view unit, uint64_t lot_id) const;
};

}  // namespace laurel
