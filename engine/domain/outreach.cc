#include "engine/domain/outreach.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/civil.h"
#include "engine/base/hash.h"
#include "engine/base/zone.h"
#include "engine/domain/conditions.h"
#include "engine/domain/tier_terms.h"

namespace laurel {
namespace {

inline constexpr size_t kMostCues = 64;
inline constexpr size_t kMostContacts = 64;
// What comes at once comes when it is learned of, if that is within a day.
inline constexpr int64_t kAtOnceMs = kDayMs;

constexpr bool IsAway(Stage stage) { return stage >= Stage::kDormant; }
constexpr bool IsRegular(Stage stage) {
  return stage == Stage::kActive || stage == Stage::kLoyal;
}

// ---- Whether a cue is still true --------------------------------------------

const Appointment* FindAppointment(const Customer& customer,
                                   std::string_view id) {
  for (const Appointment& appointment : customer.appointments) {
    if (appointment.appointment_id == id) return &appointment;
  }
  return nullptr;
}

// Lots without a date expire by inactivity, all at one instant.
bool HasUnitsLeft(const Customer& customer, const Cue& cue) {
  for (const Account& account : customer.accounts) {
    if (account.unit != cue.ref) continue;
    for (const Lot& lot : account.lots) {
      const bool meant =
          lot.expires_at == cue.until || lot.expires_at == kNever;
      if (meant && lot.remaining > 0) return true;
    }
  }
  return false;
}

bool IsTrue(const Customer& customer, const Program& program, OccasionKind kind,
            const Cue& cue) {
  switch (kind) {
    case OccasionKind::kIntakeSurvey:
      return customer.completed_visits == 0;
    case OccasionKind::kUnitsExpiring:
      return HasUnitsLeft(customer, cue);
    case OccasionKind::kTierAtRisk:
      return customer.tier.name == cue.ref &&
             ReviewAt(customer.tier) == cue.until &&
             MissingAtReview(customer, program).any();
    case OccasionKind::kTierUpgraded:
      return customer.tier.name == cue.ref;
    case OccasionKind::kReferralAsk:
      return customer.lifecycle.stage == Stage::kLoyal;
    default:
      return true;
  }
}

// kEarliest: its time had passed when it was learned of.
Instant DueOf(const Cue& cue, const Occasion& occasion, const Zone& zone) {
  if (occasion.after && !occasion.after->empty()) {
    return Add(cue.at, *occasion.after, zone);
  }
  return cue.known_at.ms - cue.at.ms <= kAtOnceMs ? cue.known_at : kEarliest;
}

// ---- All that an occasion comes to ------------------------------------------

// Calls take(OccasionDue) for all of one kind that are due at `from` or later;
// of what recurs, for the next of each. `take` may be given more.
template <typename Take>
class Roll {
 public:
  Roll(const Customer& customer, const Program& program,
       const Occasion& occasion, Instant from, Take& take)
      : customer_(customer),
        program_(program),
        occasion_(occasion),
        home_(program.ZoneOf(customer.profile.home_store)),
        from_(from),
        take_(take) {
    next_.occasion = &occasion;
    next_.store = customer.profile.home_store;
  }

  void Call() {
    switch (occasion_.kind) {
      case OccasionKind::kAppointmentConfirm:
      case OccasionKind::kAppointmentToday:
        return Appointments();
      case OccasionKind::kSurvey:
        return Surveys();
      case OccasionKind::kCareDue:
        return Care();
      case OccasionKind::kBirthday:
        return Birthdays();
      case OccasionKind::kHoliday:
        return Holidays();
      case OccasionKind::kWinBack:
        return Waves();
      default:
        return Cues();
    }
  }

 private:
  Day Today() const { return DayOf(from_, home_); }

  void Offer(Instant due) {
    next_.due = next_.at = due;
    take_(next_);
  }

  void Appointments() {
    for (const Appointment& appointment : customer_.appointments) {
      next_.ref = appointment.appointment_id;
      next_.store = appointment.store;
      next_.categories = &appointment.categories;
      next_.valid_until = appointment.starts_at;
      const Zone& zone = program_.ZoneOf(appointment.store);
      if (occasion_.kind == OccasionKind::kAppointmentToday) {
        Offer(AtLocal(DayOf(appointment.starts_at, zone),
                      occasion_.at_ms.value_or(0), zone));
      } else {
        for (const Period& before : occasion_.before) {
          Offer(Subtract(appointment.starts_at, before, zone));
        }
      }
    }
  }

  void Cues() {
    const CueKind kind = CueOf(occasion_.kind);
    for (const Cue& cue : customer_.outreach.cues) {
      if (cue.kind != kind ||
          !IsTrue(customer_, program_, occasion_.kind, cue)) {
        continue;
      }
      next_.ref = cue.ref;
      next_.store = cue.store.empty()
                        ? std::string_view(customer_.profile.home_store)
                        : std::string_view(cue.store);
      next_.categories = &cue.categories;
      next_.valid_until = kNever;
      if (kind == CueKind::kUnitsExpiring) next_.valid_until = cue.until;
      if (kind == CueKind::kBooked) {
        const Appointment* open = FindAppointment(customer_, cue.ref);
        if (open == nullptr) continue;
        next_.valid_until = open->starts_at;
      }
      Offer(DueOf(cue, occasion_, program_.ZoneOf(next_.store)));
    }
  }

  // A few rounds, for a condition may hold in some of them only.
  void Surveys() {
    const Lifecycled& life = customer_.lifecycle;
    const Period& every = *occasion_.every;
    if (!IsRegular(life.stage) || life.spell_since == kNever) return;
    const Day since = DayOf(life.spell_since, home_);
    const int32_t longest = 31 * every.months + every.days;
    if (longest <= 0) return;
    const int32_t passed = std::max(0, Today() - since);
    int32_t rounds = 0;
    for (int32_t k = std::max(1, passed / longest); rounds < 13; ++k) {
      const Instant due = StartOfDay(
          Add(since, Period{every.months * k, every.days * k, 0}), home_);
      if (due < from_) continue;
      Offer(due);
      ++rounds;
    }
  }

  void Care() {
    for (const CategoryVisits& visits : customer_.lifecycle.categories) {
      const auto cycle = std::find_if(
          occasion_.categories.begin(), occasion_.categories.end(),
          [&](const auto& c) { return c.first == visits.category; });
      if (cycle == occasion_.categories.end()) continue;
      next_.ref = visits.category;
      Offer(Add(visits.last_at, cycle->second, home_));
    }
  }

  void Birthdays() {
    if (customer_.profile.birthday.empty()) return;
    const int32_t year = DateOf(Today()).year;
    for (int32_t y = year; y <= year + 2; ++y) {
      const std::optional<Day> day = BirthdayIn(customer_.profile.birthday, y);
      if (!day || DaysBefore(*day)) return;
    }
  }

  void Holidays() {
    const Day today = Today();
    for (const Day day : occasion_.dates) {
      if (day + 1 >= today) DaysBefore(day);
    }
  }

  // Whether one comes after `from`, so that it cannot have been told.
  bool DaysBefore(Day day) {
    bool later = false;
    for (const Period& before : occasion_.before) {
      const Instant due =
          AtLocal(Subtract(day, before), occasion_.at_ms.value_or(0), home_);
      if (due >= from_) Offer(due);
      later |= due > from_;
    }
    return later;
  }

  void Waves() {
    const Lifecycled& life = customer_.lifecycle;
    if (!IsAway(life.stage) || life.spell_since == kNever) return;
    for (const Period& wave : occasion_.waves) {
      Offer(Add(life.spell_since, wave, home_));
    }
  }

  const Customer& customer_;
  const Program& program_;
  const Occasion& occasion_;
  const Zone& home_;
  const Instant from_;
  Take& take_;
  OccasionDue next_;
};

template <typename Take>
void ForEachDue(const Customer& customer, const Program& program,
                const Occasion& occasion, Instant from, Take take) {
  Roll<Take>(customer, program, occasion, from, take).Call();
}

// ---- The first of them ------------------------------------------------------

// Higher priorities first, then by name, then the one due earlier.
bool IsSooner(const OccasionDue& a, const OccasionDue& b) {
  if (a.at != b.at) return a.at < b.at;
  const Occasion &x = *a.occasion, &y = *b.occasion;
  if (x.priority != y.priority) return x.priority > y.priority;
  if (x.name != y.name) return x.name < y.name;
  return a.due != b.due ? a.due < b.due : a.ref < b.ref;
}

class Search {
 public:
  Search(const Customer& customer, const PublishedProgram& published,
         Instant bound)
      : customer_(customer),
        program_(*published.program),
        from_(std::max({customer.judged_at, published.since, Instant{0}})) {
    best_.at = bound;
  }

  std::optional<OccasionDue> Run() {
    for (const Occasion& occasion : program_.outreach.occasions) {
      Look(occasion);
    }
    return Best();
  }

  std::optional<OccasionDue> RunOne(const Occasion& occasion) {
    Look(occasion);
    return Best();
  }

 private:
  std::optional<OccasionDue> Best() const {
    if (best_.occasion == nullptr) return std::nullopt;
    return best_;
  }

  void Look(const Occasion& occasion) {
    const CueKind cue = CueOf(occasion.kind);
    const Outreached& outreach = customer_.outreach;
    if (cue == CueKind::kUnspecified || !outreach.cues.empty()) {
      ForEachDue(customer_, program_, occasion, from_,
                 [this](const OccasionDue& due) { Offer(due); });
    }
    for (const Deferred& deferred : outreach.deferred) {
      if (deferred.occasion == occasion.name) OfferDeferred(occasion, deferred);
    }
  }

  void OfferDeferred(const Occasion& occasion, const Deferred& deferred) {
    if (deferred.until < customer_.judged_at) return;
    ForEachDue(customer_, program_, occasion, deferred.due,
               [&](OccasionDue due) {
                 if (due.due != deferred.due ||
                     OutreachId(due, program_) != deferred.outreach_id) {
                   return;
                 }
                 due.at = deferred.until;
                 Take(due);
               });
  }

  void Offer(const OccasionDue& due) {
    if (due.at < from_ || WasTold(due)) return;
    Take(due);
  }

  void Take(const OccasionDue& due) {
    if (due.at >= due.valid_until || due.at == kNever) return;
    const bool first = best_.occasion == nullptr;
    if (first ? due.at > best_.at : !IsSooner(due, best_)) return;
    if (Holds(due)) best_ = due;
  }

  bool WasTold(const OccasionDue& due) const {
    const Outreached& outreach = customer_.outreach;
    if (due.at != outreach.told_at) return false;
    const uint64_t hash = HashOfOutreach(OutreachId(due, program_));
    return std::find(outreach.told.begin(), outreach.told.end(), hash) !=
           outreach.told.end();
  }

  bool Holds(const OccasionDue& due) const {
    const bool care = due.occasion->kind == OccasionKind::kCareDue;
    return HoldForOccasion(due.occasion->when,
                           {program_, customer_, due.store, due.categories,
                            care ? due.ref : std::string_view(), due.at});
  }

  const Customer& customer_;
  const Program& program_;
  const Instant from_;
  OccasionDue best_;
};

}  // namespace

std::optional<OccasionDue> NextOccasion(const Customer& customer,
                                        const PublishedProgram& published,
                                        Instant bound) {
  if (published.program->outreach.occasions.empty()) return std::nullopt;
  return Search(customer, published, bound).Run();
}

std::optional<OccasionDue> NextOf(const Occasion& occasion,
                                  const Customer& customer,
                                  const PublishedProgram& published) {
  return Search(customer, published, kNever).RunOne(occasion);
}

// ---- Names ------------------------------------------------------------------

namespace {

// The time only as far as it says something.
std::string LocalText(Instant at, const Zone& zone) {
  const Date date = DateOf(DayOf(at, zone));
  const int64_t ms = TimeOfDayMs(at, zone);
  const auto two = [](int64_t n) { return absl::Dec(n, absl::kZeroPad2); };
  std::string text = absl::StrCat(absl::Dec(date.year, absl::kZeroPad4), "-",
                                  two(date.month), "-", two(date.day));
  if (ms == 0) return text;
  absl::StrAppend(&text, "T", two(ms / kHourMs), ":",
                  two(ms % kHourMs / kMinuteMs));
  if (ms % kMinuteMs == 0) return text;
  absl::StrAppend(&text, ":", two(ms % kMinuteMs / kSecondMs));
  if (ms % kSecondMs == 0) return text;
  absl::StrAppend(&text, ".", absl::Dec(ms % kSecondMs, absl::kZeroPad3));
  return text;
}

inline constexpr size_t kLongestRef = 32;

}  // namespace

std::string OutreachId(const OccasionDue& due, const Program& program) {
  std::string id = absl::StrCat(due.occasion->name, "/",
                                LocalText(due.due, ZoneOf(due, program)));
  if (due.ref.empty()) return id;
  if (due.ref.size() <= kLongestRef) {
    absl::StrAppend(&id, "/", std::string(due.ref));
  } else {
    absl::StrAppend(&id, "/", absl::Hex(Fnv1a64(due.ref), absl::kZeroPad16));
  }
  return id;
}

uint64_t HashOfOutreach(std::string_view outreach_id) {
  return outreach_id.empty() ? 0 : Fnv1a64(outreach_id);
}

const Zone& ZoneOf(const OccasionDue& due, const Program& program) {
  return program.ZoneOf(due.store);
}

// ---- Cues -------------------------------------------------------------------

CueKind CueOf(OccasionKind kind) {
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

bool IsCue(const Program* program, CueKind kind) {
  return program != nullptr && (program->outreach.cues & Bit(kind)) != 0;
}

void RememberContact(Customer& customer, const Program* program,
                     const Contact& contact) {
  if (program == nullptr || program->outreach.caps.empty()) return;
  auto& contacts = customer.outreach.contacts;
  contacts.insert(std::upper_bound(
                      contacts.begin(), contacts.end(), contact,
                      [](const auto& a, const auto& b) { return a.at < b.at; }),
                  contact);
}

// ---- What can no longer matter ----------------------------------------------

namespace {

// Whether some occasion that follows from the cue is still to come.
bool Matters(const Cue& cue, const Customer& customer, const Program& program,
             Instant clock) {
  const Zone& zone = program.ZoneOf(
      cue.store.empty() ? customer.profile.home_store : cue.store);
  for (const Occasion& occasion : program.outreach.occasions) {
    if (CueOf(occasion.kind) == cue.kind &&
        DueOf(cue, occasion, zone) >= clock) {
      return true;
    }
  }
  return false;
}

void TrimContacts(std::vector<Contact>& contacts, const Program& program,
                  Instant clock) {
  Instant first = clock;
  for (const Cap& cap : program.outreach.caps) {
    first = std::min(first, Subtract(clock, cap.per, program.zone));
  }
  std::erase_if(contacts,
                [&](const Contact& contact) { return contact.at <= first; });
  if (contacts.size() > kMostContacts) {
    contacts.erase(contacts.begin(), contacts.end() - kMostContacts);
  }
}

}  // namespace

void TrimOutreach(Customer& customer, const Program& program, Instant clock) {
  Outreached& outreach = customer.outreach;
  std::erase_if(outreach.deferred, [&](const Deferred& deferred) {
    return deferred.until < clock;
  });
  TrimContacts(outreach.contacts, program, clock);
  // A deferred occasion looks at its cue again.
  if (outreach.deferred.empty()) {
    std::erase_if(outreach.cues, [&](const Cue& cue) {
      return !Matters(cue, customer, program, clock);
    });
  }
  if (outreach.cues.size() > kMostCues) {
    outreach.cues.erase(outreach.cues.begin(), outreach.cues.end() - kMostCues);
  }
}

}  // namespace laurel
