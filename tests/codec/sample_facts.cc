#include "tests/codec/samples.h"

namespace laurel {
namespace {

const Currency kYuan = Currency::Of("CNY");

ProfileView SampleProfile() {
  return {.birthday = "1990-03-14",
          .language = "zh-Hans",
          .home_store = "s-1",
          .tags = {"skin:dry", "no:perfume"},
          .person_ref = "person/7"};
}

template <typename T>
T Message() {
  T message;
  message.message_id = "m-1";
  message.channel = Channel::kWechat;
  message.campaign = "spring";
  message.purpose = Purpose::kMarketing;
  message.outreach_id = "win_back/1";
  return message;
}

PaymentCaptured SamplePayment() {
  PaymentCaptured payment;
  payment.payment_id = "p-1";
  payment.visit_id = "v-1";
  payment.lines = {
      {"l1", "cut-01", "hair", LineKind::kService, 1, {kYuan, 12850}, {}},
      {"l2", "card", {}, LineKind::kTopUp, 0, {kYuan, 200000}, "wallet"}};
  payment.tenders = {{TenderKind::kPoints, "points", {kYuan, 5000}},
                     {TenderKind::kWechat, {}, {kYuan, 207850}}};
  payment.channel = "app";
  payment.staff_id = "staff-9";
  return payment;
}

PaymentRefunded SampleRefund() {
  PaymentRefunded refund;
  refund.refund_id = "x-1";
  refund.payment_id = "p-1";
  refund.lines = {{"l1", {kYuan, 2850}}, {"l2", {kYuan, 1}}};
  refund.amount = {kYuan, 2851};
  refund.has_amount = true;
  return refund;
}

std::vector<FactBody> SpendingBodies() {
  return {
      RedemptionRequested{"r-1", "points", 500, "p-1", {kYuan, 5000}, true},
      RedemptionReversed{"r-1", 200},
      HoldRequested{"h-1", "points", 600, 900'500},
      HoldCaptured{"h-1", 450},
      HoldReleased{"h-1"},
      UnitsAdjusted{"a-1", "points", -50, "a gift, taken back",
                    kSampleTime + kDayMs, true},
  };
}

std::vector<FactBody> PeopleBodies() {
  return {
      CustomerEnrolled{SampleProfile(),
                       {{Channel::kWechat, Purpose::kMarketing, true, 0},
                        {Channel::kSms, Purpose::kService, true, 2}},
                       "ada"},
      ProfileUpdated{SampleProfile(), {"tags", "language"}},
      ConsentChanged{{Channel::kEmail, Purpose::kMarketing, true, 1}},
      CustomerErased{"asked for it"},
      TierAssigned{"gold", AssignmentMode::kPin, kSampleTime + 30 * kDayMs,
                   "a friend of the house"},
      AppointmentBooked{"ap-1",
                        kSampleTime + kDayMs,
                        {{"cut-01", "hair"}},
                        "staff-9",
                        "phone"},
      AppointmentRescheduled{"ap-1", kSampleTime + 2 * kDayMs},
      AppointmentCancelled{"ap-1"},
      AppointmentMissed{"ap-1"},
  };
}

std::vector<FactBody> ServiceBodies() {
  return {
      FeedbackReceived{"k-1",
                       "v-1",
                       FeedbackKind::kNps,
                       9,
                       {{"again", "yes"}, {"what", "the tea, \u8336"}},
                       "lovely\nas always"},
      ComplaintOpened{"c-1", Severity::kHigh},
      ComplaintAnswered{"c-1", "called back"},
      ComplaintResolved{"c-1", "refunded"},
      Message<MessageSent>(),
      Message<MessageDelivered>(),
      Message<MessageFailed>(),
      Message<MessageOpened>(),
      Message<MessageClicked>(),
      Message<MessageReplied>(),
      EngagementRecorded{"e-1", "shared"},
      ReferralQualified{"referral/bo", "bo"},
      ProgramPublished{"glow", 2, "program: glow\n", "9f86d081884c7d65"},
      ClockTicked{},
      ImportStarted{},
      ImportFinished{},
  };
}

Fact SampleFact(const FactBody& body, size_t n) {
  Fact fact;
  const bool control = body.index() >= FactIndex<ProgramPublished>();
  fact.id = "f-1";
  fact.source = control ? "laurel/program" : "pos/7";
  fact.customer_id = control ? "" : "ada";
  fact.occurred_at = kSampleTime;
  fact.recorded_at = kSampleTime + 1'234;
  fact.store_id = n % 2 == 0 ? "s-1" : "";
  fact.actor = n % 3 == 0 ? "staff-9" : "";
  fact.correlation_id = n % 5 == 0 ? "corr/\u00e9" : "";
  fact.body = body;
  return fact;
}

}  // namespace

std::vector<Fact> SampleFacts() {
  std::vector<FactBody> bodies = {
      SamplePayment(),
      VisitCompleted{
          "v-1", "ap-1", {{"cut-01", "hair"}, {"", "nails"}}, "staff-9", "app"},
      SampleRefund()};
  for (const auto& more : {SpendingBodies(), PeopleBodies(), ServiceBodies()}) {
    bodies.insert(bodies.end(), more.begin(), more.end());
  }
  std::vector<Fact> facts;
  for (const FactBody& body : bodies) {
    facts.push_back(SampleFact(body, facts.size()));
  }
  return facts;
}

Fact SampleBoundedTick() { return SampleFact(ClockTicked{500}, 1); }

std::vector<Zone> SampleZones() {
  return {{"UTC", 0, {}},
          {"Europe/London", -75, {{-3'852'662'325, 0}, {701'571'600, 3'600}}}};
}

}  // namespace laurel
