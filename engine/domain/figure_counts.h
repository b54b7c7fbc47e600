// Figures as counters by store and civil day. Every counter is a sum of signed
// differences, so late facts and refunds keep it right: what was counted is
// taken out where it stood, and put in where it belongs. A figure of any
// stretch of days, of one store or of all, is a sum over these.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/time.h"

namespace laurel {

// What is counted. Of a stock (tiers, stages, units) what stands at the end of
// a day is the sum of all days up to it; all else happens on its day.
enum class Counter : uint8_t {
  kKnown,           // customers, on the day of their first fact
  kReferred,        // of them, enrolled with a referrer
  kFirstVisits,     // customers, on the day of their first visit or purchase
  kFirstPurchases,  // customers, on the day of their first purchase
  kRepurchased,     // of them, with a second within P90D; on the first's day
  kVisits,          // completed visits
  kPurchases,
  kSpend,     // of product and service lines, less refunds, minor units
  kActive,    // customers with a visit or purchase in the month; on its 1st
  kRetained,  // of them, also in the month before
  kCohort,    // customers of the first month (its 1st), `label` months later
  kChurned,   // became churned
  kReturned,  // ... and came back
  kNps,
  kPromoters,
  kDetractors,
  kRatings,
  kRatingSum,
  kSatisfied,  // ratings of 4 and more
  kComplaints,
  kAnsweredInTime,
  kAnswersOverdue,
  kResolvedInTime,
  kResolutionsOverdue,
  kUpgrades,
  kReviewed,  // renewed or fallen at a review
  kRenewed,
  kDowngrades,  // at a review
  kMessages,    // label: campaign and channel
  kMessagesConverted,
  kContacted,  // label: occasion
  kContactedVisited,
  kHeldOut,
  kHeldOutVisited,
  kTier,      // stock of customers, label: level
  kStage,     // stock of customers, label: stage
  kIssued,    // label: unit
  kReversed,  // taken back or deducted
  kRedeemed,
  kExpired,
};

struct CounterKey {
  Counter counter = Counter::kKnown;
  std::string label;
  std::string store;  // empty: none was named
  Day day;
  auto operator<=>(const CounterKey&) const = default;
};

using CounterTable = std::map<CounterKey, int64_t>;

// Adds `more` to `sum`, counter by counter; drops what comes to nothing.
void AddCounters(const CounterTable& more, CounterTable& sum);

}  // namespace laurel
