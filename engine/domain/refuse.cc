// Facts that are on the log but cannot be applied: each refusal names both
// values.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/domain/basket.h"
#include "engine/domain/decide.h"
#include "engine/domain/sale.h"
#include "engine/domain/spending_order.h"

namespace laurel {
namespace {

using Refused = std::optional<FactRejected>;

std::string Quoted(std::string_view id) {
  return absl::StrCat("\"", std::string(id), "\"");
}

Refused Because(RejectReason reason, std::string message) {
  return FactRejected{reason, std::move(message)};
}

// ---- Payments and refunds ---------------------------------------------------

Refused WrongCurrency(const Deliberation& d, const Money& money) {
  if (money.currency == d.program.currency) return std::nullopt;
  return Because(
      RejectReason::kCurrencyMismatch,
      absl::StrCat("the amount is in ", std::string(money.currency.text()),
                   ", the program in ",
                   std::string(d.program.currency.text())));
}

Refused Negative(int64_t minor) {
  if (minor >= 0) return std::nullopt;
  return Because(RejectReason::kNegativeAmount,
                 absl::StrCat("an amount is ", minor,
                              " minor units; send a refund instead"));
}

// Somebody paid for what it loads: to load nothing would be to keep the money.
Refused RefuseLoad(const Deliberation& d, const Line& line) {
  const bool top_up = line.kind == LineKind::kTopUp;
  if (!top_up && line.kind != LineKind::kPackage) return std::nullopt;
  const Unit* unit = d.program.FindUnit(line.unit);
  if (unit != nullptr && Loads(line.kind, unit->kind)) return std::nullopt;
  return Because(RejectReason::kUnknownUnit,
                 absl::StrCat("line ", Quoted(line.line_id), " loads unit ",
                              Quoted(line.unit), ", which the program ",
                              unit == nullptr ? "does not have"
                              : top_up        ? "has, but not as stored value"
                                              : "has, but not as sessions"));
}

Refused RefusePayment(const Deliberation& d, const PaymentCaptured& sale) {
  for (const Line& line : sale.lines) {
    if (auto refused = WrongCurrency(d, line.amount)) return refused;
    if (auto refused = Negative(line.amount.minor)) return refused;
    if (auto refused = RefuseLoad(d, line)) return refused;
    if (line.kind == LineKind::kPackage && line.quantity < 0) {
      return Because(
          RejectReason::kNegativeAmount,
          absl::StrCat("line ", Quoted(line.line_id), " is a package of ",
                       line.quantity, " sessions; send a refund instead"));
    }
  }
  for (const Tender& tender : sale.tenders) {
    if (auto refused = WrongCurrency(d, tender.amount)) return refused;
    if (auto refused = Negative(tender.amount.minor)) return refused;
  }
  return std::nullopt;
}

Refused ExceedsLine(const SoldLine& line, int64_t refunded, int64_t asked) {
  return Because(RejectReason::kExceedsRemaining,
                 absl::StrCat("line ", Quoted(line.line_id), " has ",
                              line.amount - refunded, " left, ", asked,
                              " were asked for"));
}

// Adds the refund to a copy of the payment; refused as soon as it does not
// fit.
Refused RefuseRefundLines(const Deliberation& d, const PaymentRefunded& refund,
                          Payment& payment) {
  for (const RefundLine& wanted : refund.lines) {
    if (auto refused = Negative(wanted.amount.minor)) return refused;
    if (wanted.amount.currency != payment.currency) {
      if (auto refused = WrongCurrency(d, wanted.amount)) return refused;
    }
    const auto line = std::find_if(
        payment.lines.begin(), payment.lines.end(),
        [&](const SoldLine& sold) { return sold.line_id == wanted.line_id; });
    if (line == payment.lines.end()) {
      return Because(RejectReason::kUnknownLine,
                     absl::StrCat("payment ", Quoted(refund.payment_id),
                                  " has no line ", Quoted(wanted.line_id)));
    }
    if (wanted.amount.minor > line->amount - line->refunded) {
      return ExceedsLine(*line, line->refunded, wanted.amount.minor);
    }
    line->refunded += wanted.amount.minor;
  }
  return std::nullopt;
}

Refused RefuseRefund(const Deliberation& d, const PaymentRefunded& refund) {
  const auto* found =
      d.documents.Find<Payment>(DocumentKind::kPayment, refund.payment_id);
  if (found == nullptr) {
    return Because(RejectReason::kUnknownPayment,
                   absl::StrCat("no payment ", Quoted(refund.payment_id),
                                " of this customer is known"));
  }
  Payment payment = *found;
  if (refund.lines.empty() && !refund.has_amount) {
    return Because(RejectReason::kNotPositive,
                   "a refund says lines or an amount; this one says neither");
  }
  if (auto refused = RefuseRefundLines(d, refund, payment)) return refused;
  if (refund.has_amount) {
    if (auto refused = Negative(refund.amount.minor)) return refused;
    if (refund.amount.currency != payment.currency) {
      if (auto refused = WrongCurrency(d, refund.amount)) return refused;
    }
    payment.refunded_amount += refund.amount.minor;
  }
  int64_t left = 0;
  for (const SoldLine& line : payment.lines)
    left += line.amount - line.refunded;
  if (payment.refunded_amount > left) {
    return Because(
        RejectReason::kExceedsRemaining,
        absl::StrCat("refunds by amount come to ", payment.refunded_amount,
                     ", the lines have ", left, " left"));
  }
  return std::nullopt;
}

// ---- Spending ---------------------------------------------------------------

Refused RefuseReversal(const Deliberation& d,
                       const RedemptionReversed& reversal) {
  const auto* redemption = d.documents.Find<Redemption>(
      DocumentKind::kRedemption, reversal.redemption_id);
  if (redemption == nullptr || redemption->refused != Refusal::kNone) {
    return Because(
        RejectReason::kUnknownRedemption,
        absl::StrCat("no redemption ", Quoted(reversal.redemption_id),
                     " of this customer was granted"));
  }
  if (reversal.amount < 0) {
    return Because(RejectReason::kNotPositive,
                   absl::StrCat("amount is ", reversal.amount));
  }
  const int64_t left = redemption->amount - redemption->restored;
  if (reversal.amount > left || left == 0) {
    return Because(RejectReason::kExceedsRemaining,
                   absl::StrCat("redemption ", Quoted(reversal.redemption_id),
                                " has ", left, " left to reverse, ",
                                reversal.amount, " were asked for"));
  }
  return std::nullopt;
}

Refused RefuseSettlement(const Deliberation& d, std::string_view hold_id,
                         int64_t amount) {
  const auto* hold = d.documents.Find<HoldAnswer>(DocumentKind::kHold, hold_id);
  if (hold == nullptr || hold->refused != Refusal::kNone) {
    return Because(RejectReason::kUnknownHold,
                   absl::StrCat("no hold ", Quoted(hold_id),
                                " of this customer was placed"));
  }
  if (hold->ended) {
    return Because(RejectReason::kHoldEnded,
                   absl::StrCat("hold ", Quoted(hold_id), " has ended"));
  }
  if (amount < 0) {
    return Because(RejectReason::kNotPositive,
                   absl::StrCat("amount is ", amount));
  }
  if (amount > hold->amount) {
    return Because(RejectReason::kExceedsRemaining,
                   absl::StrCat("hold ", Quoted(hold_id), " holds ",
                                hold->amount, ", ", amount, " were asked for"));
  }
  return std::nullopt;
}

Refused RefuseAdjustment(const Deliberation& d,
                         const UnitsAdjusted& adjustment) {
  const Unit* unit = d.program.FindUnit(adjustment.unit);
  if (unit == nullptr) {
    return Because(
        RejectReason::kUnknownUnit,
        absl::StrCat("the program has no unit ", Quoted(adjustment.unit)));
  }
  const int64_t available = AvailableOf(d.customer, adjustment.unit);
  if (adjustment.amount == 0) {
    return Because(RejectReason::kNotPositive, "amount is 0");
  }
  if (adjustment.amount < 0 && available < -adjustment.amount) {
    return Because(RejectReason::kInsufficientBalance,
                   absl::StrCat("available are ", available, ", ",
                                -adjustment.amount, " were to be taken"));
  }
  const Account* account =
      d.customer.FindAccount(unit->name, GivenTo(unit->kind));
  if (account != nullptr && account->issued > kMaxIssued - kMaxWorth) {
    return Because(RejectReason::kOverflow,
                   absl::StrCat("issued so far: ", account->issued));
  }
  return std::nullopt;
}

// ---- The rest ---------------------------------------------------------------

Refused RefuseAssignment(const Deliberation& d, const TierAssigned& assigned) {
  if (d.program.LevelIndex(assigned.tier) >= 0) return std::nullopt;
  return Because(
      RejectReason::kUnknownTier,
      absl::StrCat("the program has no tier ", Quoted(assigned.tier)));
}

Refused RefuseAppointment(const Deliberation& d, std::string_view id) {
  const auto& open = d.customer.appointments;
  const bool known =
      std::any_of(open.begin(), open.end(),
                  [&](const Appointment& a) { return a.appointment_id == id; });
  if (known) return std::nullopt;
  return Because(RejectReason::kUnknownAppointment,
                 absl::StrCat("no open appointment ", Quoted(id)));
}

Refused RefuseComplaint(const Deliberation& d, std::string_view id) {
  const auto& open = d.customer.complaints;
  const bool known =
      std::any_of(open.begin(), open.end(),
                  [&](const Complaint& c) { return c.complaint_id == id; });
  if (known) return std::nullopt;
  return Because(RejectReason::kUnknownComplaint,
                 absl::StrCat("no open complaint ", Quoted(id)));
}

// Two who name each other: the one that was met first counts.
Refused RefuseCircle(std::string_view friend_id) {
  return Because(RejectReason::kSelfReferral,
                 absl::StrCat(Quoted(friend_id),
                              " and this customer name each other; nobody "
                              "refers themselves by way of a friend"));
}

struct Judge {
  const Deliberation& d;

  Refused operator()(const PaymentCaptured& body) const {
    return RefusePayment(d, body);
  }
  Refused operator()(const PaymentRefunded& body) const {
    return RefuseRefund(d, body);
  }
  Refused operator()(const RedemptionReversed& body) const {
    return RefuseReversal(d, body);
  }
  Refused operator()(const HoldCaptured& body) const {
    return RefuseSettlement(d, body.hold_id, body.amount);
  }
  Refused operator()(const HoldReleased& body) const {
    return RefuseSettlement(d, body.hold_id, 0);
  }
  Refused operator()(const UnitsAdjusted& body) const {
    return RefuseAdjustment(d, body);
  }
  Refused operator()(const TierAssigned& body) const {
    return RefuseAssignment(d, body);
  }
  Refused operator()(const AppointmentRescheduled& body) const {
    return RefuseAppointment(d, body.appointment_id);
  }
  Refused operator()(const AppointmentCancelled& body) const {
    return RefuseAppointment(d, body.appointment_id);
  }
  Refused operator()(const AppointmentMissed& body) const {
    return RefuseAppointment(d, body.appointment_id);
  }
  Refused operator()(const ComplaintAnswered& body) const {
    return RefuseComplaint(d, body.complaint_id);
  }
  Refused operator()(const ComplaintResolved& body) const {
    return RefuseComplaint(d, body.complaint_id);
  }
  Refused operator()(const FeedbackReceived& body) const {
    const Scale scale = ScaleOf(body.kind);
    if (scale.Has(body.score)) return std::nullopt;
    return Because(
        RejectReason::kOutOfScale,
        absl::StrCat("score is ", body.score, "; ",
                     body.kind == FeedbackKind::kNps ? "an NPS" : "a rating",
                     " is ", scale.least, " to ", scale.most));
  }
  Refused operator()(const CustomerEnrolled& body) const {
    if (body.referrer_id.empty()) return std::nullopt;
    if (body.referrer_id == d.fact.customer_id) {
      return Because(RejectReason::kSelfReferral,
                     "a customer cannot be their own referrer");
    }
    if (!d.customer.referrer_id.empty()) {
      return Because(
          RejectReason::kAlreadyReferred,
          absl::StrCat("already referred by ", Quoted(d.customer.referrer_id)));
    }
    if (Referred(d, body.referrer_id)) return RefuseCircle(body.referrer_id);
    return std::nullopt;
  }
  Refused operator()(const ReferralQualified& body) const {
    if (d.customer.referral_met && d.customer.referrer_id == body.referee_id) {
      return RefuseCircle(body.referee_id);
    }
    if (d.customer.known()) return std::nullopt;
    return Because(RejectReason::kUnknownCustomer,
                   absl::StrCat("nobody has this id; ", Quoted(body.referee_id),
                                " named it as the referrer"));
  }
  template <typename Body>
  Refused operator()(const Body&) const {
    return std::nullopt;
  }
};

// Of an erased customer balances are frozen: what would move them is refused.
bool MovesUnits(const FactBody& body) {
  return std::holds_alternative<UnitsAdjusted>(body) ||
         std::holds_alternative<RedemptionReversed>(body) ||
         std::holds_alternative<HoldCaptured>(body) ||
         std::holds_alternative<HoldReleased>(body) ||
         std::holds_alternative<ReferralQualified>(body) ||
         std::holds_alternative<TierAssigned>(body);
}

// Of a walk-in there is nothing that these could change.
bool NeedsCustomer(const FactBody& body) {
  return MovesUnits(body) || std::holds_alternative<CustomerEnrolled>(body) ||
         std::holds_alternative<ProfileUpdated>(body) ||
         std::holds_alternative<ConsentChanged>(body) ||
         std::holds_alternative<CustomerErased>(body);
}

// What comes too late to earn anything. Requests are answered, and what undoes
// or ends something is done, whenever it is learned of.
bool MayEarn(const FactBody& body) {
  return std::holds_alternative<PaymentCaptured>(body) ||
         std::holds_alternative<VisitCompleted>(body) ||
         std::holds_alternative<FeedbackReceived>(body) ||
         std::holds_alternative<EngagementRecorded>(body);
}

Refused RefuseLate(const Deliberation& d) {
  const LatePolicy& policy = d.program.late;
  if (!d.late || policy.kind != LatePolicy::Kind::kRejectAfter ||
      !MayEarn(d.fact.body)) {
    return std::nullopt;
  }
  const Instant earliest = Subtract(d.now, policy.reject_after, d.program.zone);
  if (d.fact.occurred_at >= earliest) return std::nullopt;
  return Because(RejectReason::kTooLate,
                 absl::StrCat("it happened ",
                              (earliest.ms - d.fact.occurred_at.ms) / kDayMs,
                              " days before the earliest that is taken late"));
}

}  // namespace

std::optional<FactRejected> RefuseIdentity(const Documents& documents,
                                           const Fact& fact) {
  const SeenFact* seen = FindSeen(documents, fact);
  if (seen != nullptr && seen->fingerprint != fact.fingerprint) {
    return Because(RejectReason::kIdReused,
                   absl::StrCat("id ", Quoted(fact.id), " of source ",
                                Quoted(fact.source), " was another fact"));
  }
  const BusinessId business = BusinessIdOf(fact);
  if (!business.id.empty() && !IsRequest(fact.body) &&
      documents.Has(business.kind, business.id)) {
    return Because(RejectReason::kAlreadyRecorded,
                   absl::StrCat(Quoted(business.id),
                                " is recorded already, by another fact"));
  }
  return std::nullopt;
}

std::optional<FactRejected> RefuseOfNobody(const Deliberation& d) {
  if (NeedsCustomer(d.fact.body)) {
    return Because(RejectReason::kUnknownCustomer,
                   "customer_id is empty; this fact is about a customer");
  }
  if (const auto* sale = std::get_if<PaymentCaptured>(&d.fact.body)) {
    return RefusePayment(d, *sale);
  }
  const auto* refund = std::get_if<PaymentRefunded>(&d.fact.body);
  if (refund == nullptr) return std::nullopt;
  std::vector<Money> amounts;
  for (const RefundLine& line : refund->lines) amounts.push_back(line.amount);
  if (refund->has_amount) amounts.push_back(refund->amount);
  for (const Money& amount : amounts) {
    if (auto refused = WrongCurrency(d, amount)) return refused;
    if (auto refused = Negative(amount.minor)) return refused;
  }
  return std::nullopt;
}

std::optional<FactRejected> Refuse(const Deliberation& d) {
  if (auto refused = RefuseIdentity(d.documents, d.fact)) return refused;
  if (d.customer.erased && MovesUnits(d.fact.body)) {
    return Because(RejectReason::kCustomerErased,
                   "the customer is erased, balances are frozen");
  }
  if (auto refused = RefuseLate(d)) return refused;
  return std::visit(Judge{d}, d.fact.body);
}

}  // namespace laurel
