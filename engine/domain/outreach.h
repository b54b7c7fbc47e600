// Which occasion to contact a customer comes next. Pure functions of the
// customer and the program; NextDue and decide_outreach.cc share them.
//
// An occasion follows from what the customer's state tells (an appointment, a
// birthday, the last visit with a category, being dormant) or from a cue:
// something that happened lately. Whether it has been told is not kept apart
// for each: all that was due before Customer::judged_at is over, told or not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/domain/customer.h"
#include "engine/domain/partition.h"

namespace laurel {

// One occasion of one customer. Points into the customer and the program.
struct OccasionDue {
  const Occasion* occasion = nullptr;
  Instant due;                   // when it was due at first
  Instant at = kNever;           // `due`, or until when it was deferred
  Instant valid_until = kNever;  // an appointment's start, an expiry
  std::string_view ref;          // which of several: an appointment, a category
  std::string_view store;        // whose zone and quiet hours count
  const std::vector<std::string>* categories = nullptr;  // of the services
};

// The first occasion that is still true and due at or before `bound`: of those
// at one instant the one of highest priority, then by name.
std::optional<OccasionDue> NextOccasion(const Customer& customer,
                                        const PublishedProgram& published,
                                        Instant bound);

// The same of one occasion of the program.
std::optional<OccasionDue> NextOf(const Occasion& occasion,
                                  const Customer& customer,
                                  const PublishedProgram& published);

// "win_back/2025-05-20", "aftercare/2025-06-01T12:30/v-17": names it among all
// of the customer's, with the local time of the store; at most 128 bytes.
std::string OutreachId(const OccasionDue& due, const Program& program);

// 0: no id. Otherwise Fnv1a64; HashOf(due) is that of its OutreachId.
uint64_t HashOfOutreach(std::string_view outreach_id);
uint64_t HashOf(const OccasionDue& due, const Program& program);

// For a while a customer is a regular one, who may be asked how they are, or
// one who stays away, who may be won back.
constexpr bool IsRegular(Stage stage) {
  return stage == Stage::kActive || stage == Stage::kLoyal;
}
constexpr bool IsAway(Stage stage) { return stage >= Stage::kDormant; }

// What an occasion of the kind follows from; kUnspecified: from the state.
constexpr CueKind CueOf(OccasionKind kind) {
  switch (kind) {
    case OccasionKind::kBookingTips:
    case OccasionKind::kIntakeSurvey:
      return CueKind::kBooked;
    case OccasionKind::kAftercare:
    case OccasionKind::kSatisfactionCheck:
      return CueKind::kVisited;
    case OccasionKind::kUnitsExpiring:
      return CueKind::kUnitsExpiring;
    case OccasionKind::kTierAtRisk:
      return CueKind::kTierAtRisk;
    case OccasionKind::kTierUpgraded:
      return CueKind::kTierUpgraded;
    case OccasionKind::kReviewRequest:
      return CueKind::kPromoter;
    case OccasionKind::kReferralAsk:
      return CueKind::kLoyal;
    case OccasionKind::kComplaintFollowup:
      return CueKind::kResolved;
    case OccasionKind::kAppointmentConfirm:
    case OccasionKind::kAppointmentToday:
    case OccasionKind::kSurvey:
    case OccasionKind::kCareDue:
    case OccasionKind::kBirthday:
    case OccasionKind::kHoliday:
    case OccasionKind::kWinBack:
      return CueKind::kUnspecified;
  }
  return CueKind::kUnspecified;
}

// When an occasion that follows from the cue is due; kEarliest: its time had
// passed when it was learned of.
Instant DueOf(const Cue& cue, const Occasion& occasion, const Zone& zone);

// The zone whose days and quiet hours count.
const Zone& ZoneOf(const OccasionDue& due, const Program& program);

// Where no occasion of the program follows from it, nothing.
void RememberCue(Customer& customer, const Program* program, Cue cue);

// What comes later; of too many what was deferred first does not.
void RememberDeferred(Customer& customer, Deferred deferred);

// What the caps count; where the program has none, nothing.
void RememberContact(Customer& customer, const Program* program,
                     const Contact& contact);

// Drops cues that no occasion of the program can come from any more.
void TrimCues(Customer& customer, const Program& program, Instant clock);

// Drops contacts and deferrals likewise; of too many cues the oldest.
void TrimOutreach(Customer& customer, const Program& program, Instant clock);

}  // namespace laurel
