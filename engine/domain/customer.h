// A customer: the consistency boundary, and all that the rules may look at.
// Bounded: what can no longer matter leaves it (see trim.h); what is settled
// but may be named again is a document (documents.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/domain/derived_event.h"
#include "engine/domain/words.h"

namespace laurel {

// ---- The ledger -------------------------------------------------------------

// An amount of one unit that came from one cause and expires together.
// Spendable in [activates_at, expires_at).
struct Lot {
  uint64_t id = 0;        // counted per customer from 1
  int64_t amount = 0;     // when it was made
  int64_t remaining = 0;  // free to spend
  int64_t held = 0;       // picked by holds
  int64_t expired = 0;    // so far; more follows when its holds end
  Instant activates_at;
  Instant expires_at = kNever;
  bool pending = false;  // until units_activated
  bool earned = false;   // repays arrears when it becomes available
  bool operator==(const Lot&) const = default;
};

struct DayAmount {
  Day day;
  int64_t amount = 0;
  bool operator==(const DayAmount&) const = default;
};

// One unit of one customer, or one sub-balance of it. Lots stand in spending
// order: earliest expires_at, then activates_at, then id. Always:
//   issued - reversed - redeemed - expired = sum(remaining + held) - arrears
struct Account {
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  int64_t issued = 0;
  int64_t reversed = 0;  // taken back or deducted
  int64_t redeemed = 0;
  int64_t expired = 0;
  int64_t arrears = 0;
  Instant active_at = kEarliest;      // last earning, grant, spending of it
  Instant warned_at = kEarliest;      // the last warning due, told or skipped
  Instant warned_expiry = kEarliest;  // ... and of which expiry
  std::vector<Lot> lots;
  std::vector<DayAmount> by_day;  // status units: issued - reversed, by day

  int64_t Available() const;
  int64_t Pending() const;
  int64_t Held() const;
  bool operator==(const Account&) const = default;
};

struct Hold {
  std::string hold_id;
  std::string unit;
  int64_t amount = 0;
  Instant expires_at;
  LotAmounts lots;
  bool operator==(const Hold&) const = default;
};

// ---- Tiers ------------------------------------------------------------------

struct TierSpan {
  Instant since;
  std::string tier;
  bool operator==(const TierSpan&) const = default;
};

struct Tier {
  std::string name;  // empty: none yet
  Instant since;
  Instant valid_until = kNever;
  Instant grace_until = kNever;      // kNever: not in grace
  Instant at_risk_told = kEarliest;  // the valid_until it was told for
  Day entered_on = kNoDay;  // recurring benefits count from it; kNoDay: fell
  Instant recurred_at = kEarliest;  // the last recurring benefit
  AssignmentMode assigned = AssignmentMode::kUnspecified;
  std::string assigned_tier;
  Instant assigned_until = kNever;
  std::vector<TierSpan> history;  // rising, the present one last; at most 16
  bool operator==(const Tier&) const = default;
};

// ---- Lifecycle --------------------------------------------------------------

struct CategoryVisits {
  std::string category;
  std::vector<Day> days;  // rising, the last 9
  bool operator==(const CategoryVisits&) const = default;
};

struct Lifecycled {
  Stage stage = Stage::kNone;
  Stage risen = Stage::kNone;  // the stage before it fell; else `stage`
  Day first_visit = kNoDay;
  Instant last_visit_at = kNever;  // kNever: none
  int32_t visit_days = 0;          // distinct days ever counted
  std::vector<Day> days;           // rising; the last 9, and all windows
  std::vector<CategoryVisits> categories;
  bool operator==(const Lifecycled&) const = default;
};

struct StoreVisit {
  Day day;
  uint64_t store = 0;  // Fnv1a64 of the store's id
  auto operator<=>(const StoreVisit&) const = default;
};

// What the tiers measure: counters of their own, by civil day.
struct Measures {
  int64_t spend_ever = 0;   // minor units
  int64_t visits_ever = 0;  // at most one a day and store
  std::vector<DayAmount> spend;
  std::vector<StoreVisit> visits;
  bool operator==(const Measures&) const = default;
};

// ---- The rest ---------------------------------------------------------------

struct LimitUse {
  std::string rule;
  Instant at;
  int64_t count = 0;
  int64_t amount = 0;
  bool operator==(const LimitUse&) const = default;
};

struct Profile {
  std::string birthday;
  std::string language;
  std::string home_store;
  std::vector<std::string> tags;
  std::string person_ref;
  bool operator==(const Profile&) const = default;
};

struct Consent {
  Channel channel = Channel::kUnspecified;
  Purpose purpose = Purpose::kUnspecified;
  bool granted = false;
  uint32_t count = 0;  // left of a one-time consent; 0: standing
  bool operator==(const Consent&) const = default;
};

struct SentMessage {
  Instant at;
  std::string message_id;
  std::string campaign;
  bool operator==(const SentMessage&) const = default;
};

struct Appointment {
  std::string appointment_id;
  Instant starts_at;
  bool operator==(const Appointment&) const = default;
};

struct Complaint {
  std::string complaint_id;
  Instant opened_at;
  bool answered = false;
  bool operator==(const Complaint&) const = default;
};

struct Customer {
  std::string id;
  uint64_t events = 0;        // derived events so far; the next has events + 1
  uint64_t lots_made = 0;     // the next lot has lots_made + 1
  uint64_t facts = 0;         // accepted; 0: not known
  Instant first_at = kNever;  // occurred_at of the first fact
  Instant latest_at = kEarliest;  // of facts and of what fell due
  Instant enrolled_at = kNever;   // kNever: never enrolled
  bool erased = false;
  std::string referrer_id;
  uint32_t completed_visits = 0;
  uint32_t purchases = 0;

  std::vector<Account> accounts;  // in order of first movement
  std::vector<Hold> holds;        // open ones
  Tier tier;
  Lifecycled lifecycle;
  Measures measures;
  std::vector<LimitUse> limit_uses;
  std::vector<SentMessage> messages;
  std::vector<Appointment> appointments;  // booked, not yet over
  std::vector<Complaint> complaints;      // open ones
  Profile profile;
  std::vector<Consent> consents;

  // Fingerprints of the identities and business ids seen. Not in it: never
  // seen. In it: ask the documents. Beyond kFilterSize it says maybe to all.
  std::vector<uint16_t> seen;

  bool known() const { return facts > 0; }
  const Account* FindAccount(std::string_view unit,
                             SubBalance sub = SubBalance::kNone) const;
  bool operator==(const Customer&) const = default;
};

}  // namespace laurel
