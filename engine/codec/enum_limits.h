// The greatest value of each enumeration of engine/domain/words.h. A greater
// one on the wire comes from a later version.
#pragma once

#include "engine/codec/schema.h"
#include "engine/domain/words.h"

namespace laurel {

#define LAUREL_LAST(Enum, last) \
  template <>                   \
  inline constexpr int kLastOf<Enum> = static_cast<int>(Enum::last)

LAUREL_LAST(Channel, kPhone);
LAUREL_LAST(Purpose, kService);
LAUREL_LAST(AssignmentMode, kPin);
LAUREL_LAST(LineKind, kTip);
LAUREL_LAST(TenderKind, kOther);
LAUREL_LAST(FeedbackKind, kSurvey);
LAUREL_LAST(Severity, kHigh);
LAUREL_LAST(SubBalance, kBonus);
LAUREL_LAST(Stage, kChurned);
LAUREL_LAST(Theme, kReferral);
LAUREL_LAST(Refusal, kCurrencyMismatch);
LAUREL_LAST(GrantReason, kReferral);
LAUREL_LAST(TierReason, kRefund);
LAUREL_LAST(StageReason, kOptedOut);
LAUREL_LAST(SuppressedReason, kQuietHours);
LAUREL_LAST(ComplaintDeadline, kResolution);
LAUREL_LAST(ReferralRole, kReferee);
LAUREL_LAST(CueKind, kResolved);
LAUREL_LAST(RejectReason, kOutOfScale);
LAUREL_LAST(ParkReason, kBadProgram);
LAUREL_LAST(Outcome, kParked);

#undef LAUREL_LAST

}  // namespace laurel
