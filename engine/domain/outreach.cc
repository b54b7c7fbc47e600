#include "engine/domain/outreach.h"

#include <algorithm>
#include <array>

#include "engine/base/civil.h"
#include "engine/base/zone.h"
#include "engine/domain/conditions.h"
#include "engine/domain/tier_terms.h"

namespace laurel {
namespace {

// ---- Whether a cue is still true --------------------------------------------

const Appointment* FindAppointment(const Customer& customer,
                                   std::string_view id) {
  for (const Appointment& appointment : customer.appointments) {
    if (appointment.appointment_id == id) return &appointment;
  }
  return nullptr;
}

bool HasUnitsLeft(const Customer& customer, const Cue& cue) {
  for (const Account& account : customer.accounts) {
    if (account.unit != cue.ref) continue;
    for (const Lot& lot : account.lots) {
      if (lot.expires_at == cue.until && lot.remaining > 0) return true;
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

// ---- All that an occasion comes to ------------------------------------------

// Both ends included.
struct Stretch {
  Instant from;
  Instant until;
};

// Calls take(OccasionDue) for all of one kind that are due in the stretch; of
// what recurs, for the next of each. Dates are looked at first: most occasions
// of most customers are not for now.
template <typename Take>
class Roll {
 public:
  Roll(const Customer& customer, const Program& program, const Zone& home,
       const Occasion& occasion, Stretch stretch, Take& take)
      : customer_(customer),
        program_(program),
        occasion_(occasion),
        home_(home),
        from_(stretch.from),
        until_(stretch.until),
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

  bool IsMeant(Instant due) const { return due >= from_ && due <= until_; }

  void Offer(Instant due) {
    if (!IsMeant(due)) return;
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
      if (cue.kind != kind) continue;
      const bool at_home = cue.store.empty();
      const Instant due =
          DueOf(cue, occasion_, at_home ? home_ : program_.ZoneOf(cue.store));
      if (!IsMeant(due) || !IsTrue(customer_, program_, occasion_.kind, cue)) {
        continue;
      }
      next_.ref = cue.ref;
      next_.store = at_home ? customer_.profile.home_store : cue.store;
      next_.categories = &cue.categories;
      next_.valid_until = kNever;
      if (kind == CueKind::kUnitsExpiring) next_.valid_until = cue.until;
      if (kind == CueKind::kBooked) {
        const Appointment* open = FindAppointment(customer_, cue.ref);
        if (open == nullptr) continue;
        next_.valid_until = open->starts_at;
      }
      Offer(due);
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
      if (due > until_) return;
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
      Offer(due);
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
  const Instant until_;
  Take& take_;
  OccasionDue next_;
};

// ---- The first of them ------------------------------------------------------

// Higher priorities first, then by name, then the one due earlier.
bool IsSooner(const OccasionDue& a, const OccasionDue& b) {
  if (a.at != b.at) return a.at < b.at;
  const Occasion &x = *a.occasion, &y = *b.occasion;
  if (x.priority != y.priority) return x.priority > y.priority;
  if (x.name != y.name) return x.name < y.name;
  return a.due != b.due ? a.due < b.due : a.ref < b.ref;
}

// Kinds of occasion as a set.
using Kinds = uint32_t;

constexpr Kinds Of(OccasionKind kind) {
  return Kinds{1} << static_cast<unsigned>(kind);
}

constexpr Kinds FollowersOf(CueKind cue) {
  constexpr auto kLast = static_cast<size_t>(OccasionKind::kComplaintFollowup);
  Kinds kinds = 0;
  for (size_t i = 0; i <= kLast; ++i) {
    const auto kind = static_cast<OccasionKind>(i);
    if (CueOf(kind) == cue) kinds |= Of(kind);
  }
  return kinds;
}

constexpr auto kFollowers = [] {
  std::array<Kinds, static_cast<size_t>(CueKind::kResolved) + 1> all{};
  for (size_t cue = 1; cue < all.size(); ++cue) {
    all[cue] = FollowersOf(static_cast<CueKind>(cue));
  }
  return all;
}();

// Those the customer's state may have some of; of the others there are none.
Kinds FoundIn(const Customer& customer) {
  Kinds kinds = Of(OccasionKind::kHoliday);
  if (!customer.appointments.empty()) {
    kinds |= Of(OccasionKind::kAppointmentConfirm) |
             Of(OccasionKind::kAppointmentToday);
  }
  if (!customer.lifecycle.categories.empty()) {
    kinds |= Of(OccasionKind::kCareDue);
  }
  if (!customer.profile.birthday.empty()) kinds |= Of(OccasionKind::kBirthday);
  if (IsRegular(customer.lifecycle.stage)) kinds |= Of(OccasionKind::kSurvey);
  if (IsAway(customer.lifecycle.stage)) kinds |= Of(OccasionKind::kWinBack);
  for (const Cue& cue : customer.outreach.cues) {
    kinds |= kFollowers[static_cast<size_t>(cue.kind)];
  }
  return kinds;
}

class Search {
 public:
  Search(const Customer& customer, const PublishedProgram& published,
         Instant bound)
      : customer_(customer),
        program_(*published.program),
        home_(program_.ZoneOf(customer.profile.home_store)),
        from_(std::max({customer.judged_at, published.since, Instant{0}})),
        kinds_(FoundIn(customer)) {
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
    if ((kinds_ & Of(occasion.kind)) != 0) LookForNew(occasion);
    for (const Deferred& deferred : customer_.outreach.deferred) {
      if (deferred.occasion == occasion.name) OfferDeferred(occasion, deferred);
    }
  }

  void LookForNew(const Occasion& occasion) {
    ForEachDue(occasion, {from_, best_.at},
               [this](const OccasionDue& due) { Offer(due); });
  }

  void OfferDeferred(const Occasion& occasion, const Deferred& deferred) {
    if (deferred.until < customer_.judged_at) return;
    ForEachDue(occasion, {deferred.due, deferred.due}, [&](OccasionDue due) {
      if (OutreachId(due, program_) != deferred.outreach_id) return;
      due.at = deferred.until;
      Take(due);
    });
  }

  template <typename Taker>
  void ForEachDue(const Occasion& occasion, Stretch stretch, Taker take) {
    Roll<Taker>(customer_, program_, home_, occasion, stretch, take).Call();
  }

  void Offer(const OccasionDue& due) {
    if (!WasTold(due)) Take(due);
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
    const uint64_t hash = HashOf(due, program_);
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
  const Zone& home_;
  const Instant from_;
  const Kinds kinds_;
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

}  // namespace laurel
