#include "engine/domain/conditions.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/civil.h"
#include "engine/domain/basket.h"

namespace laurel {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

bool SameWord(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

bool OneOfWords(const std::vector<std::string>& wanted, std::string_view word) {
  return wanted.empty() ||
         std::any_of(wanted.begin(), wanted.end(),
                     [&](const auto& w) { return SameWord(w, word); });
}

std::string_view ChannelOf(const FactBody& body) {
  if (const auto* sale = std::get_if<PaymentCaptured>(&body)) {
    return sale->channel;
  }
  if (const auto* visit = std::get_if<VisitCompleted>(&body)) {
    return visit->channel;
  }
  if (const auto* booked = std::get_if<AppointmentBooked>(&body)) {
    return booked->channel;
  }
  return {};
}

std::string_view StaffOf(const FactBody& body) {
  if (const auto* sale = std::get_if<PaymentCaptured>(&body)) {
    return sale->staff_id;
  }
  if (const auto* visit = std::get_if<VisitCompleted>(&body)) {
    return visit->staff_id;
  }
  if (const auto* booked = std::get_if<AppointmentBooked>(&body)) {
    return booked->staff_id;
  }
  return {};
}

bool TendersHold(const Conditions& when, const FactBody& body) {
  if (when.tenders == 0) return true;
  const auto* sale = std::get_if<PaymentCaptured>(&body);
  return sale != nullptr &&
         std::any_of(sale->tenders.begin(), sale->tenders.end(),
                     [&](const Tender& tender) {
                       return (when.tenders & Bit(tender.kind)) != 0;
                     });
}

bool ScoreHolds(const Conditions& when, const FactBody& body) {
  if (!when.score_at_least.has_value()) return true;
  const auto* feedback = std::get_if<FeedbackReceived>(&body);
  return feedback != nullptr && feedback->score >= *when.score_at_least;
}

// ---- Times ------------------------------------------------------------------

struct MonthDay {
  int32_t month = 0;
  int32_t day = 0;
};

// "1990-03-14" or "--03-14".
std::optional<MonthDay> ParseBirthday(std::string_view text) {
  if (text.size() < 5) return std::nullopt;
  const std::string_view tail = text.substr(text.size() - 5);
  MonthDay result;
  const auto number = [](std::string_view digits, int32_t* out) {
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), *out);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (tail[2] != '-' || !number(tail.substr(0, 2), &result.month) ||
      !number(tail.substr(3), &result.day)) {
    return std::nullopt;
  }
  return result;
}

Day KeptIn(const MonthDay& born, int32_t year) {
  const int32_t day = std::min(born.day, DaysInMonth(year, born.month));
  return DayOf(Date{year, born.month, day});
}

bool BirthdayHolds(Conditions::Birthday wanted, std::string_view birthday,
                   Day today) {
  if (wanted == Conditions::Birthday::kNone) return true;
  const auto born = ParseBirthday(birthday);
  if (!born || born->month < 1 || born->month > 12) return false;
  const Date date = DateOf(today);
  switch (wanted) {
    case Conditions::Birthday::kMonth:
      return born->month == date.month;
    case Conditions::Birthday::kDay:
      return KeptIn(*born, date.year) == today;
    default:
      break;
  }
  // The week from Monday to Sunday that the birthday is in; it may lie over
  // the end of a year.
  const Day monday = today - WeekdayOf(today);
  for (int32_t year : {date.year - 1, date.year, date.year + 1}) {
    const Day day = KeptIn(*born, year);
    if (day >= monday && day < monday + 7) return true;
  }
  return false;
}

bool TimesHold(const Conditions& when, const Circumstances& asked) {
  if (when.weekdays == 0 && when.from_ms == when.to_ms &&
      when.from_day == kNoDay && when.to_day == kNoDay &&
      when.birthday == Conditions::Birthday::kNone) {
    return true;
  }
  const Zone& zone = asked.program.ZoneOf(asked.fact.store_id);
  const Day today = DayOf(asked.fact.occurred_at, zone);
  if (when.weekdays != 0 && (when.weekdays >> WeekdayOf(today) & 1) == 0) {
    return false;
  }
  if (when.from_ms != when.to_ms) {
    const int64_t now = TimeOfDayMs(asked.fact.occurred_at, zone);
    const bool inside = when.from_ms < when.to_ms
                            ? now >= when.from_ms && now < when.to_ms
                            : now >= when.from_ms || now < when.to_ms;
    if (!inside) return false;
  }
  if (when.from_day != kNoDay && today < when.from_day) return false;
  if (when.to_day != kNoDay && today > when.to_day) return false;
  return BirthdayHolds(when.birthday, asked.customer.profile.birthday, today);
}

// This visit or purchase is included in the count.
bool CountsHold(const Conditions& when, const Circumstances& asked) {
  const FactBody& body = asked.fact.body;
  const uint32_t visits = asked.customer.completed_visits +
                          std::holds_alternative<VisitCompleted>(body);
  if (when.visit_number != 0 && visits != when.visit_number) return false;
  if (when.every_nth_visit != 0 &&
      (visits == 0 || visits % when.every_nth_visit != 0)) {
    return false;
  }
  if (!when.first_purchase) return true;
  const auto* sale = std::get_if<PaymentCaptured>(&body);
  return sale != nullptr && IsPurchase(*sale) && asked.customer.purchases == 0;
}

// One of the categories asked for is that of the occasion, or of a visit.
bool CategoriesHold(const Conditions& when, const OccasionAsked& asked) {
  if (when.categories.empty()) return true;
  if (!asked.category.empty()) return OneOf(when.categories, asked.category);
  if (asked.categories != nullptr && !asked.categories->empty()) {
    return std::any_of(
        asked.categories->begin(), asked.categories->end(),
        [&](const auto& c) { return OneOf(when.categories, c); });
  }
  const auto& visited = asked.customer.lifecycle.categories;
  return std::any_of(visited.begin(), visited.end(), [&](const auto& c) {
    return OneOf(when.categories, c.category);
  });
}

bool InSegment(std::string_view name, const OccasionAsked& asked) {
  const auto& segments = asked.program.segments;
  return std::any_of(segments.begin(), segments.end(), [&](const auto& s) {
    return s.name == name && HoldForOccasion(s.when, asked);
  });
}

}  // namespace

std::optional<Day> BirthdayIn(std::string_view birthday, int32_t year) {
  const auto born = ParseBirthday(birthday);
  if (!born || born->month < 1 || born->month > 12) return std::nullopt;
  return KeptIn(*born, year);
}

bool HoldForOccasion(const Conditions& when, const OccasionAsked& asked) {
  const Customer& customer = asked.customer;
  if (when.stages != 0 && (when.stages & Bit(customer.lifecycle.stage)) == 0) {
    return false;
  }
  if (!OneOf(when.tiers, customer.tier.name) ||
      !OneOf(when.stores, asked.store) || !CategoriesHold(when, asked)) {
    return false;
  }
  if (when.birthday != Conditions::Birthday::kNone &&
      !BirthdayHolds(when.birthday, customer.profile.birthday,
                     DayOf(asked.at, asked.program.ZoneOf(asked.store)))) {
    return false;
  }
  return when.segments.empty() ||
         std::any_of(when.segments.begin(), when.segments.end(),
                     [&](const auto& name) { return InSegment(name, asked); });
}

bool Hold(const Conditions& when, const Circumstances& asked) {
  if (when.stages != 0 &&
      (when.stages & Bit(asked.customer.lifecycle.stage)) == 0) {
    return false;
  }
  return OneOf(when.tiers, asked.tier) &&
         OneOf(when.stores, asked.fact.store_id) &&
         (when.staff.empty() || OneOf(when.staff, StaffOf(asked.fact.body))) &&
         (when.channels.empty() ||
          OneOfWords(when.channels, ChannelOf(asked.fact.body))) &&
         TendersHold(when, asked.fact.body) &&
         ScoreHolds(when, asked.fact.body) && TimesHold(when, asked) &&
         CountsHold(when, asked);
}

bool MatchesServices(const Conditions& when, const VisitCompleted& visit) {
  if (when.categories.empty() && when.skus.empty()) return true;
  return std::any_of(visit.services.begin(), visit.services.end(),
                     [&](const Service& service) {
                       return OneOf(when.categories, service.category) &&
                              OneOf(when.skus, service.sku);
                     });
}

}  // namespace laurel
