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
  Instant kept_until = kEarliest;     // by a reversal: idle, it ends no earlier
  Instant warned_at = kEarliest;      // the last warning due, told or skipped
  Instant warned_expiry = kEarliest;  // ... and of which expiry
  std::vector<Lot> lots;
  std::vector<DayAmount> by_day;  // status units: issued - reversed, by day

  int64_t Available() const;
  int64_t Pending() const;
  int64_t Held() const;
  bool operator==(const Account&) const = default;
};

// What a refund would have taken, had the units of its sale not been spent or
// held. What of their lots comes back free pays it.
struct Forgiven {
  std::string payment_id;
  std::string refund_id;  // the last that added to it
  std::string unit;
  SubBalance sub_balance = SubBalance::kNone;
  int64_t amount = 0;  // more than 0
  std::vector<uint64_t> lots;
  bool operator==(const Forgiven&) const = default;
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
  Instant assigned_at = kEarliest;  // when that happened
  std::vector<TierSpan> history;    // rising, the present one last; at most 16
  bool operator==(const Tier&) const = default;
};

// ---- Lifecycle --------------------------------------------------------------

struct CategoryVisits {
  std::string category;
  std::vector<Day> days;   // rising, the last 9
  Instant last_at{};       // the last visit with it
  int32_t visit_days = 0;  // distinct days ever counted
  bool operator==(const CategoryVisits&) const = default;
};

struct Lifecycled {
  Stage stage = Stage::kNone;
  Stage risen = Stage::kNone;  // the stage before it fell; else `stage`
  Day first_visit = kNoDay;
  Instant last_visit_at = kNever;  // kNever: none
  // When the present time as active or loyal, or as dormant and after it,
  // began; kNever: neither.
  Instant spell_since = kNever;
  int32_t visit_days = 0;  // distinct days ever counted
  std::vector<Day> days;   // rising; the last 9, and all windows
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
  uint32_t count = 0;      // left of a one-time consent; 0: standing
  Instant at = kEarliest;  // when it was given or withdrawn
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
  std::string store;
  std::vector<std::string> categories;  // of its services
  Instant moved_at = kEarliest;         // when it was rescheduled last
  bool operator==(const Appointment&) const = default;
};

struct Complaint {
  std::string complaint_id;
  Instant opened_at;
  bool answered = false;
  bool answer_told = false;  // that it is overdue
  bool resolution_told = false;
  bool operator==(const Complaint&) const = default;
};

// ---- Outreach ---------------------------------------------------------------

// Something that happened lately, for an occasion to follow from.
struct Cue {
  CueKind kind = CueKind::kUnspecified;
  Instant at;              // when it happened
  Instant known_at;        // when that was decided
  Instant until = kNever;  // expiry of the units, review of the tier
  std::string ref;         // appointment, visit, unit, tier, ...
  std::string store;
  std::vector<std::string> categories;  // of the services
  bool operator==(const Cue&) const = default;
};

// An occasion handed out, or a message sent: what caps count.
struct Contact {
  Instant at;
  uint64_t outreach = 0;  // Fnv1a64 of its outreach_id; 0: none
  Purpose purpose = Purpose::kUnspecified;
  uint32_t channels = 0;  // bit per Channel
  bool operator==(const Contact&) const = default;
};

// An occasion that waits: for the end of quiet hours, or for room under a cap.
struct Deferred {
  std::string outreach_id;
  std::string occasion;
  Instant due;    // at first
  Instant until;  // looked at again then
  bool operator==(const Deferred&) const = default;
};

struct Outreached {
  // What was due at told_at and has been told, as Fnv1a64 of its outreach_id.
  Instant told_at = kEarliest;
  std::vector<uint64_t> told;
  std::vector<Deferred> deferred;
  std::vector<Contact> contacts;  // by `at`, rising
  std::vector<Cue> cues;          // as they were learned of
  bool operator==(const Outreached&) const = default;
};

struct Customer {
  std::string id;
  uint64_t events = 0;        // derived events so far; the next has events + 1
  uint64_t lots_made = 0;     // the next lot has lots_made + 1
  uint64_t facts = 0;         // accepted; 0: not known
  Instant first_at = kNever;  // occurred_at of the first fact
  Instant latest_at = kEarliest;  // of facts and of what fell due
  // The clock when the last fact was decided, or the instant of what fell due
  // since: whatever was due before it has been looked at.
  Instant judged_at = kEarliest;
  Instant enrolled_at = kNever;  // kNever: never enrolled
  bool erased = false;
  std::string referrer_id;
  bool referral_met = false;      // as a referee
  uint32_t friends_rewarded = 0;  // as a referrer
  uint32_t completed_visits = 0;
  uint32_t purchases = 0;

  std::vector<Account> accounts;   // in order of first movement
  std::vector<Hold> holds;         // open ones
  std::vector<Forgiven> forgiven;  // by refunds; the last 32
  Tier tier;
  Lifecycled lifecycle;
  Measures measures;
  std::vector<LimitUse> limit_uses;
  std::vector<SentMessage> messages;
  std::vector<Appointment> appointments;  // booked, not yet over
  std::vector<Complaint> complaints;      // open ones
  Outreached outreach;
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
