#include <algorithm>

#include "engine/base/hash.h"
#include "engine/domain/basket.h"
#include "engine/domain/evolve.h"
#include "engine/domain/outreach.h"
#include "engine/domain/seen.h"
#include "engine/domain/series.h"

namespace laurel {
namespace {

const Zone kUtc;

// ---- Visits and purchases ---------------------------------------------------

void CountVisitDay(Lifecycled& life, Instant at, Day day) {
  if (life.last_visit_at == kNever || at > life.last_visit_at) {
    life.last_visit_at = at;
  }
  if (life.first_visit == kNoDay || day < life.first_visit) {
    life.first_visit = day;
  }
  // A day before all that are kept is counted, once, and not kept.
  const auto place = std::lower_bound(life.days.begin(), life.days.end(), day);
  if (place != life.days.end() && *place == day) return;
  life.days.insert(place, day);
  ++life.visit_days;
}

void CountStoreVisit(Measures& measures, Day day, std::string_view store) {
  const StoreVisit visit{day, Fnv1a64(store)};
  auto& visits = measures.visits;
  const auto place = std::lower_bound(visits.begin(), visits.end(), visit);
  if (place != visits.end() && *place == visit) return;
  visits.insert(place, visit);
  ++measures.visits_ever;
}

void CountCategories(Lifecycled& life, const VisitCompleted& visit, Instant at,
                     Day day) {
  for (const Service& service : visit.services) {
    if (service.category.empty()) continue;
    auto found = std::find_if(
        life.categories.begin(), life.categories.end(),
        [&](const auto& c) { return c.category == service.category; });
    if (found == life.categories.end()) {
      found = life.categories.insert(found, CategoryVisits());
      found->category = service.category;
    }
    found->last_at = std::max(found->last_at, at);
    auto& days = found->days;
    const auto place = std::lower_bound(days.begin(), days.end(), day);
    if (place != days.end() && *place == day) continue;
    days.insert(place, day);
    ++found->visit_days;
    if (days.size() > kGapDays) days.erase(days.begin());
  }
}

template <typename Services>
std::vector<std::string> CategoriesOf(const Services& services) {
  std::vector<std::string> categories;
  for (const Service& service : services) {
    if (!service.category.empty()) categories.emplace_back(service.category);
  }
  return categories;
}

// ---- What was sold, and paid back -------------------------------------------

// What it counts as spend.
int64_t Sell(Documents& documents, const Fact& fact,
             const PaymentCaptured& body, Day day) {
  Payment& payment =
      documents.Put(DocumentKind::kPayment, body.payment_id, Payment());
  payment.occurred_at = fact.occurred_at;
  payment.day = day;
  int64_t spend = 0;
  for (const Line& line : body.lines) {
    payment.currency = line.amount.currency;
    if (CountsAsSpend(line.kind)) spend += line.amount.minor;
    SoldLine& sold = payment.lines.emplace_back();
    sold.line_id = line.line_id;
    sold.sku = line.sku;
    sold.category = line.category;
    sold.kind = line.kind;
    sold.quantity = line.quantity;
    sold.unit = line.unit;
    sold.amount = line.amount.minor;
  }
  return spend;
}

// What of its spend came back, and on which day that had counted.
DayAmount PayBack(Documents& documents, const PaymentRefunded& body) {
  auto* payment =
      documents.Change<Payment>(DocumentKind::kPayment, body.payment_id);
  if (payment == nullptr) return {};
  const int64_t before = RemainingSpend(*payment);
  for (const RefundLine& refunded : body.lines) {
    for (SoldLine& line : payment->lines) {
      if (line.line_id == refunded.line_id) {
        line.refunded += refunded.amount.minor;
      }
    }
  }
  if (body.has_amount) payment->refunded_amount += body.amount.minor;
  return {payment->day, before - RemainingSpend(*payment)};
}

// Of an erased customer, so that no more is refunded than was sold.
struct ErasedFold {
  Documents& documents;
  const Fact& fact;
  Day day;

  void operator()(const PaymentCaptured& body) const {
    Sell(documents, fact, body, day);
  }
  void operator()(const PaymentRefunded& body) const {
    PayBack(documents, body);
  }
  template <typename Body>
  void operator()(const Body&) const {}
};

// ---- One function a body ----------------------------------------------------

struct FactFold {
  Customer& customer;
  Documents& documents;
  const Fact& fact;
  const Moment& moment;
  Day day;

  void operator()(const PaymentCaptured& body) const {
    const int64_t spend = Sell(documents, fact, body, day);
    AddOn(customer.measures.spend, day, spend);
    customer.measures.spend_ever += spend;
    if (IsPurchase(body)) {
      ++customer.purchases;
      CountVisitDay(customer.lifecycle, fact.occurred_at, day);
    }
  }

  void operator()(const VisitCompleted& body) const {
    ++customer.completed_visits;
    CountStoreVisit(customer.measures, day, fact.store_id);
    CountVisitDay(customer.lifecycle, fact.occurred_at, day);
    CountCategories(customer.lifecycle, body, fact.occurred_at, day);
    EraseAppointment(body.appointment_id);
    Remember(CueKind::kVisited, body.visit_id, &body.services);
  }

  void operator()(const PaymentRefunded& body) const {
    const DayAmount back = PayBack(documents, body);
    AddOn(customer.measures.spend, back.day, -back.amount);
    customer.measures.spend_ever -= back.amount;
  }

  void operator()(const CustomerEnrolled& body) const {
    if (customer.enrolled_at == kNever) customer.enrolled_at = fact.occurred_at;
    if (customer.referrer_id.empty()) customer.referrer_id = body.referrer_id;
    Replace(body.profile);
    for (const ConsentView& consent : body.consents) Replace(consent);
  }

  void operator()(const ProfileUpdated& body) const {
    for (std::string_view field : body.clear) Clear(field);
    Replace(body.profile);
  }

  void operator()(const ConsentChanged& body) const { Replace(body.consent); }

  void operator()(const CustomerErased&) const {
    customer.erased = true;
    customer.profile = {};
    customer.consents.clear();
    customer.messages.clear();
    customer.appointments.clear();
    customer.outreach = {};
  }

  // Of two assignments, withdrawals, reschedulings the later one counts, also
  // where it was learned of first.
  void operator()(const TierAssigned& body) const {
    if (fact.occurred_at < customer.tier.assigned_at) return;
    customer.tier.assigned_at = fact.occurred_at;
    customer.tier.assigned = body.mode;
    customer.tier.assigned_tier = body.tier;
    customer.tier.assigned_until = body.until;
  }

  void operator()(const AppointmentBooked& body) const {
    customer.appointments.push_back({std::string(body.appointment_id),
                                     body.starts_at, std::string(fact.store_id),
                                     CategoriesOf(body.services), kEarliest});
    Remember(CueKind::kBooked, body.appointment_id, &body.services);
  }
  void operator()(const AppointmentRescheduled& body) const {
    for (Appointment& appointment : customer.appointments) {
      if (appointment.appointment_id != body.appointment_id) continue;
      if (fact.occurred_at < appointment.moved_at) continue;
      appointment.starts_at = body.starts_at;
      appointment.moved_at = fact.occurred_at;
    }
  }
  void operator()(const AppointmentCancelled& body) const {
    EraseAppointment(body.appointment_id);
  }
  void operator()(const AppointmentMissed& body) const {
    EraseAppointment(body.appointment_id);
  }

  void operator()(const ComplaintOpened& body) const {
    customer.complaints.push_back(
        {std::string(body.complaint_id), fact.occurred_at});
  }
  void operator()(const ComplaintAnswered& body) const {
    for (Complaint& complaint : customer.complaints) {
      if (complaint.complaint_id == body.complaint_id)
        complaint.answered = true;
    }
  }
  void operator()(const ComplaintResolved& body) const {
    std::erase_if(customer.complaints, [&](const Complaint& complaint) {
      return complaint.complaint_id == body.complaint_id;
    });
    Remember(CueKind::kResolved, body.complaint_id);
  }

  void operator()(const MessageSent& body) const {
    auto& messages = customer.messages;
    const SentMessage sent{fact.occurred_at, std::string(body.message_id),
                           std::string(body.campaign)};
    messages.insert(std::upper_bound(messages.begin(), messages.end(), sent,
                                     [](const auto& a, const auto& b) {
                                       return a.at < b.at;
                                     }),
                    sent);
    RememberContact(customer, moment.program,
                    {fact.occurred_at, HashOfOutreach(body.outreach_id),
                     body.purpose, Bit(body.channel)});
    for (Consent& consent : customer.consents) {
      if (consent.channel == body.channel && consent.purpose == body.purpose &&
          consent.count > 0 && --consent.count == 0) {
        consent.granted = false;
      }
    }
  }

  // Answered by derived events, or known by their identity alone.
  template <typename Body>
  void operator()(const Body&) const {}

  void Remember(
      CueKind kind, std::string_view ref,
      const absl::InlinedVector<Service, 2>* services = nullptr) const {
    Cue cue{kind,   fact.occurred_at, moment.clock,
            kNever, std::string(ref), std::string(fact.store_id),
            {}};
    if (services != nullptr) cue.categories = CategoriesOf(*services);
    RememberCue(customer, moment.program, std::move(cue));
  }

  void EraseAppointment(std::string_view id) const {
    std::erase_if(customer.appointments, [&](const Appointment& appointment) {
      return appointment.appointment_id == id;
    });
  }

  void Replace(const ProfileView& profile) const {
    const auto set = [](std::string& field, std::string_view value) {
      if (!value.empty()) field = value;
    };
    set(customer.profile.birthday, profile.birthday);
    set(customer.profile.language, profile.language);
    set(customer.profile.home_store, profile.home_store);
    set(customer.profile.person_ref, profile.person_ref);
    if (!profile.tags.empty()) {
      customer.profile.tags.assign(profile.tags.begin(), profile.tags.end());
    }
  }

  void Clear(std::string_view field) const {
    if (field == "birthday") customer.profile.birthday.clear();
    if (field == "language") customer.profile.language.clear();
    if (field == "home_store") customer.profile.home_store.clear();
    if (field == "person_ref") customer.profile.person_ref.clear();
    if (field == "tags") customer.profile.tags.clear();
  }

  void Replace(const ConsentView& view) const {
    const Consent consent{view.channel, view.purpose, view.granted, view.count,
                          fact.occurred_at};
    for (Consent& existing : customer.consents) {
      if (existing.channel == view.channel &&
          existing.purpose == view.purpose) {
        if (consent.at >= existing.at) existing = consent;
        return;
      }
    }
    customer.consents.push_back(consent);
  }
};

// A business id that led to nothing: of an erased customer, or before the
// first program. Its document is of its kind all the same.
void PutUnanswered(Documents& documents, const BusinessId& business,
                   int64_t offset) {
  HoldAnswer ended;
  ended.ended = true;
  switch (business.kind) {
    case DocumentKind::kPayment:
      documents.Put(business.kind, business.id, Payment{});
      break;
    case DocumentKind::kRedemption:
      documents.Put(business.kind, business.id, Redemption{});
      break;
    case DocumentKind::kHold:
      documents.Put(business.kind, business.id, std::move(ended));
      break;
    default:
      documents.Put(business.kind, business.id, Recorded{offset});
      break;
  }
}

void RememberFact(Customer& customer, Documents& documents, const Fact& fact,
                  const Moment& moment) {
  const std::string identity = IdentityOf(fact.source, fact.id);
  documents.Put(DocumentKind::kSeen, identity,
                SeenFact{moment.offset, fact.fingerprint});
  Remember(customer, DocumentKind::kSeen, identity);
  const BusinessId business = BusinessIdOf(fact);
  if (business.id.empty()) return;
  Remember(customer, business.kind, business.id);
  if (!documents.Has(business.kind, business.id)) {
    PutUnanswered(documents, business, moment.offset);
  }
}

}  // namespace

const Zone& Moment::zone() const {
  return program == nullptr ? kUtc : program->zone;
}

Moment MomentOf(const RecordedFact& cause, Instant clock,
                const Program* program) {
  Moment moment{clock, cause.offset, program, {}};
  if (const auto* sale = std::get_if<PaymentCaptured>(&cause.fact.body)) {
    moment.payment_id = sale->payment_id;
  }
  return moment;
}

void Evolve(Customer& customer, Documents& documents, const Fact& fact,
            const Moment& moment) {
  ++customer.facts;
  if (fact.occurred_at < customer.first_at)
    customer.first_at = fact.occurred_at;
  if (fact.occurred_at > customer.latest_at) {
    customer.latest_at = fact.occurred_at;
  }
  const Day day = DayOf(fact.occurred_at, moment.zone());
  if (customer.erased) {
    std::visit(ErasedFold{documents, fact, day}, fact.body);
  } else {
    std::visit(FactFold{customer, documents, fact, moment, day}, fact.body);
  }
  RememberFact(customer, documents, fact, moment);
  customer.judged_at = std::max(customer.judged_at, moment.clock);
}

void Evolve(Documents& documents, const SaleTerms& terms, const Fact& fact) {
  const auto* sale = std::get_if<PaymentCaptured>(&fact.body);
  if (sale == nullptr) return;
  auto* payment =
      documents.Change<Payment>(DocumentKind::kPayment, sale->payment_id);
  if (payment != nullptr) payment->terms = terms;
}

}  // namespace laurel
