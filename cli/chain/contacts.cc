// Enrolment, feedback, complaints, messages: what is said between the chain and
// its clients.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/chain/street.h"
#include "engine/base/civil.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::string_view kTags[] = {"skin:dry",   "skin:oily",
                                      "skin:mixed", "hair:fine",
                                      "hair:thick", "allergy:nuts"};
constexpr std::string_view kSeasons[] = {"spring", "summer", "autumn",
                                         "winter"};
constexpr uint32_t kWinBack = 0;  // a campaign; others are year * 4 + season

std::string Birthday(Chance& chance) {
  if (chance.Percent(8)) return "";
  const auto day = DateOf(Day{
      static_cast<int32_t>(chance.Between(-5'500, 13'000))});  // 1954 to 2005
  const auto two = [](int32_t n) { return absl::StrCat(n < 10 ? "0" : "", n); };
  const std::string month_day = absl::StrCat(two(day.month), "-", two(day.day));
  return chance.Percent(10) ? absl::StrCat("--", month_day)
                            : absl::StrCat(day.year, "-", month_day);
}

uint32_t SeasonOf(Instant at) {
  const Date date = DateOf(Day{static_cast<int32_t>(at.ms / kDayMs)});
  return static_cast<uint32_t>(date.year * 4 + (date.month - 1) / 3);
}

std::string Campaign(uint32_t code) {
  if (code == kWinBack) return "we-miss-you";
  return absl::StrCat(std::string(kSeasons[code % 4]), "-", code / 4);
}

int32_t Score(Chance& chance, bool nps) {
  const uint64_t mood = chance.Below(100);
  if (nps) {
    return static_cast<int32_t>(mood < 12   ? chance.Between(0, 6)
                                : mood < 40 ? chance.Between(7, 8)
                                            : chance.Between(9, 10));
  }
  return static_cast<int32_t>(mood < 8    ? chance.Between(1, 2)
                              : mood < 45 ? chance.Between(3, 4)
                                          : 5);
}

}  // namespace

absl::Status Street::Enrol(const Errand& errand) {
  Client& client = Of(errand);
  Chance& chance = client.chance;
  if (chance.Percent(85)) {
    PlanVisit(errand.client, errand.at, chance.Between(0, 10));
  }
  if (!client.enrols) return absl::OkStatus();
  if (client.reachable) {
    Errand write = errand;
    write.kind = Errand::Kind::kWrite;
    write.at = errand.at + chance.Between(30, 200) * kDayMs;
    agenda_.Add(write);
  }
  if (chance.OneIn(900)) {
    Errand erase = errand;
    erase.kind = Errand::Kind::kErase;
    erase.at = errand.at + chance.Between(100, 600) * kDayMs;
    agenda_.Add(erase);
  }
  const std::string id = Id("e", errand.client);
  const std::string birthday = Birthday(chance);
  const std::string referrer =
      !enrolled_.empty() && chance.Percent(12)
          ? ClientId(enrolled_[chance.Below(enrolled_.size())])
          : "";
  CustomerEnrolled body;
  body.profile.birthday = birthday;
  body.profile.language = "zh";
  body.profile.home_store = kSalons[client.salon];
  if (chance.Percent(40)) body.profile.tags.push_back(chance.OneOf(kTags));
  if (client.reachable) {
    body.consents.push_back({Channel::kWechat, Purpose::kMarketing, true, 0});
  }
  body.consents.push_back({Channel::kSms, Purpose::kService, true, 0});
  body.referrer_id = referrer;
  enrolled_.push_back(errand.client);
  return Emit(errand, id, "crm", std::move(body));
}

void Street::PlanContacts(const Errand& errand) {
  Chance& chance = Of(errand).chance;
  Errand next = errand;
  if (chance.Percent(18)) {
    next.kind = Errand::Kind::kFeedback;
    next.at = errand.at + chance.Between(1, 48) * kHourMs;
    agenda_.Add(next);
  }
  if (chance.OneIn(150)) {
    next.kind = Errand::Kind::kComplaint;
    next.at = errand.at + chance.Between(1, 30) * kHourMs;
    agenda_.Add(next);
  }
}

absl::Status Street::Feedback(const Errand& errand) {
  Chance& chance = Of(errand).chance;
  const bool nps = chance.Percent(40);
  const std::string id = Id("k", errand.number);
  const std::string visit = Id("v", errand.number);
  FeedbackReceived body;
  body.feedback_id = id;
  body.visit_id = visit;
  body.kind = nps ? FeedbackKind::kNps : FeedbackKind::kRating;
  body.score = Score(chance, nps);
  return Emit(errand, id, "app", std::move(body));
}

absl::Status Street::Complain(const Errand& errand) {
  Chance& chance = Of(errand).chance;
  Errand next = errand;
  if (chance.Percent(92)) {
    next.kind = Errand::Kind::kAnswer;
    next.at = errand.at + chance.Between(1, 30) * kHourMs;
    agenda_.Add(next);
  }
  const std::string id = Id("c", errand.number);
  const Severity severity = chance.OneIn(5) ? Severity::kHigh : Severity::kLow;
  return Emit(errand, id, "crm", ComplaintOpened{id, severity});
}

absl::Status Street::Answer(const Errand& errand) {
  Errand next = errand;
  next.kind = Errand::Kind::kResolve;
  next.at = errand.at + Of(errand).chance.Between(2, 60) * kHourMs;
  agenda_.Add(next);
  const std::string complaint = Id("c", errand.number);
  const std::string id = Id("ca", errand.number);
  return Emit(errand, id, "crm", ComplaintAnswered{complaint, "called back"});
}

// Half of them with some points, as a gesture.
absl::Status Street::Resolve(const Errand& errand) {
  const std::string complaint = Id("c", errand.number);
  const std::string id = Id("cr", errand.number);
  RETURN_IF_ERROR(
      Emit(errand, id, "crm", ComplaintResolved{complaint, "settled"}));
  if (Of(errand).chance.OneIn(2)) return absl::OkStatus();
  const std::string gesture = Id("g", errand.number);
  UnitsAdjusted body;
  body.adjustment_id = gesture;
  body.unit = "points";
  body.amount = 200;
  body.reason = "goodwill";
  return Emit(errand, gesture, "crm", body);
}

// About twice a year; those who have not come for long are asked back, and
// some do.
absl::Status Street::WriteTo(const Errand& errand) {
  Client& client = Of(errand);
  Errand next = errand;
  next.at = errand.at + client.chance.Between(120, 220) * kDayMs;
  agenda_.Add(next);
  const bool away = client.last_visit.ms > 0 &&
                    errand.at.ms - client.last_visit.ms > 75 * kDayMs;
  Errand sent = errand;
  sent.number = ++number_;
  sent.other = away ? kWinBack : SeasonOf(errand.at);
  if (client.chance.Percent(35)) {
    sent.kind = Errand::Kind::kOpen;
    sent.at = errand.at + client.chance.Between(1, 40) * kHourMs;
    agenda_.Add(sent);
  }
  if (away && client.stopped && client.chance.Percent(12)) {
    client.visits_left = static_cast<int16_t>(client.chance.Between(1, 6));
    PlanVisit(errand.client, errand.at, client.chance.Between(2, 12));
  }
  const std::string id = Id("m", sent.number);
  const std::string campaign = Campaign(sent.other);
  return Emit(
      errand, id, "campaigns",
      MessageSent{{id, Channel::kWechat, campaign, Purpose::kMarketing, ""}});
}

absl::Status Street::Open(const Errand& errand) {
  const std::string message = Id("m", errand.number);
  const std::string id = Id("mo", errand.number);
  const std::string campaign = Campaign(errand.other);
  return Emit(errand, id, "campaigns",
              MessageOpened{{message, Channel::kWechat, campaign,
                             Purpose::kMarketing, ""}});
}

absl::Status Street::Erase(const Errand& errand) {
  Of(errand).visits_left = 0;
  const std::string id = Id("er", errand.client);
  return Emit(errand, id, "crm", CustomerErased{"asked for it"});
}

}  // namespace laurel
