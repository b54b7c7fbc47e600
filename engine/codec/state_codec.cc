#include "engine/codec/state_codec.h"

#include <string>

#include "engine/codec/arity.h"
#include "engine/codec/read.h"
#include "engine/codec/state_schema.h"
#include "engine/codec/write.h"

namespace laurel {
namespace {

// A field that the schema forgets would be lost on disk; so it does not
// compile. Whoever adds one to the struct adds it to state_schema.h and
// state.proto.
template <typename... T>
constexpr bool kAllWhole = ((kArityOf<T> == kFieldCount<T>)&&...);
static_assert(kArityOf<Lot> == 9, "a lot has a new field: state_lists.cc");
static_assert(
    kAllWhole<Account, Hold, TierSpan, Tier, CategoryVisits, Lifecycled,
              Measures, LimitUse, SentMessage, Appointment, Complaint, Cue,
              Contact, Deferred, Outreached, Profile, Consent, Customer>);
static_assert(
    kAllWhole<SeenFact, SoldLine, SoldUnits, Payment, SaleTerms, Allowance,
              Redemption::Spent, Redemption, HoldAnswer, ExpiredLot, Recorded>);

template <typename T>
void Encode(const T& value, std::string* out) {
  WireWriter writer;
  WriteMessage(value, kAbsent<T>, writer);
  out->assign(writer.bytes());
}

template <typename T>
absl::Status Decode(std::string_view what, std::string_view bytes, T* out) {
  Fault fault;
  const auto read = [&] { return ReadMessage(bytes, *out, &fault); };
  if (Guarded(&fault, read)) return absl::OkStatus();
  return absl::DataLossError(std::string(what) + ": " + fault.Message());
}

template <typename T>
absl::Status DecodeAs(std::string_view bytes, Document* out) {
  return Decode("document", bytes, &out->emplace<T>());
}

}  // namespace

void EncodeCustomer(const Customer& customer, std::string* out) {
  Encode(customer, out);
}

absl::Status DecodeCustomer(std::string_view bytes, Customer* out) {
  ResetMessage(*out);
  return Decode("customer", bytes, out);
}

void EncodeDocument(const Document& document, std::string* out) {
  out->clear();
  std::visit(
      [&]<typename T>(const T& value) {
        if constexpr (HasSchema<T>) Encode(value, out);
      },
      document);
}

absl::Status DecodeDocument(DocumentKind kind, std::string_view bytes,
                            Document* out) {
  switch (kind) {
    case DocumentKind::kSeen:
      return DecodeAs<SeenFact>(bytes, out);
    case DocumentKind::kPayment:
      return DecodeAs<Payment>(bytes, out);
    case DocumentKind::kRedemption:
      return DecodeAs<Redemption>(bytes, out);
    case DocumentKind::kHold:
      return DecodeAs<HoldAnswer>(bytes, out);
    case DocumentKind::kLot:
      return DecodeAs<ExpiredLot>(bytes, out);
    case DocumentKind::kVisit:
    case DocumentKind::kRefund:
    case DocumentKind::kAdjustment:
    case DocumentKind::kFeedback:
    case DocumentKind::kComplaint:
    case DocumentKind::kAppointment:
    case DocumentKind::kMessage:
    case DocumentKind::kEngagement:
    case DocumentKind::kReferral:
      return DecodeAs<Recorded>(bytes, out);
  }
  return absl::DataLossError("document: kind " +
                             std::to_string(static_cast<int>(kind)) +
                             " is none that this version knows");
}

}  // namespace laurel
