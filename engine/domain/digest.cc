#include "engine/domain/digest.h"

#include <concepts>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/base/hash.h"

namespace laurel {
namespace {

class Hasher {
 public:
  template <typename... Fields>
  Hasher& operator()(const Fields&... fields) {
    (Add(fields), ...);
    return *this;
  }
  uint64_t hash() const { return hash_; }

 private:
  void Mix(uint64_t word) { hash_ = Fmix64(hash_ ^ word) + word; }

  template <typename Number>
  requires std::integral<Number> || std::is_enum_v<Number>
  void Add(Number number) { Mix(static_cast<uint64_t>(number)); }
  void Add(const std::string& text) { Mix(Fnv1a64(text)); }
  void Add(Instant at) { Add(at.ms); }
  void Add(Day day) { Add(day.n); }
  void Add(Currency currency) { Mix(Fnv1a64(currency.text())); }

  template <typename List>
  requires requires(const List& list) {
    list.begin();
    list.size();
  }
  void Add(const List& list) {
    Add(list.size());
    for (const auto& item : list) Add(item);
  }

  void Add(const Lot& v) {
    (*this)(v.id, v.amount, v.remaining, v.held, v.expired, v.activates_at,
            v.expires_at, v.pending, v.earned);
  }
  void Add(const LotAmount& v) { (*this)(v.lot_id, v.amount); }
  void Add(const DayAmount& v) { (*this)(v.day, v.amount); }
  // What few customers have counts only where it is set, so that the digests of
  // the others are what they were before there was such a thing.
  void AddSet(Instant at) {
    if (at != kEarliest) Add(at);
  }

  void Add(const Account& v) {
    AddSet(v.kept_until);
    (*this)(v.unit, v.sub_balance, v.issued, v.reversed, v.redeemed, v.expired,
            v.arrears, v.active_at, v.warned_at, v.warned_expiry, v.lots,
            v.by_day);
  }
  void Add(const Hold& v) {
    (*this)(v.hold_id, v.unit, v.amount, v.expires_at, v.lots);
  }
  void Add(const Forgiven& v) {
    (*this)(v.payment_id, v.refund_id, v.unit, v.sub_balance, v.amount, v.lots);
  }
  void Add(const TierSpan& v) { (*this)(v.since, v.tier); }
  void Add(const Tier& v) {
    (*this)(v.name, v.since, v.valid_until, v.grace_until, v.at_risk_told,
            v.entered_on, v.recurred_at, v.assigned, v.assigned_tier,
            v.assigned_until, v.history);
    AddSet(v.assigned_at);
  }
  void Add(const CategoryVisits& v) {
    (*this)(v.category, v.days, v.last_at, v.visit_days);
  }
  void Add(const Lifecycled& v) {
    (*this)(v.stage, v.risen, v.first_visit, v.last_visit_at, v.spell_since,
            v.visit_days, v.days, v.categories);
  }
  void Add(const StoreVisit& v) { (*this)(v.day, v.store); }
  void Add(const Measures& v) {
    (*this)(v.spend_ever, v.visits_ever, v.spend, v.visits);
  }
  void Add(const LimitUse& v) { (*this)(v.rule, v.at, v.count, v.amount); }
  void Add(const Profile& v) {
    (*this)(v.birthday, v.language, v.home_store, v.tags, v.person_ref);
  }
  void Add(const Consent& v) {
    (*this)(v.channel, v.purpose, v.granted, v.count, v.at);
  }
  void Add(const SentMessage& v) { (*this)(v.at, v.message_id, v.campaign); }
  void Add(const Appointment& v) {
    (*this)(v.appointment_id, v.starts_at, v.store, v.categories);
    AddSet(v.moved_at);
  }
  void Add(const Complaint& v) {
    (*this)(v.complaint_id, v.opened_at, v.answered, v.answer_told,
            v.resolution_told);
  }
  void Add(const Cue& v) {
    (*this)(v.kind, v.at, v.known_at, v.until, v.ref, v.store, v.categories);
  }
  void Add(const Contact& v) {
    (*this)(v.at, v.outreach, v.purpose, v.channels);
  }
  void Add(const Deferred& v) {
    (*this)(v.outreach_id, v.occasion, v.due, v.until);
  }
  void Add(const Outreached& v) {
    (*this)(v.told_at, v.told, v.deferred, v.contacts, v.cues);
  }

  void Add(std::monostate) {}
  void Add(const SeenFact& v) { (*this)(v.offset, v.fingerprint); }
  void Add(const SoldLine& v) {
    (*this)(v.line_id, v.sku, v.category, v.kind, v.quantity, v.unit, v.amount,
            v.refunded);
  }
  void Add(const SoldUnits& v) {
    (*this)(v.unit, v.sub_balance, v.lot_id, v.earned, v.reversed);
  }
  void Add(const Allowance& v) { (*this)(v.rule, v.units); }
  void Add(const SaleTerms& v) {
    (*this)(v.program_version, v.rules, v.allowances, v.excluded);
  }
  void Add(const Payment& v) {
    (*this)(v.occurred_at, v.day, v.currency, v.refunded_amount, v.lines,
            v.units, v.terms);
  }
  void Add(const Redemption::Spent& v) {
    (*this)(v.lot_id, v.amount, v.activates_at, v.expires_at, v.sub_balance);
  }
  void Add(const Redemption& v) {
    (*this)(v.unit, v.amount, v.refused, v.available, v.lots, v.restored);
  }
  void Add(const HoldAnswer& v) {
    (*this)(v.unit, v.amount, v.refused, v.available, v.ended);
  }
  void Add(const ExpiredLot& v) { (*this)(v.expired); }
  void Add(const Recorded& v) { (*this)(v.offset); }

  uint64_t hash_ = kFnvBasis;
};

}  // namespace

// Who was never forgiven anything has the digest from before there was a list.
uint64_t Digest(const Customer& c) {
  Hasher hasher;
  if (!c.forgiven.empty()) hasher(c.forgiven);
  return hasher(c.id, c.events, c.lots_made, c.facts, c.first_at, c.latest_at,
                c.enrolled_at, c.erased, c.referrer_id, c.completed_visits,
                c.purchases, c.accounts, c.holds, c.tier)
      .
      operator()(c.lifecycle, c.measures, c.limit_uses, c.messages,
                 c.appointments, c.complaints, c.profile, c.consents, c.seen)
      .
      operator()(c.judged_at, c.referral_met, c.friends_rewarded, c.outreach)
      .hash();
}

uint64_t Digest(const DocumentKey& key, const Document& document) {
  Hasher hasher;
  hasher(key.kind, key.id, document.index());
  std::visit([&](const auto& body) { hasher(body); }, document);
  return hasher.hash();
}

}  // namespace laurel
