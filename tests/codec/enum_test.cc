// The enumerations of the domain have the values of the .proto, one by one: the
// codec casts.
#include <google/protobuf/generated_enum_reflection.h>
#include <gtest/gtest.h>

#include "engine/codec/enum_limits.h"
#include "laurel/v1/decision.pb.h"
#include "laurel/v1/fact.pb.h"
#include "laurel/v1/state.pb.h"

namespace laurel {
namespace {

// Each value has its twin, and there are no others on either side.
template <typename Ours, typename Theirs>
void ExpectTwins(std::initializer_list<std::pair<Ours, Theirs>> twins) {
  const auto* type = google::protobuf::GetEnumDescriptor<Theirs>();
  for (const auto& [ours, theirs] : twins) {
    EXPECT_EQ(static_cast<int>(ours), static_cast<int>(theirs))
        << type->full_name();
  }
  EXPECT_EQ(static_cast<int>(twins.size()), type->value_count())
      << type->full_name();
  EXPECT_EQ(kLastOf<Ours>, type->value_count() - 1) << type->full_name();
}

TEST(Enums, HaveTheValuesOfTheProto) {
  ExpectTwins<Channel, v1::Channel_Value>({
      {Channel::kUnspecified, v1::Channel::UNSPECIFIED},
      {Channel::kWechat, v1::Channel::WECHAT},
      {Channel::kSms, v1::Channel::SMS},
      {Channel::kApp, v1::Channel::APP},
      {Channel::kEmail, v1::Channel::EMAIL},
      {Channel::kPhone, v1::Channel::PHONE},
  });
  ExpectTwins<Purpose, v1::Purpose_Value>({
      {Purpose::kUnspecified, v1::Purpose::UNSPECIFIED},
      {Purpose::kMarketing, v1::Purpose::MARKETING},
      {Purpose::kService, v1::Purpose::SERVICE},
  });
  ExpectTwins<CueKind, v1::CustomerState_Cue_Kind>({
      {CueKind::kUnspecified, v1::CustomerState::Cue::UNSPECIFIED},
      {CueKind::kBooked, v1::CustomerState::Cue::BOOKED},
      {CueKind::kVisited, v1::CustomerState::Cue::VISITED},
      {CueKind::kUnitsExpiring, v1::CustomerState::Cue::UNITS_EXPIRING},
      {CueKind::kTierAtRisk, v1::CustomerState::Cue::TIER_AT_RISK},
      {CueKind::kTierUpgraded, v1::CustomerState::Cue::TIER_UPGRADED},
      {CueKind::kLoyal, v1::CustomerState::Cue::LOYAL},
      {CueKind::kPromoter, v1::CustomerState::Cue::PROMOTER},
      {CueKind::kResolved, v1::CustomerState::Cue::RESOLVED},
  });
  ExpectTwins<AssignmentMode, v1::TierAssigned_Mode>({
      {AssignmentMode::kUnspecified, v1::TierAssigned::UNSPECIFIED},
      {AssignmentMode::kFloor, v1::TierAssigned::FLOOR},
      {AssignmentMode::kPin, v1::TierAssigned::PIN},
  });
  ExpectTwins<LineKind, v1::Line_Kind>({
      {LineKind::kProduct, v1::Line::PRODUCT},
      {LineKind::kService, v1::Line::SERVICE},
      {LineKind::kTopUp, v1::Line::TOP_UP},
      {LineKind::kPackage, v1::Line::PACKAGE},
      {LineKind::kMembership, v1::Line::MEMBERSHIP},
      {LineKind::kFee, v1::Line::FEE},
      {LineKind::kTip, v1::Line::TIP},
  });
  ExpectTwins<TenderKind, v1::Tender_Kind>({
      {TenderKind::kUnspecified, v1::Tender::UNSPECIFIED},
      {TenderKind::kCash, v1::Tender::CASH},
      {TenderKind::kCard, v1::Tender::CARD},
      {TenderKind::kWechat, v1::Tender::WECHAT},
      {TenderKind::kAlipay, v1::Tender::ALIPAY},
      {TenderKind::kPoints, v1::Tender::POINTS},
      {TenderKind::kVoucher, v1::Tender::VOUCHER},
      {TenderKind::kStoredValue, v1::Tender::STORED_VALUE},
      {TenderKind::kStoredValueBonus, v1::Tender::STORED_VALUE_BONUS},
      {TenderKind::kOther, v1::Tender::OTHER},
  });
  ExpectTwins<FeedbackKind, v1::FeedbackReceived_Kind>({
      {FeedbackKind::kUnspecified, v1::FeedbackReceived::UNSPECIFIED},
      {FeedbackKind::kRating, v1::FeedbackReceived::RATING},
      {FeedbackKind::kNps, v1::FeedbackReceived::NPS},
      {FeedbackKind::kSurvey, v1::FeedbackReceived::SURVEY},
  });
  ExpectTwins<Severity, v1::ComplaintOpened_Severity>({
      {Severity::kUnspecified, v1::ComplaintOpened::UNSPECIFIED},
      {Severity::kLow, v1::ComplaintOpened::LOW},
      {Severity::kMedium, v1::ComplaintOpened::MEDIUM},
      {Severity::kHigh, v1::ComplaintOpened::HIGH},
  });
  ExpectTwins<SubBalance, v1::SubBalance_Value>({
      {SubBalance::kNone, v1::SubBalance::NONE},
      {SubBalance::kPrincipal, v1::SubBalance::PRINCIPAL},
      {SubBalance::kBonus, v1::SubBalance::BONUS},
  });
  ExpectTwins<Stage, v1::Stage_Value>({
      {Stage::kNone, v1::Stage::UNSPECIFIED},
      {Stage::kPotential, v1::Stage::POTENTIAL},
      {Stage::kNew, v1::Stage::NEW},
      {Stage::kActive, v1::Stage::ACTIVE},
      {Stage::kLoyal, v1::Stage::LOYAL},
      {Stage::kAtRisk, v1::Stage::AT_RISK},
      {Stage::kDormant, v1::Stage::DORMANT},
      {Stage::kChurned, v1::Stage::CHURNED},
  });
  ExpectTwins<Theme, v1::DerivedEvent_Rule>({
      {Theme::kUnspecified, v1::DerivedEvent::UNSPECIFIED},
      {Theme::kEarn, v1::DerivedEvent::earn},
      {Theme::kRefund, v1::DerivedEvent::refund},
      {Theme::kRedeem, v1::DerivedEvent::redeem},
      {Theme::kHold, v1::DerivedEvent::hold},
      {Theme::kAdjust, v1::DerivedEvent::adjust},
      {Theme::kExpiry, v1::DerivedEvent::expiry},
      {Theme::kTier, v1::DerivedEvent::tier},
      {Theme::kBenefit, v1::DerivedEvent::benefit},
      {Theme::kStage, v1::DerivedEvent::stage},
      {Theme::kOutreach, v1::DerivedEvent::outreach},
      {Theme::kComplaint, v1::DerivedEvent::complaint},
      {Theme::kFeedback, v1::DerivedEvent::feedback},
      {Theme::kReferral, v1::DerivedEvent::referral},
  });
  ExpectTwins<Refusal, v1::Refusal_Reason>({
      {Refusal::kNone, v1::Refusal::UNSPECIFIED},
      {Refusal::kUnknownCustomer, v1::Refusal::UNKNOWN_CUSTOMER},
      {Refusal::kCustomerErased, v1::Refusal::CUSTOMER_ERASED},
      {Refusal::kUnknownUnit, v1::Refusal::UNKNOWN_UNIT},
      {Refusal::kNotSpendable, v1::Refusal::NOT_SPENDABLE},
      {Refusal::kNotPositive, v1::Refusal::NOT_POSITIVE},
      {Refusal::kBelowMinimum, v1::Refusal::BELOW_MINIMUM},
      {Refusal::kNotAMultiple, v1::Refusal::NOT_A_MULTIPLE},
      {Refusal::kAboveShare, v1::Refusal::ABOVE_SHARE},
      {Refusal::kInsufficientBalance, v1::Refusal::INSUFFICIENT_BALANCE},
      {Refusal::kTtlTooLong, v1::Refusal::TTL_TOO_LONG},
      {Refusal::kCurrencyMismatch, v1::Refusal::CURRENCY_MISMATCH},
  });
  ExpectTwins<GrantReason, v1::UnitsGranted_Reason>({
      {GrantReason::kUnspecified, v1::UnitsGranted::UNSPECIFIED},
      {GrantReason::kAdjustment, v1::UnitsGranted::ADJUSTMENT},
      {GrantReason::kTierEntered, v1::UnitsGranted::TIER_ENTERED},
      {GrantReason::kTierRenewed, v1::UnitsGranted::TIER_RENEWED},
      {GrantReason::kRecurring, v1::UnitsGranted::RECURRING},
      {GrantReason::kOffer, v1::UnitsGranted::OFFER},
      {GrantReason::kReferral, v1::UnitsGranted::REFERRAL},
  });
  ExpectTwins<TierReason, v1::TierReason_Value>({
      {TierReason::kUnspecified, v1::TierReason::UNSPECIFIED},
      {TierReason::kFirstVisit, v1::TierReason::FIRST_VISIT},
      {TierReason::kQualified, v1::TierReason::QUALIFIED},
      {TierReason::kAssigned, v1::TierReason::ASSIGNED},
      {TierReason::kReview, v1::TierReason::REVIEW},
      {TierReason::kRefund, v1::TierReason::REFUND},
  });
  ExpectTwins<StageReason, v1::StageChanged_Reason>({
      {StageReason::kUnspecified, v1::StageChanged::UNSPECIFIED},
      {StageReason::kEnrolled, v1::StageChanged::ENROLLED},
      {StageReason::kFirstVisit, v1::StageChanged::FIRST_VISIT},
      {StageReason::kVisits, v1::StageChanged::VISITS},
      {StageReason::kTier, v1::StageChanged::TIER},
      {StageReason::kComplaint, v1::StageChanged::COMPLAINT},
      {StageReason::kOverdue, v1::StageChanged::OVERDUE},
      {StageReason::kWonBack, v1::StageChanged::WON_BACK},
      {StageReason::kLateFact, v1::StageChanged::LATE_FACT},
      {StageReason::kOptedOut, v1::StageChanged::OPTED_OUT},
  });
  ExpectTwins<SuppressedReason, v1::OutreachSuppressed_Reason>({
      {SuppressedReason::kUnspecified, v1::OutreachSuppressed::UNSPECIFIED},
      {SuppressedReason::kNoConsent, v1::OutreachSuppressed::NO_CONSENT},
      {SuppressedReason::kOpenComplaint,
       v1::OutreachSuppressed::OPEN_COMPLAINT},
      {SuppressedReason::kFrequencyCap, v1::OutreachSuppressed::FREQUENCY_CAP},
      {SuppressedReason::kHoldout, v1::OutreachSuppressed::HOLDOUT},
      {SuppressedReason::kQuietHours, v1::OutreachSuppressed::QUIET_HOURS},
  });
  ExpectTwins<ComplaintDeadline, v1::ComplaintOverdue_What>({
      {ComplaintDeadline::kUnspecified, v1::ComplaintOverdue::UNSPECIFIED},
      {ComplaintDeadline::kAnswer, v1::ComplaintOverdue::ANSWER},
      {ComplaintDeadline::kResolution, v1::ComplaintOverdue::RESOLUTION},
  });
  ExpectTwins<ReferralRole, v1::ReferralRewarded_Role>({
      {ReferralRole::kUnspecified, v1::ReferralRewarded::UNSPECIFIED},
      {ReferralRole::kReferrer, v1::ReferralRewarded::REFERRER},
      {ReferralRole::kReferee, v1::ReferralRewarded::REFEREE},
  });
  ExpectTwins<RejectReason, v1::FactRejected_Reason>({
      {RejectReason::kNone, v1::FactRejected::UNSPECIFIED},
      {RejectReason::kUnknownPayment, v1::FactRejected::UNKNOWN_PAYMENT},
      {RejectReason::kExceedsRemaining, v1::FactRejected::EXCEEDS_REMAINING},
      {RejectReason::kCurrencyMismatch, v1::FactRejected::CURRENCY_MISMATCH},
      {RejectReason::kUnknownLine, v1::FactRejected::UNKNOWN_LINE},
      {RejectReason::kNegativeAmount, v1::FactRejected::NEGATIVE_AMOUNT},
      {RejectReason::kIdReused, v1::FactRejected::ID_REUSED},
      {RejectReason::kAlreadyRecorded, v1::FactRejected::ALREADY_RECORDED},
      {RejectReason::kInsufficientBalance,
       v1::FactRejected::INSUFFICIENT_BALANCE},
      {RejectReason::kUnknownUnit, v1::FactRejected::UNKNOWN_UNIT},
      {RejectReason::kNotPositive, v1::FactRejected::NOT_POSITIVE},
      {RejectReason::kUnknownRedemption, v1::FactRejected::UNKNOWN_REDEMPTION},
      {RejectReason::kUnknownHold, v1::FactRejected::UNKNOWN_HOLD},
      {RejectReason::kHoldEnded, v1::FactRejected::HOLD_ENDED},
      {RejectReason::kUnknownTier, v1::FactRejected::UNKNOWN_TIER},
      {RejectReason::kUnknownAppointment,
       v1::FactRejected::UNKNOWN_APPOINTMENT},
      {RejectReason::kUnknownComplaint, v1::FactRejected::UNKNOWN_COMPLAINT},
      {RejectReason::kUnknownCustomer, v1::FactRejected::UNKNOWN_CUSTOMER},
      {RejectReason::kCustomerErased, v1::FactRejected::CUSTOMER_ERASED},
      {RejectReason::kTooLate, v1::FactRejected::TOO_LATE},
      {RejectReason::kOverflow, v1::FactRejected::OVERFLOW},
      {RejectReason::kSelfReferral, v1::FactRejected::SELF_REFERRAL},
      {RejectReason::kAlreadyReferred, v1::FactRejected::ALREADY_REFERRED},
      {RejectReason::kOutOfScale, v1::FactRejected::OUT_OF_SCALE},
  });
  ExpectTwins<ParkReason, v1::ParkReason_Value>({
      {ParkReason::kNone, v1::ParkReason::NONE},
      {ParkReason::kUnreadable, v1::ParkReason::UNREADABLE},
      {ParkReason::kNoBody, v1::ParkReason::NO_BODY},
      {ParkReason::kBadIdentifier, v1::ParkReason::BAD_IDENTIFIER},
      {ParkReason::kEmptyKey, v1::ParkReason::EMPTY_KEY},
      {ParkReason::kForeignKey, v1::ParkReason::FOREIGN_KEY},
      {ParkReason::kWrongPartition, v1::ParkReason::WRONG_PARTITION},
      {ParkReason::kForgedControl, v1::ParkReason::FORGED_CONTROL},
      {ParkReason::kFutureTime, v1::ParkReason::FUTURE_TIME},
      {ParkReason::kTimeOutOfRange, v1::ParkReason::TIME_OUT_OF_RANGE},
      {ParkReason::kAmountOutOfRange, v1::ParkReason::AMOUNT_OUT_OF_RANGE},
      {ParkReason::kUnknownEnum, v1::ParkReason::UNKNOWN_ENUM},
      {ParkReason::kMissingField, v1::ParkReason::MISSING_FIELD},
      {ParkReason::kTooLarge, v1::ParkReason::TOO_LARGE},
      {ParkReason::kOperator, v1::ParkReason::OPERATOR},
      {ParkReason::kRejected, v1::ParkReason::REJECTED},
      {ParkReason::kBadProgram, v1::ParkReason::BAD_PROGRAM},
  });
  ExpectTwins<Outcome, v1::Decision_Outcome>({
      {Outcome::kAccepted, v1::Decision::ACCEPTED},
      {Outcome::kRejected, v1::Decision::REJECTED},
      {Outcome::kDuplicate, v1::Decision::DUPLICATE},
      {Outcome::kParked, v1::Decision::PARKED},
  });
}

}  // namespace
}  // namespace laurel
