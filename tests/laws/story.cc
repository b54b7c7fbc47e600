#include "tests/laws/story.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/base/status.h"
#include "engine/codec/fact_codec.h"

namespace laurel {
namespace {

constexpr Instant kFirst{1'704'038'400'000};  // 2024-01-01T00:00+08:00
const Currency kYuan = Currency::Of("CNY");

constexpr std::array<std::string_view, 4> kPeople = {"ada", "bo", "cy", "di"};
constexpr std::array<std::string_view, 4> kCategories = {"hair", "nails",
                                                         "cleansing", ""};
constexpr std::array<std::string_view, 6> kUnits = {
    "points", "stars", "eye-care", "growth", "wallet", "nothing"};
constexpr std::array<std::string_view, 4> kLineIds = {"1", "2", "3", "4"};
constexpr std::array<std::string_view, 4> kTiers = {"gold", "silver", "black",
                                                    "nothing"};
constexpr std::array<std::string_view, 3> kStores = {"s-1", "s-2", ""};

constexpr std::array<std::string_view, 3> kLoaded = {"wallet", "massages",
                                                     "wallet"};

template <typename List>
auto Of(const List& list, int64_t n) {
  return list[static_cast<uint64_t>(n) % list.size()];
}

// From 1000 on a pick is about what lines load.
std::string_view UnitOf(int64_t pick, bool usually_points) {
  if (pick >= 1000) return Of(kLoaded, pick);
  return Of(kUnits, usually_points ? 0 : pick);
}

// What a customer has done so far, for later moves to name.
struct Past {
  std::vector<size_t> facts;     // entries
  std::vector<size_t> payments;  // entries
  std::vector<std::string_view> redemptions, holds, complaints, appointments,
      messages;
};

class Teller {
 public:
  explicit Teller(const History& history) : history_(history) {}

  absl::StatusOr<Story> Run() {
    now_ = kFirst + std::clamp<int64_t>(history_.start_ms, 0, 3000 * kDayMs);
    if (history_.programs.empty()) {
      RETURN_IF_ERROR(Publish(0));
    }
    for (const Move& move : history_.moves) {
      RETURN_IF_ERROR(TellMove(move));
    }
    story_.end = now_;
    return std::move(story_);
  }

 private:
  absl::Status Publish(int64_t ref);
  absl::Status TellMove(const Move& move);
  FactBody BodyOf(const Move& move, Past& past);
  void AddFact(const Move& move, Past& past, Fact fact);
  void TellPast(const Move& move, Past& past);

  FactBody Payment(const Move& move);
  FactBody Refund(const Move& move, const Past& past);
  FactBody Redemption(const Move& move, Past& past);
  FactBody Hold(const Move& move, Past& past);
  FactBody Adjustment(const Move& move);
  FactBody Enrolment(const Move& move);
  FactBody Assignment(const Move& move);
  FactBody Message(const Move& move, Past& past);
  FactBody Complaint(const Move& move, Past& past);
  FactBody Appointment(const Move& move, Past& past);

  // "p7": the number of the entry makes it new.
  std::string_view NewId(std::string_view prefix) {
    return Keep(std::string(prefix) + std::to_string(story_.entries.size()));
  }
  std::string_view Keep(std::string text) {
    return story_.bytes.emplace_back(std::move(text));
  }
  // Of what was done, counted back from the latest.
  static std::string_view Named(const std::vector<std::string_view>& ids,
                                int64_t ref) {
    if (ids.empty() || ref >= 1000) return "unknown";
    return ids[ids.size() - 1 - static_cast<uint64_t>(ref) % ids.size()];
  }

  const History& history_;
  Story story_;
  Instant now_;
  uint32_t version_ = 0;
  std::map<std::string_view, Past> pasts_;
};

absl::Status Teller::Publish(int64_t ref) {
  static const std::vector<YamlPatch> kNone;
  Entry entry;
  entry.kind = Entry::Kind::kPublish;
  entry.at = now_;
  entry.version = ++version_;
  const auto& programs = history_.programs;
  ASSIGN_OR_RETURN(
      entry.program,
      ProgramOf(programs.empty()
                    ? kNone
                    : programs[static_cast<uint64_t>(ref) % programs.size()]));
  story_.entries.push_back(std::move(entry));
  return absl::OkStatus();
}

// pick: of a publication, each 8th has a version that is in force already; of a
// tick, how many customers it fires.
absl::Status Teller::TellMove(const Move& move) {
  now_ = now_ + std::clamp<int64_t>(move.gap_ms, 0, 400 * kDayMs);
  // One in thirty is decided before there is a program.
  const bool early = history_.chance % 30 == 7 && story_.entries.size() < 3;
  if (version_ == 0 && !early) RETURN_IF_ERROR(Publish(0));
  if (move.deed == Deed::kPublish) {
    if (move.pick % 8 == 7 && version_ > 0) --version_;
    return Publish(move.ref + 1);
  }
  if (move.deed == Deed::kTick) {
    Entry tick;
    tick.kind = Entry::Kind::kTick;
    tick.at = now_;
    tick.most = static_cast<uint32_t>(static_cast<uint64_t>(move.pick) % 3);
    story_.entries.push_back(std::move(tick));
    return absl::OkStatus();
  }
  const bool anonymous = move.deed == Deed::kAnonymous;
  const std::string_view who = anonymous ? "" : Of(kPeople, move.who);
  Past& past = pasts_[who];
  if (move.deed == Deed::kRepeat || move.deed == Deed::kReuse ||
      move.deed == Deed::kAgain) {
    TellPast(move, past);
    return absl::OkStatus();
  }
  Fact fact;
  fact.customer_id = who;
  fact.id = NewId("f");
  fact.body = BodyOf(move, past);
  AddFact(move, past, std::move(fact));
  return absl::OkStatus();
}

// Of twenty facts one was recorded before its predecessors, and one says
// nothing of when it happened.
void Teller::AddFact(const Move& move, Past& past, Fact fact) {
  const bool forwarded = std::holds_alternative<ReferralQualified>(fact.body);
  fact.source = forwarded ? "laurel/engine" : "pos";
  fact.store_id = Of(kStores, move.pick / 3);
  if (fact.customer_id.empty()) fact.store_id = kStores[0];  // its key
  fact.recorded_at = now_;
  if (move.pick % 20 == 19) fact.recorded_at = now_ - 90 * kMinuteMs;
  const int64_t late = std::clamp<int64_t>(move.late_ms, 0, 400 * kDayMs);
  if (late > 0 || move.pick % 20 != 18) {
    fact.occurred_at = fact.recorded_at - late;
  }
  Entry entry = FactEntry(story_, fact);
  past.facts.push_back(story_.entries.size());
  if (std::holds_alternative<PaymentCaptured>(entry.fact.body)) {
    past.payments.push_back(story_.entries.size());
    story_.last_payment = static_cast<int64_t>(story_.entries.size());
  }
  story_.entries.push_back(std::move(entry));
}

void Teller::TellPast(const Move& move, Past& past) {
  if (past.facts.empty()) return;
  const auto back = static_cast<uint64_t>(move.ref) % past.facts.size();
  const size_t which = past.facts[past.facts.size() - 1 - back];
  const Fact earlier = story_.entries[which].fact;
  if (move.deed == Deed::kRepeat) {
    Fact same = earlier;
    if (move.pick % 2 == 1) same.recorded_at = now_;
    story_.entries.push_back(FactEntry(story_, same));
  } else if (move.deed == Deed::kReuse) {
    Fact other;
    other.customer_id = earlier.customer_id;
    other.id = earlier.id;
    other.body = EngagementRecorded{NewId("e"), "checked_in"};
    AddFact(move, past, std::move(other));
  } else {
    Fact other = earlier;
    other.id = NewId("f");
    AddFact(move, past, std::move(other));
  }
}

FactBody Teller::BodyOf(const Move& move, Past& past) {
  switch (move.deed) {
    case Deed::kPay:
      return Payment(move);
    case Deed::kRefund:
      return Refund(move, past);
    case Deed::kRedeem:
      return Redemption(move, past);
    case Deed::kReverse:
      return RedemptionReversed{Named(past.redemptions, move.ref),
                                move.pick % 2 == 0 ? 0 : move.amount};
    case Deed::kHold:
      return Hold(move, past);
    case Deed::kCapture:
      return HoldCaptured{Named(past.holds, move.ref),
                          move.pick % 2 == 0 ? 0 : move.amount};
    case Deed::kRelease:
      return HoldReleased{Named(past.holds, move.ref)};
    case Deed::kAdjust:
      return Adjustment(move);
    case Deed::kEnrol:
      return Enrolment(move);
    case Deed::kAssign:
      return Assignment(move);
    case Deed::kMessage:
      return Message(move, past);
    case Deed::kFeedback:
      return FeedbackReceived{
          NewId("fb"),
          "",
          move.pick % 2 == 0 ? FeedbackKind::kRating : FeedbackKind::kNps,
          static_cast<int32_t>(move.pick % 11),
          {},
          ""};
    case Deed::kComplain:
      return Complaint(move, past);
    case Deed::kConsent:
      return ConsentChanged{
          {Of(std::array{Channel::kWechat, Channel::kSms}, move.pick),
           Of(std::array{Purpose::kMarketing, Purpose::kService},
              move.pick / 2),
           move.pick % 8 < 4, move.pick % 16 == 1 ? 1u : 0u}};
    case Deed::kProfile: {
      ProfileUpdated updated;
      updated.profile.birthday = move.pick % 2 == 0 ? "1990-03-14" : "--02-29";
      return updated;
    }
    case Deed::kAppoint:
      return Appointment(move, past);
    case Deed::kEngage:
      if (move.pick % 4 == 3) return ReferralQualified{NewId("q"), "dan"};
      return EngagementRecorded{NewId("e"), "shared"};
    case Deed::kErase:
      return CustomerErased{"asked"};
    default: {  // visits, also nobody's
      VisitCompleted visit;
      visit.visit_id = NewId("v");
      visit.services.push_back({"", Of(kCategories, move.pick)});
      visit.channel = move.pick % 2 == 0 ? "app" : "desk";
      return visit;
    }
  }
}

// A line's `what` is its kind, category, sku and quantity; of one payment in
// fifty the money is dollars, and one amount in fifty is negative.
FactBody Teller::Payment(const Move& move) {
  PaymentCaptured payment;
  payment.payment_id = NewId("p");
  payment.channel = move.pick % 2 == 0 ? "app" : "desk";
  const Currency currency = move.pick % 50 == 49 ? Currency::Of("USD") : kYuan;
  for (const Part& part : move.lines) {
    const int64_t what = std::max<int64_t>(part.what, 0);
    Line line;
    line.line_id = Of(kLineIds, static_cast<int64_t>(payment.lines.size()));
    line.kind = static_cast<LineKind>(what % 7);
    line.category = Of(kCategories, what / 7);
    line.sku = what / 28 % 2 == 0 ? "" : "x-1";
    line.quantity = what / 56;
    line.amount = {currency, move.pick % 50 == 48 ? -part.amount : part.amount};
    if (line.kind == LineKind::kTopUp) line.unit = "wallet";
    if (line.kind == LineKind::kPackage) line.unit = "massages";
    payment.lines.push_back(line);
    if (payment.lines.size() == kLineIds.size()) break;
  }
  for (const Part& part : move.tenders) {
    const auto kind = static_cast<TenderKind>(1 + (part.what + 8) % 9);
    payment.tenders.push_back({kind, "", {currency, part.amount}});
  }
  return payment;
}

FactBody Teller::Refund(const Move& move, const Past& past) {
  PaymentRefunded refund;
  refund.refund_id = NewId("r");
  refund.payment_id = "unknown";
  refund.amount = {kYuan, move.amount};
  refund.has_amount = true;
  if (past.payments.empty() || move.ref >= 1000) return refund;
  const auto back = static_cast<uint64_t>(move.ref) % past.payments.size();
  const size_t which = past.payments[past.payments.size() - 1 - back];
  const auto& payment =
      std::get<PaymentCaptured>(story_.entries[which].fact.body);
  refund.payment_id = payment.payment_id;
  int64_t total = 0;
  for (const Line& line : payment.lines) total += line.amount.minor;
  const Currency currency =
      payment.lines.empty() ? kYuan : payment.lines[0].amount.currency;
  refund.amount = {currency, total * move.amount / 1000};
  for (const Part& part : move.lines) {
    const auto line =
        static_cast<uint64_t>(std::max<int64_t>(part.what, 1)) - 1;
    const int64_t of =
        line < payment.lines.size() ? payment.lines[line].amount.minor : 1000;
    refund.lines.push_back({Of(kLineIds, static_cast<int64_t>(line)),
                            {currency, of * part.amount / 1000}});
  }
  if (!refund.lines.empty()) {
    refund.has_amount = false;
    refund.amount = {};
  }
  return refund;
}

FactBody Teller::Redemption(const Move& move, Past& past) {
  RedemptionRequested request;
  request.redemption_id = NewId("d");
  request.unit = UnitOf(move.pick, move.pick % 7 < 5);
  request.amount = move.pick % 50 == 1 ? -move.amount : move.amount;
  if (move.pick % 5 == 0) {
    request.basket_total = {kYuan, 2 * move.amount - move.pick % 3};
    request.has_basket_total = true;
  }
  past.redemptions.push_back(request.redemption_id);
  return request;
}

FactBody Teller::Hold(const Move& move, Past& past) {
  HoldRequested request;
  request.hold_id = NewId("h");
  request.unit = UnitOf(move.pick, move.pick % 7 < 5);
  request.amount = move.amount;
  request.ttl_ms = Of(std::array<int64_t, 6>{0, kDayMs, 7 * kDayMs, 1,
                                             8 * kDayMs, 15 * kMinuteMs},
                      move.pick / 7);
  past.holds.push_back(request.hold_id);
  return request;
}

FactBody Teller::Adjustment(const Move& move) {
  UnitsAdjusted adjustment;
  adjustment.adjustment_id = NewId("a");
  adjustment.unit = move.pick >= 1000
                        ? UnitOf(move.pick, false)
                        : Of(kUnits, move.pick % 4 == 0 ? move.pick / 4 : 0);
  adjustment.amount = move.pick % 3 == 1 ? -move.amount : move.amount;
  adjustment.reason = "goodwill";
  if (move.pick % 5 == 1) {
    adjustment.has_expires_at = true;
    adjustment.expires_at =
        now_ + Of(std::array<int64_t, 5>{kDayMs, 1, kHourMs, 30 * kDayMs, -1},
                  move.pick / 5);
  }
  return adjustment;
}

FactBody Teller::Enrolment(const Move& move) {
  CustomerEnrolled enrolled;
  enrolled.profile.birthday = Of(
      std::array<std::string_view, 4>{"", "1990-03-14", "--02-29", "--12-31"},
      move.pick);
  if (move.pick % 3 == 1) {
    enrolled.consents.push_back(
        {Channel::kWechat, Purpose::kMarketing, true, 0});
  }
  if (move.pick % 5 == 1) enrolled.referrer_id = Of(kPeople, move.ref);
  return enrolled;
}

FactBody Teller::Assignment(const Move& move) {
  TierAssigned assigned;
  assigned.tier = Of(kTiers, move.pick % 15 == 14 ? 3 : move.pick % 3);
  assigned.mode =
      move.pick % 2 == 0 ? AssignmentMode::kFloor : AssignmentMode::kPin;
  const int64_t days =
      Of(std::array<int64_t, 5>{30, 0, 1, 365, -1}, move.pick / 3);
  if (days != 0) assigned.until = now_ + days * kDayMs;
  return assigned;
}

FactBody Teller::Message(const Move& move, Past& past) {
  Outgoing message;
  message.channel = move.pick % 2 == 0 ? Channel::kWechat : Channel::kSms;
  message.purpose =
      move.pick % 3 == 0 ? Purpose::kService : Purpose::kMarketing;
  message.campaign = "spring";
  if (move.pick % 5 == 1) message.outreach_id = "win_back/2024-03-01";
  if (move.pick % 4 != 3) {
    message.message_id = NewId("m");
    past.messages.push_back(message.message_id);
    return MessageSent{message};
  }
  message.message_id = Named(past.messages, move.ref);
  return MessageOpened{message};
}

FactBody Teller::Complaint(const Move& move, Past& past) {
  if (past.complaints.empty() || move.pick % 3 == 0) {
    past.complaints.push_back(NewId("k"));
    return ComplaintOpened{past.complaints.back(), Severity::kLow};
  }
  const std::string_view id = Named(past.complaints, move.ref);
  if (move.pick % 3 == 1) return ComplaintAnswered{id, "sorry"};
  return ComplaintResolved{id, "a voucher"};
}

FactBody Teller::Appointment(const Move& move, Past& past) {
  const Instant starts_at = now_ + (1 + move.pick % 5) * kDayMs;
  if (past.appointments.empty() || move.pick % 4 == 0) {
    past.appointments.push_back(NewId("b"));
    AppointmentBooked booked;
    booked.appointment_id = past.appointments.back();
    booked.starts_at = starts_at;
    if (move.pick % 3 == 0) booked.services.push_back({"", "hair"});
    return booked;
  }
  const std::string_view id = Named(past.appointments, move.ref);
  if (move.pick % 4 == 1) return AppointmentRescheduled{id, starts_at};
  if (move.pick % 4 == 2) return AppointmentCancelled{id};
  return AppointmentMissed{id};
}

}  // namespace

absl::StatusOr<Story> Tell(const History& history) {
  return Teller(history).Run();
}

// The bytes are read back, so that fingerprint and cut times are those of a
// log. What cannot be read says nothing, and is parked.
Entry FactEntry(Story& story, const Fact& fact) {
  Entry entry;
  entry.at = fact.recorded_at;
  std::string& bytes = story.bytes.emplace_back();
  EncodeFact(fact, &bytes);
  entry.bytes = bytes;
  std::string message;
  if (DecodeFact(bytes, &entry.fact, &message) != ParkReason::kNone) {
    entry.fact = Fact();
    entry.fact.recorded_at = entry.at;
  }
  return entry;
}

Entry RefundEntry(Story& story, const Fact& payment, const RefundWish& wish) {
  const auto& sale = std::get<PaymentCaptured>(payment.body);
  const Currency currency =
      sale.lines.empty() ? kYuan : sale.lines[0].amount.currency;
  PaymentRefunded refund;
  refund.refund_id = wish.id;
  refund.payment_id = sale.payment_id;
  for (const auto& [line, amount] : wish.lines) {
    refund.lines.push_back({line, {currency, amount}});
  }
  if (wish.lines.empty()) {
    refund.amount = {currency, wish.amount};
    refund.has_amount = true;
  }
  Fact fact;
  fact.id = wish.id;
  fact.source = "pos";
  fact.customer_id = payment.customer_id;
  fact.recorded_at = fact.occurred_at = wish.at;
  fact.body = std::move(refund);
  return FactEntry(story, fact);
}

}  // namespace laurel
