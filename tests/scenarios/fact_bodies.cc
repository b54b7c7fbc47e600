#include "tests/scenarios/fact_bodies.h"

#include <algorithm>
#include <string>

namespace laurel {
namespace {

using Args = std::vector<std::string_view>;

std::string_view ArgOr(const Args& args, size_t i, std::string_view otherwise) {
  return i < args.size() ? args[i] : otherwise;
}

// ---- People

std::vector<std::string_view> ListOf(std::string_view text) {
  std::vector<std::string_view> list;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    list.push_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

ProfileView ReadProfile(Clauses& clauses) {
  ProfileView profile;
  profile.birthday = clauses.Text("birthday");
  profile.language = clauses.Text("language");
  profile.home_store = clauses.Text("home");
  profile.tags = ListOf(clauses.Text("tags"));
  profile.person_ref = clauses.Text("person");
  return profile;
}

// consent wechat marketing [withdrawn] [count N]
ConsentView ReadConsent(Clauses& clauses, const Args& args) {
  ConsentView consent;
  consent.channel =
      clauses.WordAs<Channel>(ArgOr(args, 0, ""), "a channel like wechat");
  consent.purpose =
      clauses.WordAs<Purpose>(ArgOr(args, 1, ""), "marketing or service");
  consent.granted = ArgOr(args, 2, "") != "withdrawn";
  if (ArgOr(args, 2, "") == "count") {
    consent.count =
        static_cast<uint32_t>(clauses.IntegerOf(ArgOr(args, 3, "")));
  }
  return consent;
}

FactBody ReadEnrolled(Clauses& clauses) {
  CustomerEnrolled body;
  body.profile = ReadProfile(clauses);
  for (const Args& args : clauses.All("consent")) {
    body.consents.push_back(ReadConsent(clauses, args));
  }
  body.referrer_id = clauses.Text("referrer");
  return body;
}

FactBody ReadProfileUpdated(Clauses& clauses) {
  return ProfileUpdated{ReadProfile(clauses), ListOf(clauses.Text("clear"))};
}

FactBody ReadConsentChanged(Clauses& clauses) {
  Args args;
  for (auto word = clauses.NextIfAny(); !word.empty();
       word = clauses.NextIfAny()) {
    args.push_back(word);
  }
  return ConsentChanged{ReadConsent(clauses, args)};
}

FactBody ReadErased(Clauses& clauses) {
  return CustomerErased{clauses.Text("reason")};
}

FactBody ReadTierAssigned(Clauses& clauses) {
  TierAssigned body;
  body.tier = clauses.Next("a tier");
  body.mode = clauses.WordAs<AssignmentMode>(clauses.Next("floor or pin"),
                                             "floor or pin");
  body.until = clauses.Time("until", kNever);
  body.reason = clauses.Text("reason");
  return body;
}

// ---- Appointments and visits

template <typename Body>
void ReadServices(Clauses& clauses, Body& body) {
  for (const Args& args : clauses.All("service")) {
    body.services.push_back({ArgOr(args, 0, ""), ArgOr(args, 1, "")});
  }
  body.staff_id = clauses.Text("staff");
  body.channel = clauses.Text("channel");
}

FactBody ReadBooked(Clauses& clauses) {
  AppointmentBooked body;
  body.appointment_id = clauses.Next("an appointment");
  body.starts_at = clauses.Time("at", kNever);
  ReadServices(clauses, body);
  return body;
}

FactBody ReadRescheduled(Clauses& clauses) {
  AppointmentRescheduled body;
  body.appointment_id = clauses.Next("an appointment");
  body.starts_at = clauses.Time("at", kNever);
  return body;
}

FactBody ReadVisit(Clauses& clauses) {
  VisitCompleted body;
  body.visit_id = clauses.Next("a visit");
  body.appointment_id = clauses.Text("appointment");
  ReadServices(clauses, body);
  return body;
}

// ---- Money

// service 128.50 [category] [x2] [#l1] [sku:abc]; a top_up or package names
// the unit it loads in the category's place.
Line ReadLine(Clauses& clauses, LineKind kind, const Args& args) {
  Line line;
  line.kind = kind;
  line.amount = clauses.MoneyOf(ArgOr(args, 0, ""));
  for (size_t i = 1; i < args.size(); ++i) {
    if (args[i].front() == '#') {
      line.line_id = args[i].substr(1);
    } else if (args[i].front() == 'x' && ReadInteger(args[i].substr(1))) {
      line.quantity = *ReadInteger(args[i].substr(1));
    } else if (args[i].substr(0, 4) == "sku:") {
      line.sku = args[i].substr(4);
    } else if (kind == LineKind::kTopUp || kind == LineKind::kPackage) {
      line.unit = args[i];
    } else {
      line.category = args[i];
    }
  }
  return line;
}

constexpr std::string_view kPositions[] = {"1", "2", "3", "4", "5",
                                           "6", "7", "8", "9"};

// In the order written, whatever their kinds.
void ReadLinesAndTenders(Clauses& clauses, PaymentCaptured& body) {
  while (const auto next = clauses.NextOf<LineKind>()) {
    const auto [kind, args] = *next;
    Line line = ReadLine(clauses, kind, args);
    if (line.line_id.empty() && body.lines.size() < std::size(kPositions)) {
      line.line_id = kPositions[body.lines.size()];
    }
    body.lines.push_back(line);
  }
  while (const auto next = clauses.NextOf<TenderKind>()) {
    const auto [kind, args] = *next;
    body.tenders.push_back(
        {kind, ArgOr(args, 1, ""), clauses.MoneyOf(ArgOr(args, 0, ""))});
  }
}

FactBody ReadPayment(Clauses& clauses) {
  PaymentCaptured body;
  body.payment_id = clauses.Next("a payment");
  body.visit_id = clauses.Text("visit");
  body.channel = clauses.Text("channel");
  body.staff_id = clauses.Text("staff");
  ReadLinesAndTenders(clauses, body);
  return body;
}

FactBody ReadRefund(Clauses& clauses) {
  PaymentRefunded body;
  body.refund_id = clauses.Next("a refund");
  body.payment_id = clauses.Next("a payment");
  for (const Args& args : clauses.All("line")) {
    body.lines.push_back(
        {ArgOr(args, 0, ""), clauses.MoneyOf(ArgOr(args, 1, ""))});
  }
  body.has_amount = clauses.Has("amount");
  if (body.has_amount) body.amount = clauses.MoneyOf(clauses.Text("amount"));
  return body;
}

// ---- Spending

FactBody ReadRedemption(Clauses& clauses) {
  RedemptionRequested body;
  body.redemption_id = clauses.Next("a redemption");
  body.unit = clauses.Next("a unit");
  body.amount = clauses.IntegerOf(clauses.Next("an amount"));
  body.payment_id = clauses.Text("payment");
  body.has_basket_total = clauses.Has("basket");
  if (body.has_basket_total) {
    body.basket_total = clauses.MoneyOf(clauses.Text("basket"));
  }
  return body;
}

int64_t AmountIfAny(Clauses& clauses) {
  const std::string_view amount = clauses.NextIfAny();
  return amount.empty() ? 0 : clauses.IntegerOf(amount);
}

FactBody ReadReversal(Clauses& clauses) {
  RedemptionReversed body;
  body.redemption_id = clauses.Next("a redemption");
  body.amount = AmountIfAny(clauses);
  return body;
}

// "15m", "7d", "90s"
int64_t ReadTtl(Clauses& clauses) {
  const std::string_view text = clauses.Text("ttl");
  if (text.empty()) return 0;
  const int64_t n = clauses.IntegerOf(text.substr(0, text.size() - 1));
  switch (text.back()) {
    case 's':
      return n * kSecondMs;
    case 'm':
      return n * kMinuteMs;
    case 'h':
      return n * kHourMs;
    case 'd':
      return n * kDayMs;
  }
  clauses.Fail("a time to live like 90s, 15m, 2h or 7d", text);
  return 0;
}

FactBody ReadHold(Clauses& clauses) {
  HoldRequested body;
  body.hold_id = clauses.Next("a hold");
  body.unit = clauses.Next("a unit");
  body.amount = clauses.IntegerOf(clauses.Next("an amount"));
  body.ttl_ms = ReadTtl(clauses);
  return body;
}

FactBody ReadCapture(Clauses& clauses) {
  HoldCaptured body;
  body.hold_id = clauses.Next("a hold");
  body.amount = AmountIfAny(clauses);
  return body;
}

FactBody ReadAdjustment(Clauses& clauses) {
  UnitsAdjusted body;
  body.adjustment_id = clauses.Next("an adjustment");
  body.unit = clauses.Next("a unit");
  body.amount = clauses.IntegerOf(clauses.Next("a signed amount"));
  body.reason = clauses.Text("reason");
  body.has_expires_at = clauses.Has("expires");
  body.expires_at = clauses.Time("expires", kNever);
  return body;
}

// ---- What customers say and do

FactBody ReadFeedback(Clauses& clauses) {
  FeedbackReceived body;
  body.feedback_id = clauses.Next("a feedback");
  body.kind = clauses.WordAs<FeedbackKind>(clauses.Next("rating or nps"),
                                           "rating, nps or survey");
  body.score = static_cast<int32_t>(clauses.IntegerOf(clauses.Next("a score")));
  body.visit_id = clauses.Text("visit");
  return body;
}

FactBody ReadComplaint(Clauses& clauses) {
  ComplaintOpened body;
  body.complaint_id = clauses.Next("a complaint");
  const std::string_view severity = clauses.NextIfAny();
  if (!severity.empty()) {
    body.severity = clauses.WordAs<Severity>(severity, "low, medium or high");
  }
  return body;
}

// message_sent m-1 wechat marketing  campaign spring
template <typename Body>
FactBody ReadMessage(Clauses& clauses) {
  Body body;
  body.message_id = clauses.Next("a message");
  body.channel = clauses.WordAs<Channel>(clauses.Next("a channel"),
                                         "a channel like wechat");
  body.purpose = clauses.WordAs<Purpose>(clauses.Next("a purpose"),
                                         "marketing or service");
  body.campaign = clauses.Text("campaign");
  body.outreach_id = clauses.Text("outreach");
  return body;
}

FactBody ReadEngagement(Clauses& clauses) {
  EngagementRecorded body;
  body.engagement_id = clauses.Next("an engagement");
  body.kind = clauses.Next("a kind");
  return body;
}

FactBody ReadReferral(Clauses& clauses) {
  ReferralQualified body;
  body.referral_id = clauses.Next("a referral");
  body.referee_id = clauses.Next("a customer");
  return body;
}

// The facts that carry one id and nothing else.
template <typename Body>
FactBody ReadId(Clauses& clauses) {
  return Body{clauses.Next("an id")};
}

template <typename Body>
FactBody ReadIdAlone(Clauses& clauses) {
  return Body{clauses.Next("an id"), ""};
}

struct Kind {
  std::string_view name;
  FactBody (*read)(Clauses&);
};

constexpr Kind kKinds[] = {
    {"customer_enrolled", ReadEnrolled},
    {"profile_updated", ReadProfileUpdated},
    {"consent_changed", ReadConsentChanged},
    {"customer_erased", ReadErased},
    {"tier_assigned", ReadTierAssigned},
    {"appointment_booked", ReadBooked},
    {"appointment_rescheduled", ReadRescheduled},
    {"appointment_cancelled", ReadId<AppointmentCancelled>},
    {"appointment_missed", ReadId<AppointmentMissed>},
    {"visit_completed", ReadVisit},
    {"payment_captured", ReadPayment},
    {"payment_refunded", ReadRefund},
    {"redemption_requested", ReadRedemption},
    {"redemption_reversed", ReadReversal},
    {"hold_requested", ReadHold},
    {"hold_captured", ReadCapture},
    {"hold_released", ReadId<HoldReleased>},
    {"units_adjusted", ReadAdjustment},
    {"feedback_received", ReadFeedback},
    {"complaint_opened", ReadComplaint},
    {"complaint_answered", ReadIdAlone<ComplaintAnswered>},
    {"complaint_resolved", ReadIdAlone<ComplaintResolved>},
    {"message_sent", ReadMessage<MessageSent>},
    {"message_delivered", ReadMessage<MessageDelivered>},
    {"message_failed", ReadMessage<MessageFailed>},
    {"message_opened", ReadMessage<MessageOpened>},
    {"message_clicked", ReadMessage<MessageClicked>},
    {"message_replied", ReadMessage<MessageReplied>},
    {"engagement_recorded", ReadEngagement},
    {"referral_qualified", ReadReferral},
};

}  // namespace

absl::Status ReadFactBody(Clauses& clauses, FactBody* out) {
  for (const Kind& kind : kKinds) {
    if (kind.name != clauses.kind()) continue;
    *out = kind.read(clauses);
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError("there is no fact " +
                                    std::string(clauses.kind()));
}

}  // namespace laurel
