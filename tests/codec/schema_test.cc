// The schemas of the codec, held against the descriptors of the .proto: every
// field with its number, name and wire type, and none left over.
#include <gtest/gtest.h>

#include "engine/codec/fact_schema.h"
#include "engine/codec/read.h"
#include "engine/codec/state_schema.h"
#include "laurel/v1/decision.pb.h"
#include "laurel/v1/fact.pb.h"
#include "laurel/v1/state.pb.h"

namespace laurel {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

WireType WireTypeOf(const FieldDescriptor& field) {
  if (field.is_repeated() && field.is_packed()) {
    return WireType::length_delimited;
  }
  switch (field.type()) {
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
    case FieldDescriptor::TYPE_MESSAGE:
      return WireType::length_delimited;
    case FieldDescriptor::TYPE_FIXED64:
      return WireType::fixed64;
    default:
      return WireType::varint;
  }
}

bool IsZigzag(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_SINT64 ||
         field.type() == FieldDescriptor::TYPE_SINT32;
}

template <typename M>
void ExpectField(const Descriptor& type, uint32_t number, std::string_view name,
                 As as) {
  const std::string where = type.full_name() + "." + std::string(name);
  const FieldDescriptor* field =
      type.FindFieldByNumber(static_cast<int>(number));
  ASSERT_NE(field, nullptr) << where;
  EXPECT_EQ(field->name(), name) << where;
  const bool list = kIsList<M> && !std::is_same_v<M, std::vector<uint16_t>>;
  EXPECT_EQ(field->is_repeated(), list) << where;
  if constexpr (!kIsList<M>) {
    EXPECT_EQ(laurel::WireTypeOf<M>(as), WireTypeOf(*field)) << where;
    const bool zigzag =
        as == As::kZigzag || as == As::kMillis || std::is_same_v<M, Day>;
    EXPECT_EQ(zigzag, IsZigzag(*field)) << where;
    const bool time = std::is_same_v<M, Instant> && as != As::kMillis;
    EXPECT_EQ(time, field->message_type() != nullptr &&
                        field->message_type()->name() == "Timestamp")
        << where;
  } else {
    EXPECT_EQ(WireTypeOf(*field), WireType::length_delimited) << where;
  }
}

// `others`: fields that the codec reads in another way.
template <typename T, typename Twin>
void ExpectTwin(int others = 0) {
  const Descriptor& type = *Twin::descriptor();
  const auto expect = [&]<typename S, typename M>(auto field, M S::*) {
    ExpectField<M>(type, field.number, field.name, field.as);
  };
  std::apply([&](auto... field) { (expect(field, field.member), ...); },
             Schema<T>::kFields);
  EXPECT_EQ(static_cast<int>(kFieldCount<T>) + others, type.field_count())
      << type.full_name();
}

template <typename Variant>
void ExpectOneof(const Descriptor& type) {
  const auto* body = type.FindOneofByName("body");
  const auto& all = Alternatives<Variant>::kAll;
  ASSERT_EQ(static_cast<int>(all.size()) - 1, body->field_count());
  for (size_t i = 1; i < all.size(); ++i) {
    const auto* field = body->field(static_cast<int>(i) - 1);
    EXPECT_EQ(field->number(), static_cast<int>(all[i].number));
    EXPECT_EQ(field->name(), all[i].name);
    EXPECT_EQ(PositionOf<Variant>(all[i].number), i);
  }
  EXPECT_EQ(PositionOf<Variant>(1), 0u);
  EXPECT_EQ(PositionOf<Variant>(64), 0u);
  EXPECT_EQ(PositionOf<Variant>(100'000), 0u);
}

TEST(Schema, OfFacts) {
  ExpectOneof<FactBody>(*v1::Event::descriptor());
  ExpectTwin<Fact, v1::Event>(v1::Event::descriptor()->field_count() - 8);
  ExpectTwin<ProgramPublished, v1::ProgramPublished>(1);  // zones
  ExpectTwin<ProfileView, v1::Profile>();
  ExpectTwin<ConsentView, v1::Consent>();
  ExpectTwin<CustomerEnrolled, v1::CustomerEnrolled>();
  ExpectTwin<ProfileUpdated, v1::ProfileUpdated>();
  ExpectTwin<ConsentChanged, v1::ConsentChanged>();
  ExpectTwin<CustomerErased, v1::CustomerErased>();
  ExpectTwin<TierAssigned, v1::TierAssigned>();
  ExpectTwin<Service, v1::Service>();
  ExpectTwin<AppointmentBooked, v1::AppointmentBooked>();
  ExpectTwin<AppointmentRescheduled, v1::AppointmentRescheduled>();
  ExpectTwin<AppointmentCancelled, v1::AppointmentCancelled>();
  ExpectTwin<AppointmentMissed, v1::AppointmentMissed>();
  ExpectTwin<VisitCompleted, v1::VisitCompleted>();
  ExpectTwin<Line, v1::Line>();
  ExpectTwin<Tender, v1::Tender>();
  ExpectTwin<PaymentCaptured, v1::PaymentCaptured>();
  ExpectTwin<RefundLine, v1::RefundLine>();
  ExpectTwin<PaymentRefunded, v1::PaymentRefunded>();
  ExpectTwin<RedemptionRequested, v1::RedemptionRequested>();
  ExpectTwin<RedemptionReversed, v1::RedemptionReversed>();
  ExpectTwin<HoldRequested, v1::HoldRequested>();
  ExpectTwin<HoldCaptured, v1::HoldCaptured>();
  ExpectTwin<HoldReleased, v1::HoldReleased>();
  ExpectTwin<UnitsAdjusted, v1::UnitsAdjusted>();
  ExpectTwin<FeedbackReceived, v1::FeedbackReceived>();
  ExpectTwin<ComplaintOpened, v1::ComplaintOpened>();
  ExpectTwin<ComplaintAnswered, v1::ComplaintAnswered>();
  ExpectTwin<ComplaintResolved, v1::ComplaintResolved>();
  ExpectTwin<Outgoing, v1::Outgoing>();
  ExpectTwin<MessageSent, v1::Outgoing>();
  ExpectTwin<MessageDelivered, v1::Outgoing>();
  ExpectTwin<MessageFailed, v1::Outgoing>();
  ExpectTwin<MessageOpened, v1::Outgoing>();
  ExpectTwin<MessageClicked, v1::Outgoing>();
  ExpectTwin<MessageReplied, v1::Outgoing>();
  ExpectTwin<EngagementRecorded, v1::EngagementRecorded>();
  ExpectTwin<ReferralQualified, v1::ReferralQualified>();
  ExpectTwin<ClockTicked, v1::ClockTicked>();
  ExpectTwin<ImportStarted, v1::ImportStarted>();
  ExpectTwin<ImportFinished, v1::ImportFinished>();
}

TEST(Schema, OfDerivedEvents) {
  ExpectOneof<DerivedBody>(*v1::DerivedEvent::descriptor());
  ExpectTwin<LotAmount, v1::LotAmount>();
  ExpectTwin<Contribution, v1::Contribution>();
  ExpectTwin<UnitsEarned, v1::UnitsEarned>();
  ExpectTwin<UnitsActivated, v1::UnitsActivated>();
  ExpectTwin<UnitsRedeemed, v1::UnitsRedeemed>();
  ExpectTwin<RedemptionRejected, v1::RedemptionRejected>();
  ExpectTwin<UnitsHeld, v1::UnitsHeld>();
  ExpectTwin<HoldRejected, v1::HoldRejected>();
  ExpectTwin<HoldSettled, v1::HoldSettled>();
  ExpectTwin<RestoredLot, v1::RestoredLot>();
  ExpectTwin<UnitsRestored, v1::UnitsRestored>();
  ExpectTwin<UnitsReversed, v1::UnitsReversed>();
  ExpectTwin<ArrearsRepaid, v1::ArrearsRepaid>();
  ExpectTwin<UnitsExpiring, v1::UnitsExpiring>();
  ExpectTwin<UnitsExpired, v1::UnitsExpired>();
  ExpectTwin<UnitsGranted, v1::UnitsGranted>();
  ExpectTwin<UnitsDeducted, v1::UnitsDeducted>();
  ExpectTwin<TierEntered, v1::TierEntered>();
  ExpectTwin<TierUpgraded, v1::TierUpgraded>();
  ExpectTwin<TierRenewed, v1::TierRenewed>();
  ExpectTwin<TierDowngraded, v1::TierDowngraded>();
  ExpectTwin<TierGraceStarted, v1::TierGraceStarted>();
  ExpectTwin<TierAtRisk, v1::TierAtRisk>();
  ExpectTwin<StageChanged, v1::StageChanged>();
  ExpectTwin<Offer, v1::Offer>();
  ExpectTwin<OutreachDue, v1::OutreachDue>();
  ExpectTwin<OutreachDeferred, v1::OutreachDeferred>();
  ExpectTwin<OutreachSuppressed, v1::OutreachSuppressed>();
  ExpectTwin<ComplaintOverdue, v1::ComplaintOverdue>();
  ExpectTwin<DetractorReported, v1::FeedbackReported>();
  ExpectTwin<PromoterReported, v1::FeedbackReported>();
  ExpectTwin<ReferralRewarded, v1::ReferralRewarded>();
  ExpectTwin<FactRejected, v1::FactRejected>();
}

TEST(Schema, OfState) {
  ExpectTwin<Account, v1::CustomerState::Account>();
  ExpectTwin<Hold, v1::CustomerState::Hold>();
  ExpectTwin<TierSpan, v1::CustomerState::TierSpan>();
  ExpectTwin<Tier, v1::CustomerState::Tier>();
  ExpectTwin<CategoryVisits, v1::CustomerState::CategoryVisits>();
  ExpectTwin<Lifecycled, v1::CustomerState::Lifecycle>();
  ExpectTwin<Measures, v1::CustomerState::Measures>();
  ExpectTwin<LimitUse, v1::CustomerState::LimitUse>();
  ExpectTwin<SentMessage, v1::CustomerState::SentMessage>();
  ExpectTwin<Appointment, v1::CustomerState::Appointment>();
  ExpectTwin<Complaint, v1::CustomerState::Complaint>();
  ExpectTwin<Cue, v1::CustomerState::Cue>();
  ExpectTwin<Contact, v1::CustomerState::Contact>();
  ExpectTwin<Deferred, v1::CustomerState::Deferred>();
  ExpectTwin<Outreached, v1::CustomerState::Outreached>();
  ExpectTwin<Profile, v1::Profile>();
  ExpectTwin<Consent, v1::CustomerState::Consent>();
  ExpectTwin<Customer, v1::CustomerState>();
  ExpectTwin<SeenFact, v1::DocumentState::SeenFact>();
  ExpectTwin<SoldLine, v1::DocumentState::SoldLine>();
  ExpectTwin<SoldUnits, v1::DocumentState::SoldUnits>();
  ExpectTwin<Payment, v1::DocumentState::Payment>();
  ExpectTwin<Redemption::Spent, v1::DocumentState::SpentLot>();
  ExpectTwin<Redemption, v1::DocumentState::Redemption>();
  ExpectTwin<HoldAnswer, v1::DocumentState::HoldAnswer>();
  ExpectTwin<ExpiredLot, v1::DocumentState::ExpiredLot>();
  ExpectTwin<Recorded, v1::DocumentState::Recorded>();
  ExpectTwin<SaleTerms, v1::SaleTerms>();
  ExpectTwin<Allowance, v1::Allowance>();
}

}  // namespace
}  // namespace laurel
