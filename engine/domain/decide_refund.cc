#include <algorithm>
#include <string>

#include "engine/domain/decide.h"
#include "engine/domain/loading.h"
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

// What one sale made in one part of a unit, and what of it came back.
struct Made {
  std::string_view unit;
  SubBalance sub_balance = SubBalance::kNone;
  int64_t earned = 0;
  int64_t reversed = 0;  // or forgiven
  int64_t expired = 0;   // is not taken again
  absl::InlinedVector<uint64_t, 2> lots;

  bool Has(const Lot& lot) const {
    return std::find(lots.begin(), lots.end(), lot.id) != lots.end();
  }
};

Made MadeBy(const Deliberation& d, const Payment& payment,
            std::string_view unit, SubBalance sub) {
  Made made{unit, sub, 0, 0, 0, {}};
  for (const SoldUnits& sold : payment.units) {
    if (sold.unit != unit || sold.sub_balance != sub) continue;
    made.earned += sold.earned;
    made.reversed += sold.reversed;
    made.lots.push_back(sold.lot_id);
    const auto* lot = d.documents.Find<ExpiredLot>(DocumentKind::kLot,
                                                   std::to_string(sold.lot_id));
    if (lot != nullptr) made.expired += lot->expired;
  }
  return made;
}

// Own lots first; then, unless only pending ones may be touched, the others in
// spending order.
TakeBack TakeFrom(const Account& account, const Made& made, int64_t amount,
                  Clawback clawback) {
  TakeBack back(amount);
  for (const Lot& lot : account.lots) {
    if (!made.Has(lot)) continue;
    if (lot.pending || clawback != Clawback::kOnlyPending) back.From(lot);
  }
  if (clawback == Clawback::kOnlyPending) return back;
  for (const Lot& lot : account.lots) {
    if (!lot.pending) back.From(lot);
  }
  return back;
}

void Reverse(Deliberation& d, const PaymentRefunded& refund, const Made& made,
             Clawback clawback, int64_t worth_now) {
  const int64_t amount = made.earned - worth_now - made.expired - made.reversed;
  const Account* account = d.customer.FindAccount(made.unit, made.sub_balance);
  if (amount <= 0 || account == nullptr) return;
  const TakeBack back = TakeFrom(*account, made, amount, clawback);
  UnitsReversed reversed;
  reversed.refund_id = refund.refund_id;
  reversed.payment_id = refund.payment_id;
  reversed.unit = made.unit;
  reversed.sub_balance = made.sub_balance;
  reversed.lots = back.lots();
  if (clawback == Clawback::kUnlimited) {
    reversed.amount = amount;
    reversed.arrears = back.left();
  } else {
    reversed.amount = amount - back.left();
    reversed.forgiven = back.left();
  }
  if (clawback == Clawback::kWithinBalance && reversed.forgiven > 0) {
    reversed.awaited_lots.assign(made.lots.begin(), made.lots.end());
  }
  d.Tell(d.now, Theme::kRefund, std::move(reversed));
}

// The rest of a sale under the program that judged it.
class Rest {
 public:
  Rest(Deliberation& d, const PaymentRefunded& refund, const Payment& payment,
       const Program& judge)
      : d_(d),
        refund_(refund),
        payment_(payment),
        judge_(judge),
        lines_(PriceRest(payment)) {}

  // What rules gave, and what lines loaded, each in its own part.
  void Take(const Unit& unit) {
    const SubBalance loaded = LoadedTo(unit.kind);
    const SubBalance given = GivenTo(unit.kind);
    if (loaded != given) TakePart(unit, loaded);
    TakePart(unit, given);
  }

 private:
  void TakePart(const Unit& unit, SubBalance sub) {
    const Made made = MadeBy(d_, payment_, unit.name, sub);
    if (made.earned == 0) return;
    int64_t worth = 0;
    if (sub == LoadedTo(unit.kind)) {
      worth += LoadedRest(payment_, unit, judge_.rounding);
    }
    if (sub == GivenTo(unit.kind)) worth += GivenRest(unit);
    Reverse(d_, refund_, made, unit.clawback, worth);
  }

  // By rules; of a unit that the judge does not have there are none.
  int64_t GivenRest(const Unit& unit) {
    const Unit* judged = judge_.FindUnit(unit.name);
    if (judged == nullptr) return 0;
    const auto at = static_cast<size_t>(judged - judge_.units.data());
    const auto worth = WorthOf(judge_, at, payment_.terms, lines_);
    if (worth.has_value()) return worth->amount;
    d_.Fail(absl::InternalError("the rest of a sale is worth more than it"));
    return 0;
  }

  Deliberation& d_;
  const PaymentRefunded& refund_;
  const Payment& payment_;
  const Program& judge_;
  const PricedLines lines_;
};

// What of the lots that came back belongs to the refunded sale, in their order.
UnitsReversed TakeAfterAll(const Customer& customer, const Forgiven& forgiven,
                           const LotAmounts& back) {
  UnitsReversed reversed;
  const Account* account =
      customer.FindAccount(forgiven.unit, forgiven.sub_balance);
  for (const LotAmount& part : back) {
    if (std::count(forgiven.lots.begin(), forgiven.lots.end(), part.lot_id) ==
        0) {
      continue;
    }
    for (const Lot& lot : account->lots) {
      if (lot.id != part.lot_id) continue;
      const int64_t taken = std::min(
          {forgiven.amount - reversed.amount, part.amount, lot.remaining});
      if (taken <= 0) continue;
      reversed.lots.push_back({lot.id, taken});
      reversed.amount += taken;
    }
  }
  reversed.refund_id = forgiven.refund_id;
  reversed.payment_id = forgiven.payment_id;
  reversed.unit = forgiven.unit;
  reversed.sub_balance = forgiven.sub_balance;
  reversed.forgiven = -reversed.amount;
  return reversed;
}

}  // namespace

void DecideRecall(Deliberation& d, Instant at, std::string_view unit,
                  const LotAmounts& back) {
  // Telling changes the list: look at it as it was.
  const std::vector<Forgiven> all = d.customer.forgiven;
  for (const Forgiven& forgiven : all) {
    if (forgiven.unit != unit) continue;
    UnitsReversed reversed = TakeAfterAll(d.customer, forgiven, back);
    if (reversed.amount == 0) continue;
    d.TellNow(at, Theme::kRefund, std::move(reversed));
  }
}

void DecideRefund(Deliberation& d, const PaymentRefunded& refund) {
  if (d.customer.erased) return;  // balances are frozen
  // Telling changes the document: look at it as it was.
  const Payment payment =
      *d.documents.Find<Payment>(DocumentKind::kPayment, refund.payment_id);
  const PublishedProgram* judge =
      d.partition.Version(payment.terms.program_version);
  if (judge == nullptr) return;  // sold before the first program
  Rest rest(d, refund, payment, *judge->program);
  for (const Unit& unit : judge->program->units) rest.Take(unit);
  for (const Unit& unit : d.program.units) {
    if (judge->program->FindUnit(unit.name) == nullptr) rest.Take(unit);
  }
}

}  // namespace laurel
