// Appointments and visits.
#include <algorithm>

#include "cli/chain/street.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::string_view kChannels[] = {"app", "phone", "walk_in"};
constexpr int64_t kTreatmentMs = 75 * kMinuteMs;

uint8_t PickChannel(Client& client) {
  if (client.chance.Percent(18)) return 2;
  return client.app && client.chance.Percent(75) ? 0 : 1;
}

Service ServiceOf(const Article& article) {
  return {article.sku, article.category};
}

}  // namespace

void Street::PlanVisit(uint32_t number, Instant from, int64_t days) {
  Client& client = clients_[number];
  Errand errand;
  errand.client = number;
  errand.channel = PickChannel(client);
  errand.visit_at =
      OpeningHour(from, std::max<int64_t>(days, 1), client.chance);
  const int64_t lead = client.chance.Between(
      1, std::max<int64_t>(1, std::min<int64_t>(days - 1, 10)));
  errand.kind = Errand::Kind::kBook;
  errand.at = errand.visit_at - lead * kDayMs +
              client.chance.Between(-90, 90) * kMinuteMs;
  if (errand.channel == 2 || errand.at <= from) {
    errand.channel = 2;
    errand.kind = Errand::Kind::kCheckout;
    errand.at = errand.visit_at + kTreatmentMs;
  }
  client.stopped = false;
  agenda_.Add(errand);
}

// After a visit: the next one, or none for a long time.
void Street::PlanNextVisit(const Errand& errand) {
  Client& client = Of(errand);
  int64_t days = NextGapDays(client);
  if (--client.visits_left <= 0) {
    client.stopped = true;
    if (client.habit != Habit::kReturning) return;
    client.habit = Habit::kRegular;
    client.visits_left = static_cast<int16_t>(client.chance.Between(4, 14));
    days = client.chance.Between(140, 230);
  }
  PlanVisit(errand.client, errand.at, days);
}

absl::Status Street::Book(const Errand& errand) {
  Client& client = Of(errand);
  Errand booked = errand;
  booked.number = ++number_;
  const std::string id = Id("a", booked.number);
  AppointmentBooked body;
  body.appointment_id = id;
  body.starts_at = errand.visit_at;
  body.services.push_back(ServiceOf(client.chance.OneOf(kServices)));
  body.channel = kChannels[errand.channel];
  PlanOutcome(booked);
  return Emit(errand, id, "booking", body);
}

void Street::PlanOutcome(const Errand& errand) {
  Chance& chance = Of(errand).chance;
  Errand next = errand;
  const int64_t ahead_ms = errand.visit_at.ms - errand.at.ms;
  const uint64_t roll = chance.Below(100);
  if (roll < 14) {
    next.kind = roll < 8 ? Errand::Kind::kReschedule : Errand::Kind::kCancel;
    next.other = static_cast<uint32_t>(chance.Between(1, 5));
    next.at = errand.at + chance.Between(ahead_ms / 8, ahead_ms * 7 / 8);
  } else if (roll < 18) {
    next.kind = Errand::Kind::kMiss;
    next.at = errand.visit_at + 30 * kMinuteMs;
  } else {
    next.kind = Errand::Kind::kCheckout;
    next.other = errand.number;
    next.at = errand.visit_at + kTreatmentMs;
  }
  agenda_.Add(next);
}

absl::Status Street::Reschedule(const Errand& errand) {
  Errand moved = errand;
  moved.visit_at =
      OpeningHour(errand.visit_at, errand.other, Of(errand).chance);
  moved.kind = Errand::Kind::kCheckout;
  moved.other = errand.number;
  moved.at = moved.visit_at + kTreatmentMs;
  agenda_.Add(moved);
  const std::string id = Id("a", errand.number);
  const std::string fact_id = Id("ar", errand.number);
  return Emit(errand, fact_id, "booking",
              AppointmentRescheduled{id, moved.visit_at});
}

absl::Status Street::Cancel(const Errand& errand) {
  PlanVisit(errand.client, errand.visit_at, Of(errand).chance.Between(3, 12));
  const std::string id = Id("a", errand.number);
  const std::string fact_id = Id("ac", errand.number);
  return Emit(errand, fact_id, "booking", AppointmentCancelled{id});
}

absl::Status Street::Miss(const Errand& errand) {
  if (Of(errand).chance.Percent(70)) {
    PlanVisit(errand.client, errand.at, Of(errand).chance.Between(4, 20));
  } else {
    Of(errand).stopped = true;
  }
  const std::string id = Id("a", errand.number);
  const std::string fact_id = Id("am", errand.number);
  return Emit(errand, fact_id, "booking", AppointmentMissed{id});
}

absl::Status Street::Complete(const Errand& errand, const Basket& basket) {
  Client& client = Of(errand);
  const std::string id = Id("v", errand.number);
  const std::string appointment =
      errand.other == 0 ? "" : Id("a", errand.other);
  const std::string staff =
      Id(kSalons[client.salon],
         static_cast<uint32_t>(client.chance.Below(kStaffPerSalon)) + 1);
  VisitCompleted body;
  body.visit_id = id;
  body.appointment_id = appointment;
  for (const Basket::Item& item : basket.items) {
    if (item.article.kind == LineKind::kService) {
      body.services.push_back(ServiceOf(item.article));
    }
  }
  body.staff_id = staff;
  body.channel = kChannels[errand.channel];
  return Emit(errand, id, kAtTill, std::move(body), errand.at - 4 * kMinuteMs);
}

// The visit, what they pay with, and what comes of it.
absl::Status Street::Checkout(const Errand& planned) {
  Errand errand = planned;
  errand.number = ++number_;
  Client& client = Of(errand);
  ++client.visits;
  client.last_visit = errand.at;
  const Basket basket = Choose(client);
  RETURN_IF_ERROR(Complete(errand, basket));
  PlanContacts(errand);
  PlanMistake(errand);
  PlanNextVisit(errand);
  const int64_t points = client.purse.Points(QuarterOf(errand.at));
  const uint64_t roll = client.chance.Below(100);
  if (client.gold && roll < 60) return PayWithVoucher(errand, basket);
  if (client.enrols && points >= 600 && roll < 35) {
    return roll < 5 ? HoldPoints(errand, basket)
                    : PayWithPoints(errand, basket);
  }
  if (client.enrols && roll < 38 && client.visits > 2) {
    return AskForTooMuch(errand, basket);
  }
  return Pay(errand, basket, TenderKind::kUnspecified, 0);
}

}  // namespace laurel
