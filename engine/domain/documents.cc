#include "engine/domain/documents.h"

#include <string>
#include <type_traits>

#include "engine/domain/customer.h"
#include "engine/domain/seen.h"

namespace laurel {
namespace {

// Asks for one document, unless it is at hand or cannot exist.
class Wanted {
 public:
  Wanted(const Customer& customer, const Documents& fetched,
         std::vector<DocumentKey>* keys)
      : customer_(customer), fetched_(fetched), keys_(keys) {}

  void operator()(DocumentKind kind, std::string_view id) const {
    // Lots are not in the filter: they are asked for at refunds only.
    if (id.empty() ||
        (kind != DocumentKind::kLot && !MayHave(customer_, kind, id))) {
      return;
    }
    Ask(kind, id);
  }

  void Ask(DocumentKind kind, std::string_view id) const {
    if (!fetched_.Asked(kind, id)) keys_->push_back({kind, std::string(id)});
  }

 private:
  const Customer& customer_;
  const Documents& fetched_;
  std::vector<DocumentKey>* keys_;
};

void WantLotsOf(const Payment& payment, const Wanted& want) {
  for (const SoldUnits& sold : payment.units) {
    want(DocumentKind::kLot, std::to_string(sold.lot_id));
  }
}

void WantLotsOf(const Redemption& redemption, const Wanted& want) {
  for (const auto& spent : redemption.lots) {
    want(DocumentKind::kLot, std::to_string(spent.lot_id));
  }
}

}  // namespace

void Documents::Fetched(DocumentKey key, Document document) {
  entries_.push_back({std::move(key), std::move(document), false});
}

Documents::Entry& Documents::Open(DocumentKind kind, std::string_view id) {
  if (const Entry* entry = FindEntry(kind, id)) {
    return const_cast<Entry&>(*entry);
  }
  Entry& entry = entries_.emplace_back();
  entry.key.kind = kind;
  entry.key.id = id;
  return entry;
}

const Documents::Entry* Documents::FindEntry(DocumentKind kind,
                                             std::string_view id) const {
  for (const Entry& entry : entries_) {
    if (entry.key.kind == kind && entry.key.id == id) return &entry;
  }
  return nullptr;
}

// Identifiers have no control characters, so 0x1f cannot be part of one.
std::string IdentityOf(std::string_view source, std::string_view id) {
  std::string identity;
  identity.reserve(source.size() + 1 + id.size());
  identity.append(source).push_back('\x1f');
  identity.append(id);
  return identity;
}

// Most facts come with no documents: then there is nothing to look for.
const SeenFact* FindSeen(const Documents& documents, const Fact& fact) {
  if (documents.empty()) return nullptr;
  return documents.Find<SeenFact>(DocumentKind::kSeen,
                                  IdentityOf(fact.source, fact.id));
}

BusinessId BusinessIdOf(const Fact& fact) {
  return std::visit(
      [](const auto& body) -> BusinessId {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, PaymentCaptured>) {
          return {DocumentKind::kPayment, body.payment_id};
        } else if constexpr (std::is_same_v<Body, VisitCompleted>) {
          return {DocumentKind::kVisit, body.visit_id};
        } else if constexpr (std::is_same_v<Body, PaymentRefunded>) {
          return {DocumentKind::kRefund, body.refund_id};
        } else if constexpr (std::is_same_v<Body, RedemptionRequested>) {
          return {DocumentKind::kRedemption, body.redemption_id};
        } else if constexpr (std::is_same_v<Body, HoldRequested>) {
          return {DocumentKind::kHold, body.hold_id};
        } else if constexpr (std::is_same_v<Body, UnitsAdjusted>) {
          return {DocumentKind::kAdjustment, body.adjustment_id};
        } else if constexpr (std::is_same_v<Body, FeedbackReceived>) {
          return {DocumentKind::kFeedback, body.feedback_id};
        } else if constexpr (std::is_same_v<Body, ComplaintOpened>) {
          return {DocumentKind::kComplaint, body.complaint_id};
        } else if constexpr (std::is_same_v<Body, AppointmentBooked>) {
          return {DocumentKind::kAppointment, body.appointment_id};
        } else if constexpr (std::is_same_v<Body, MessageSent>) {
          return {DocumentKind::kMessage, body.message_id};
        } else if constexpr (std::is_same_v<Body, EngagementRecorded>) {
          return {DocumentKind::kEngagement, body.engagement_id};
        } else if constexpr (std::is_same_v<Body, ReferralQualified>) {
          return {DocumentKind::kReferral, body.referral_id};
        } else {
          return {};
        }
      },
      fact.body);
}

void MissingDocuments(const Customer& customer, const Fact& fact,
                      const Documents& fetched,
                      std::vector<DocumentKey>* keys) {
  const Wanted want(customer, fetched, keys);
  if (customer.seen.empty()) return;
  if (MayHaveSeen(customer, fact)) {
    want.Ask(DocumentKind::kSeen, IdentityOf(fact.source, fact.id));
  }
  const BusinessId business = BusinessIdOf(fact);
  want(business.kind, business.id);
  if (const auto* refund = std::get_if<PaymentRefunded>(&fact.body)) {
    want(DocumentKind::kPayment, refund->payment_id);
    if (const auto* payment =
            fetched.Find<Payment>(DocumentKind::kPayment, refund->payment_id)) {
      WantLotsOf(*payment, want);
    }
  } else if (const auto* back = std::get_if<RedemptionReversed>(&fact.body)) {
    want(DocumentKind::kRedemption, back->redemption_id);
    if (const auto* redemption = fetched.Find<Redemption>(
            DocumentKind::kRedemption, back->redemption_id)) {
      WantLotsOf(*redemption, want);
    }
  } else if (const auto* capture = std::get_if<HoldCaptured>(&fact.body)) {
    want(DocumentKind::kHold, capture->hold_id);
  } else if (const auto* enrolled = std::get_if<CustomerEnrolled>(&fact.body)) {
    want(DocumentKind::kReferral, enrolled->referrer_id);
  } else if (std::holds_alternative<PaymentCaptured>(fact.body)) {
    if (!customer.referral_met) {
      want(DocumentKind::kReferral, customer.referrer_id);
    }
  } else if (const auto* release = std::get_if<HoldReleased>(&fact.body)) {
    want(DocumentKind::kHold, release->hold_id);
  }
}

}  // namespace laurel
