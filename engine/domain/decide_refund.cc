#include <algorithm>
#include <string>

#include "engine/domain/decide.h"
#include "engine/domain/sale.h"
#include "engine/domain/worth.h"

namespace laurel {
namespace {

// Takes units back, by the unit's clawback, and remembers from where.
class TakeBack {
 public:
  explicit TakeBack(int64_t amount) : left_(amount) {}

  void From(const Lot& lot) {
    const auto taken_before = std::find_if(
        lots_.begin(), lots_.end(),
        [&](const LotAmount& part) { return part.lot_id == lot.id; });
    if (taken_before != lots_.end()) return;
    const int64_t taken = std::min(left_, lot.remaining);
    if (taken == 0) return;
    lots_.push_back({lot.id, taken});
    left_ -= taken;
  }

  int64_t left() const { return left_; }
  const LotAmounts& lots() const { return lots_; }

 private:
  int64_t left_;
  LotAmounts lots_;
};

// Own lot first; then, unless only pending ones may be touched, the others in
// spending order.
TakeBack TakeFrom(const Account& account, uint64_t own_lot, int64_t amount,
                  Clawback clawback) {
  TakeBack back(amount);
  for (const Lot& lot : account.lots) {
    if (lot.id != own_lot) continue;
    if (lot.pending || clawback != Clawback::kOnlyPending) back.From(lot);
  }
  if (clawback == Clawback::kOnlyPending) return back;
  for (const Lot& lot : account.lots) {
    if (!lot.pending) back.From(lot);
  }
  return back;
}

// Units of the sale's lot that have expired are not taken again.
int64_t ExpiredOf(const Deliberation& d, const SoldUnits& sold) {
  const auto* lot = d.documents.Find<ExpiredLot>(DocumentKind::kLot,
                                                 std::to_string(sold.lot_id));
  return lot == nullptr ? 0 : lot->expired;
}

void Reverse(Deliberation& d, const PaymentRefunded& refund,
             const SoldUnits& sold, const Unit& unit, int64_t worth_now) {
  const int64_t amount =
      sold.earned - worth_now - ExpiredOf(d, sold) - sold.reversed;
  const Account* account = d.customer.FindAccount(sold.unit, sold.sub_balance);
  if (amount <= 0 || account == nullptr) return;
  const TakeBack back = TakeFrom(*account, sold.lot_id, amount, unit.clawback);
  UnitsReversed reversed;
  reversed.refund_id = refund.refund_id;
  reversed.payment_id = refund.payment_id;
  reversed.unit = sold.unit;
  reversed.sub_balance = sold.sub_balance;
  reversed.lots = back.lots();
  if (unit.clawback == Clawback::kUnlimited) {
    reversed.amount = amount;
    reversed.arrears = back.left();
  } else {
    reversed.amount = amount - back.left();
    reversed.forgiven = back.left();
  }
  d.Tell(d.now, Theme::kRefund, std::move(reversed));
}

}  // namespace

void DecideRefund(Deliberation& d, const PaymentRefunded& refund) {
  if (d.customer.erased) return;  // balances are frozen
  // Telling changes the document: look at it as it was.
  const Payment payment =
      *d.documents.Find<Payment>(DocumentKind::kPayment, refund.payment_id);
  const PublishedProgram* judge =
      d.partition.Version(payment.terms.program_version);
  if (judge == nullptr) return;  // sold before the first program
  const Program& program = *judge->program;
  const PricedLines rest = PriceRest(payment);
  for (size_t unit = 0; unit < program.units.size(); ++unit) {
    for (const SoldUnits& sold : payment.units) {
      if (sold.unit != program.units[unit].name) continue;
      const auto worth = WorthOf(program, unit, payment.terms, rest);
      if (!worth.has_value()) {
        d.Fail(absl::InternalError("the rest of a sale is worth more than it"));
        return;
      }
      Reverse(d, refund, sold, program.units[unit], worth->amount);
    }
  }
}

}  // namespace laurel
