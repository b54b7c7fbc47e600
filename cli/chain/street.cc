#include "cli/chain/street.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/civil.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr int64_t kOffsetMs = 8 * kHourMs;  // Shanghai has no clock changes
constexpr int kStrangersADay = 3;           // of each salon

Instant StartOf(Instant at) {
  const int64_t local = at.ms + kOffsetMs;
  return Instant{local - local % kDayMs - kOffsetMs};
}

}  // namespace

Instant OpeningHour(Instant from, int64_t days, Chance& chance) {
  Instant day = StartOf(from) + days * kDayMs;
  const int weekday =
      WeekdayOf(Day{static_cast<int32_t>((day.ms + kOffsetMs) / kDayMs)});
  if (weekday < 4 && chance.Percent(40)) day = day + (4 - weekday) * kDayMs;
  return day + 10 * kHourMs + chance.Between(0, 21) * 30 * kMinuteMs +
         chance.Between(0, 240) * kSecondMs;
}

Street::Street(const ChainOptions& options, TakeFact take)
    : options_(options),
      begin_(StartOf(options.end) - options.days * kDayMs),
      chance_(options.seed),
      journal_(Chance(chance_.Next()), std::move(take)) {}

int32_t Street::QuarterOf(Instant at) const {
  return static_cast<int32_t>((at.ms - begin_.ms) / (91 * kDayMs));
}

std::string Street::Id(std::string_view prefix, uint32_t number) const {
  std::string digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return absl::StrCat(std::string(prefix), "-", digits);
}

// A third were clients when the history begins; the rest come evenly.
void Street::PlanArrivals() {
  clients_.reserve(options_.clients);
  const int64_t first_weeks = std::min<int64_t>(56, options_.days / 4);
  for (uint32_t client = 0; client < options_.clients; ++client) {
    clients_.push_back(MakeClient(chance_));
    const int64_t day = chance_.OneIn(3) ? chance_.Between(0, first_weeks)
                                         : chance_.Between(0, options_.days);
    agenda_.Add({.at = OpeningHour(begin_, day, chance_),
                 .kind = Errand::Kind::kEnrol,
                 .client = client});
  }
}

void Street::PlanStrangers() {
  for (uint32_t salon = 0; salon < kSalonCount; ++salon) {
    for (int i = 0; i < kStrangersADay; ++i) {
      agenda_.Add({.at = OpeningHour(begin_, 0, chance_),
                   .kind = Errand::Kind::kStranger,
                   .client = salon});
    }
  }
}

absl::Status Street::Run() {
  PlanArrivals();
  PlanStrangers();
  while (!agenda_.empty()) {
    const Errand errand = agenda_.Take();
    if (errand.at > options_.end) break;
    RETURN_IF_ERROR(journal_.CatchUp(errand.at));
    RETURN_IF_ERROR(Do(errand));
  }
  return journal_.CatchUp(options_.end);
}

absl::Status Street::Do(const Errand& errand) {
  switch (errand.kind) {
    case Errand::Kind::kEnrol:
      return Enrol(errand);
    case Errand::Kind::kBook:
      return Book(errand);
    case Errand::Kind::kReschedule:
      return Reschedule(errand);
    case Errand::Kind::kCancel:
      return Cancel(errand);
    case Errand::Kind::kMiss:
      return Miss(errand);
    case Errand::Kind::kCheckout:
      return Checkout(errand);
    case Errand::Kind::kPayHeld:
      return PayHeld(errand);
    case Errand::Kind::kFeedback:
      return Feedback(errand);
    case Errand::Kind::kRefund:
      return Refund(errand);
    case Errand::Kind::kComplaint:
      return Complain(errand);
    case Errand::Kind::kAnswer:
      return Answer(errand);
    case Errand::Kind::kResolve:
      return Resolve(errand);
    case Errand::Kind::kWrite:
      return WriteTo(errand);
    case Errand::Kind::kOpen:
      return Open(errand);
    case Errand::Kind::kStranger:
      return Stranger(errand);
    case Errand::Kind::kMistake:
      return Mistake(errand);
    case Errand::Kind::kErase:
      return Erase(errand);
  }
  return absl::InternalError("an errand of no kind");
}

absl::Status Street::Emit(const Errand& errand, std::string_view id,
                          std::string_view source, FactBody body,
                          Instant occurred_at) {
  const std::string customer = ClientId(errand.client);
  const int salon = Of(errand).salon;
  const bool at_till = source == kAtTill;
  Fact fact;
  fact.id = id;
  fact.source = at_till ? kTills[salon] : source;
  fact.customer_id = customer;
  fact.occurred_at = occurred_at == kNever ? errand.at : occurred_at;
  if (at_till) fact.store_id = kSalons[salon];
  fact.body = std::move(body);
  return journal_.Write(std::move(fact), errand.at, at_till ? salon : -1);
}

std::string ClientId(uint32_t client) {
  constexpr size_t kNames = std::size(kGivenNames);
  std::string digits = std::to_string(client);
  if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
  // Neighbours get different names.
  return absl::StrCat(std::string(kGivenNames[client * 7 % kNames]), "-",
                      digits);
}

absl::Status MakeChain(const ChainOptions& options, TakeFact take) {
  return Street(options, std::move(take)).Run();
}

}  // namespace laurel
