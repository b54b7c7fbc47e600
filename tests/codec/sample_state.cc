#include "tests/codec/samples.h"

namespace laurel {
namespace {

Lot SampleLot(uint64_t id, int64_t amount, Instant activates_at,
              Instant expires_at) {
  Lot lot;
  lot.id = id;
  lot.amount = lot.remaining = amount;
  lot.activates_at = activates_at;
  lot.expires_at = expires_at;
  lot.earned = true;
  return lot;
}

}  // namespace

// Two years of a visit a month, points that last one year.
Customer TypicalCustomer() {
  Customer customer;
  customer.id = "c-0123456";
  customer.events = 61;
  customer.lots_made = 48;
  customer.facts = 50;
  customer.first_at = kSampleTime - 700 * kDayMs;
  customer.latest_at = kSampleTime;
  customer.enrolled_at = customer.first_at;
  customer.completed_visits = 24;
  customer.purchases = 24;
  Account points, growth;
  points.unit = "points";
  points.issued = 3'080;
  points.redeemed = 1'000;
  points.expired = 500;
  points.active_at = kSampleTime;
  growth.unit = "growth";
  growth.issued = 3'080;
  growth.active_at = kSampleTime;
  growth.lots = {SampleLot(2, 3'080, customer.first_at, kNever)};
  for (int i = 12; i > 0; --i) {
    const Instant at = kSampleTime - i * 30 * kDayMs;
    points.lots.push_back(SampleLot(48 - 2 * i, 120 + i, at,
                                    kSampleTime + (390 - i * 30) * kDayMs));
    const Day day{static_cast<int32_t>(at.ms / kDayMs)};
    growth.by_day.push_back({day, 120 + i});
    customer.measures.spend.push_back({day, 12'000 + 100 * i});
    customer.measures.visits.push_back({day, 0x9ae16a3b2f90404fu});
    if (i <= 9) customer.lifecycle.days.push_back(day);
  }
  customer.accounts = {points, growth};
  customer.measures.spend_ever = 308'000;
  customer.measures.visits_ever = 24;
  customer.lifecycle.stage = customer.lifecycle.risen = Stage::kLoyal;
  customer.lifecycle.first_visit = customer.lifecycle.days[0] - 500;
  customer.lifecycle.last_visit_at = kSampleTime;
  customer.lifecycle.visit_days = 24;
  customer.lifecycle.spell_since = customer.first_at;
  customer.lifecycle.categories = {
      {"hair", customer.lifecycle.days, kSampleTime, 24}};
  customer.judged_at = kSampleTime;
  customer.tier.name = "gold";
  customer.tier.since = kSampleTime - 100 * kDayMs;
  customer.tier.valid_until = kSampleTime + 265 * kDayMs;
  customer.tier.entered_on = customer.lifecycle.days[0];
  customer.tier.history = {{customer.first_at, "silver"},
                           {customer.tier.since, "gold"}};
  customer.consents = {{Channel::kWechat, Purpose::kMarketing, true, 0}};
  for (uint16_t i = 0; i < 50; ++i) {
    customer.seen.push_back(static_cast<uint16_t>(i * 1'291 + 7));
  }
  return customer;
}

// Every field set, and values that stand at the ends.
Customer FullCustomer() {
  Customer customer = TypicalCustomer();
  customer.erased = true;
  customer.referrer_id = "bo";
  Account& points = customer.accounts[0];
  points.sub_balance = SubBalance::kBonus;
  points.reversed = -1;
  points.arrears = INT64_MAX;
  points.warned_at = kSampleTime;
  points.warned_expiry = Instant{-1};
  points.lots[0].pending = true;
  points.lots[0].earned = false;
  points.lots[0].held = 20;
  points.lots[0].remaining = 3;
  points.lots[1].expired = 7;
  points.lots[1].expires_at = points.lots[0].expires_at;
  points.lots[2].activates_at = kSampleTime + 1;
  points.lots[3].activates_at = kEarliest;
  points.lots[3].expires_at = kNever;
  points.lots[4].expires_at = Instant{INT64_MAX - 1};
  points.lots[5].expires_at = kEarliest;
  points.lots[6].id = UINT64_MAX;
  points.lots[7].amount = INT64_MIN;
  customer.accounts.push_back({});
  customer.holds = {{"h-1", "points", 23, kSampleTime, {{1, 20}, {2, 3}}}};
  customer.tier.grace_until = kSampleTime;
  customer.tier.at_risk_told = kSampleTime;
  customer.tier.recurred_at = kSampleTime;
  customer.tier.assigned = AssignmentMode::kPin;
  customer.tier.assigned_tier = "black";
  customer.tier.assigned_until = kSampleTime;
  customer.lifecycle.stage = Stage::kChurned;
  customer.lifecycle.categories.push_back({"nails", {}, kNever, -1});
  customer.lifecycle.days.push_back(kNoDay);
  customer.lifecycle.days.push_back(Day{INT32_MAX});
  customer.measures.visits.push_back({Day{-5}, 7});
  customer.measures.visits.push_back({Day{-4}, 0x9ae16a3b2f90404fu});
  customer.measures.spend.push_back({kNoDay, INT64_MIN});
  customer.limit_uses = {{"app-visits", kSampleTime, 1, 20}};
  customer.messages = {{kSampleTime, "m-1", "spring"}};
  customer.appointments = {
      {"ap-1", kSampleTime, "s-1", {"hair", ""}, kEarliest}};
  customer.complaints = {{"c-1", kSampleTime, true, true, true}};
  customer.referral_met = true;
  customer.friends_rewarded = UINT32_MAX;
  customer.outreach.told_at = kSampleTime;
  customer.outreach.told = {1, UINT64_MAX};
  customer.outreach.deferred = {
      {"win_back/2025-05-20", "win_back", kSampleTime, kSampleTime + 1}};
  customer.outreach.contacts = {
      {kSampleTime, UINT64_MAX, Purpose::kMarketing, 6}};
  customer.outreach.cues = {{CueKind::kVisited,
                             kSampleTime,
                             kSampleTime + 1,
                             kEarliest,
                             "v-1",
                             "s-1",
                             {"hair"}}};
  customer.profile = {"1990-03-14", "zh-Hans", "s-1", {"skin:dry", ""}, "p/7"};
  customer.seen.push_back(0);
  customer.seen.push_back(65'535);
  return customer;
}

Customer FullCustomerOf6() {
  Customer customer = FullCustomer();
  customer.accounts[0].kept_until = kSampleTime + 1;
  customer.tier.assigned_at = kSampleTime - 1;
  customer.appointments[0].moved_at = kSampleTime - 2;
  customer.consents[0].at = customer.first_at;
  return customer;
}

std::vector<std::pair<DocumentKind, Document>> SampleDocuments() {
  Payment payment;
  payment.occurred_at = kSampleTime;
  payment.day = Day{20'122};
  payment.currency = Currency::Of("CNY");
  payment.refunded_amount = 1;
  payment.lines = {
      {"l1", "cut-01", "hair", LineKind::kService, 1, "", 12'850, 2'850},
      {"l2", "", "", LineKind::kTopUp, 0, "wallet", 200'000, 0}};
  payment.units = {{"points", SubBalance::kNone, 31, 128, 28},
                   {"wallet", SubBalance::kBonus, 32, 20'000, 0}};
  payment.terms.program_version = 3;
  payment.terms.SetHolds(9);
  payment.terms.allowances = {{2, 50}, {7, -1}};
  payment.terms.excluded = 99;
  Redemption redemption, refused;
  redemption.unit = refused.unit = "points";
  redemption.amount = 500;
  redemption.restored = 100;
  refused.amount = 9;
  refused.refused = Refusal::kBelowMinimum;
  refused.available = 700;
  redemption.lots = {{1, 400, kSampleTime, kSampleTime + kDayMs},
                     {2, 100, kSampleTime, kNever, SubBalance::kPrincipal}};
  return {
      {DocumentKind::kSeen, SeenFact{1'000'042, 0x8000'0000'0000'0001u}},
      {DocumentKind::kPayment, payment},
      {DocumentKind::kRedemption, redemption},
      {DocumentKind::kRedemption, refused},
      {DocumentKind::kHold,
       HoldAnswer{"points", 600, Refusal::kInsufficientBalance, 40, true}},
      {DocumentKind::kLot, ExpiredLot{77}},
      {DocumentKind::kVisit, Recorded{5}},
      {DocumentKind::kReferral, Recorded{}},
  };
}

}  // namespace laurel
