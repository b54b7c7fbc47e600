// The enumerations of the domain. Values equal those of proto/laurel/v1, so
// that the codec casts and a test holds them together.
#pragma once

#include <cstdint>

namespace laurel {

enum class Channel : uint8_t {
  kUnspecified,
  kWechat,
  kSms,
  kApp,
  kEmail,
  kPhone
};

enum class Purpose : uint8_t { kUnspecified, kMarketing, kService };

enum class AssignmentMode : uint8_t { kUnspecified, kFloor, kPin };

enum class LineKind : uint8_t {
  kProduct,
  kService,
  kTopUp,
  kPackage,
  kMembership,
  kFee,
  kTip,
};

enum class TenderKind : uint8_t {
  kUnspecified,
  kCash,
  kCard,
  kWechat,
  kAlipay,
  kPoints,
  kVoucher,
  kStoredValue,
  kStoredValueBonus,
  kOther,
};

enum class FeedbackKind : uint8_t { kUnspecified, kRating, kNps, kSurvey };

enum class Severity : uint8_t { kUnspecified, kLow, kMedium, kHigh };

// The parts of a unit that are kept apart; only stored value has them.
enum class SubBalance : uint8_t { kNone, kPrincipal, kBonus };

// The lifecycle, in rising order of how far a customer has gone.
enum class Stage : uint8_t {
  kNone,
  kPotential,
  kNew,
  kActive,
  kLoyal,
  kAtRisk,
  kDormant,
  kChurned,
};

// The theme that decided a derived event.
enum class Theme : uint8_t {
  kUnspecified,
  kEarn,
  kRefund,
  kRedeem,
  kHold,
  kAdjust,
  kExpiry,
  kTier,
  kBenefit,
  kStage,
  kOutreach,
  kComplaint,
  kFeedback,
  kReferral,
};

// Why a redemption or hold was refused; the first that holds, in this order.
enum class Refusal : uint8_t {
  kNone,
  kUnknownCustomer,
  kCustomerErased,
  kUnknownUnit,
  kNotSpendable,
  kNotPositive,
  kBelowMinimum,
  kNotAMultiple,
  kAboveShare,
  kInsufficientBalance,
  kTtlTooLong,
  kCurrencyMismatch,  // of the basket
};

enum class GrantReason : uint8_t {
  kUnspecified,
  kAdjustment,
  kTierEntered,
  kTierRenewed,
  kRecurring,
  kOffer,
  kReferral,
};

enum class TierReason : uint8_t {
  kUnspecified,
  kFirstVisit,
  kQualified,
  kAssigned,
  kReview,
  kRefund,
};

enum class StageReason : uint8_t {
  kUnspecified,
  kEnrolled,
  kFirstVisit,
  kVisits,
  kTier,
  kComplaint,
  kOverdue,
  kWonBack,
  kLateFact,
  kOptedOut,
};

enum class SuppressedReason : uint8_t {
  kUnspecified,
  kNoConsent,
  kOpenComplaint,
  kFrequencyCap,
  kHoldout,
  kQuietHours,
};

enum class ComplaintDeadline : uint8_t { kUnspecified, kAnswer, kResolution };

enum class ReferralRole : uint8_t { kUnspecified, kReferrer, kReferee };

// What an occasion to contact a customer may follow from.
enum class CueKind : uint8_t {
  kUnspecified,
  kBooked,
  kVisited,
  kUnitsExpiring,
  kTierAtRisk,
  kTierUpgraded,
  kLoyal,
  kPromoter,
  kResolved,
};

// Why a fact cannot be applied.
enum class RejectReason : uint8_t {
  kNone,
  kUnknownPayment,
  kExceedsRemaining,
  kCurrencyMismatch,
  kUnknownLine,
  kNegativeAmount,
  kIdReused,
  kAlreadyRecorded,
  kInsufficientBalance,
  kUnknownUnit,
  kNotPositive,
  kUnknownRedemption,
  kUnknownHold,
  kHoldEnded,
  kUnknownTier,
  kUnknownAppointment,
  kUnknownComplaint,
  kUnknownCustomer,
  kCustomerErased,
  kTooLate,
  kOverflow,
  kSelfReferral,  // also by way of a friend
  kAlreadyReferred,
  kOutOfScale,
};

// Why a fact was set aside without a decision.
enum class ParkReason : uint8_t {
  kNone,
  kUnreadable,
  kNoBody,
  kBadIdentifier,
  kEmptyKey,
  kForeignKey,
  kWrongPartition,
  kForgedControl,
  kFutureTime,
  kTimeOutOfRange,
  kAmountOutOfRange,
  kUnknownEnum,
  kMissingField,
  kTooLarge,
  kOperator,
  kRejected,
  kBadProgram,
};

enum class Outcome : uint8_t { kAccepted, kRejected, kDuplicate, kParked };

}  // namespace laurel
