// all_keys.yaml has every key there is; here every value is looked for.
#include <gtest/gtest.h>

#include "engine/base/civil.h"
#include "engine/program/program_file.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

class AllKeys : public testing::Test {
 protected:
  void SetUp() override {
    auto compiled =
        CompileProgram("all_keys.yaml", FileText("tests/program/all_keys.yaml"),
                       MachineZones());
    ASSERT_TRUE(compiled.ok()) << compiled.status();
    program_ = std::move(*compiled);
  }

  Program program_;
};

TEST_F(AllKeys, Head) {
  EXPECT_EQ(program_.name, "everything");
  EXPECT_EQ(program_.currency, Currency::Of("KWD"));
  EXPECT_EQ(program_.zone, *LoadZone("Europe/London"));
  EXPECT_EQ(program_.rounding, Rounding::kHalfEven);
  EXPECT_EQ(program_.stacking, Stacking::kCompound);
  EXPECT_EQ(program_.exclude_tenders,
            Bit(TenderKind::kAlipay) | Bit(TenderKind::kOther));
  EXPECT_EQ(program_.late,
            (LatePolicy{LatePolicy::Kind::kRejectAfter, {0, 30, 0}}));
  ASSERT_EQ(program_.stores.size(), 2u);
  EXPECT_EQ(program_.stores[0].first, "s-1") << "sorted";
  EXPECT_EQ(program_.ZoneOf("s-2").name, "America/Winnipeg");
  EXPECT_EQ(program_.ZoneOf("elsewhere").name, "Europe/London");
}

TEST_F(AllKeys, Units) {
  Unit points;
  points.name = "points";
  points.expiry = {Expiry::Kind::kAfter, {18, 0, 0}, Align::kEndOfQuarter};
  points.warn = {{2, 0, 0}, {0, 7, 0}};
  points.clawback = Clawback::kOnlyPending;
  points.pending = {0, 2, 12 * kHourMs};
  points.redeem = RedeemTerms{100, 500, 200, 50, 3333, {0, 7, 0}};
  EXPECT_EQ(program_.units[0], points);
  EXPECT_EQ(program_.units[2].expiry,
            (Expiry{Expiry::Kind::kInactivity, {6, 0, 0}, Align::kNone}));
  EXPECT_EQ(program_.units[3].spend, SpendOrder::kProportional);
  EXPECT_EQ(program_.units[3].redeem,
            (RedeemTerms{1, 1, 1000, 0, kDecimalScale, {}}));
  EXPECT_EQ(program_.units[4].category, "massage");
  EXPECT_TRUE(program_.units[4].retired);
  EXPECT_FALSE(program_.units[5].retired);
}

TEST_F(AllKeys, Conditions) {
  Conditions when;
  when.categories = {"hair", "nails"};
  when.skus = {"x-1"};
  when.kinds = Bit(LineKind::kProduct) | Bit(LineKind::kTip);
  when.minimum = 5500;
  when.tiers = {"low", "high"};
  when.stages = Bit(Stage::kPotential) | Bit(Stage::kChurned);
  when.stores = {"s-1", "s-2"};
  when.staff = {"lin"};
  when.channels = {"App"};
  when.tenders = Bit(TenderKind::kCash) | Bit(TenderKind::kCard);
  when.weekdays = 1 << 0 | 1 << 6;
  when.from_ms = 22 * kHourMs + 30 * kMinuteMs;
  when.to_ms = kDayMs;
  when.from_day = DayOf(Date{2025, 5, 1});
  when.to_day = DayOf(Date{2025, 5, 31});
  when.birthday = Conditions::Birthday::kWeek;
  when.visit_number = 21;
  when.every_nth_visit = 7;
  when.first_purchase = true;
  EXPECT_EQ(program_.earn[0].when, when);
}

TEST_F(AllKeys, Earn) {
  const EarnRule& base = program_.earn[0];
  EXPECT_EQ(base.name, "base");
  EXPECT_EQ(base.on, FactIndex<PaymentCaptured>());
  EXPECT_EQ(base.unit, 3u);
  EXPECT_EQ(base.form, EarnRule::Form::kRate);
  EXPECT_EQ(base.per, 10000);
  EXPECT_EQ(base.give, 250);
  EXPECT_TRUE(base.whole);
  EXPECT_EQ(base.limit, (Limit{0, 2000, Limit::Per::kEvent, {}}));
  const EarnRule& feedback = program_.earn[1];
  EXPECT_EQ(feedback.form, EarnRule::Form::kFixed);
  EXPECT_EQ(feedback.fixed, 15);
  EXPECT_EQ(feedback.when.score_at_least, 4);
  EXPECT_EQ(feedback.limit, (Limit{2, 0, Limit::Per::kLifetime, {}}));
  EXPECT_FALSE(program_.earn[2].limit.has_value());
  const EarnRule& twice = program_.earn[3];
  EXPECT_EQ(twice.form, EarnRule::Form::kMultiply);
  EXPECT_EQ(twice.multiplier, 12345);
  EXPECT_EQ(twice.limit, (Limit{0, 500, Limit::Per::kPeriod, {1, 0, 0}}));
}

TEST_F(AllKeys, Tiers) {
  Tiers tiers;
  tiers.window = {Window::Kind::kQuarter, {}};
  tiers.validity = {12, 0, 0};
  tiers.validity_align = Align::kEndOfYear;
  tiers.grace = Period{1, 0, 0};
  tiers.at_risk = Period{0, 45, 0};
  tiers.downgrade = Tiers::Downgrade::kToQualified;
  tiers.revoke_on_refund = true;
  using enum Threshold::Measure;
  Level low, high, gone;
  low.name = "low";
  low.entitlements = {{"discount", "0.10"}, {"priority_booking", "true"}};
  high.name = "high";
  high.any = false;
  high.qualify = {{kSpend, 100500, 0}, {kVisits, 3, 0}, {kUnits, 9, 2}};
  high.on_enter = {{5, 1}};
  high.on_renew = {{0, 70}};
  high.recurring = {{{3, 0, 0}, {3, 1250}}};
  gone.name = "gone";
  gone.qualify = {{kUnits, 90, 1}};
  gone.retired = true;
  tiers.levels = {low, high, gone};
  EXPECT_EQ(program_.tiers, tiers);
}

TEST_F(AllKeys, Lifecycle) {
  Lifecycle life;
  life.decided = true;
  life.active = {3, {0, 60, 0}};
  life.loyal = {8, {12, 0, 0}};
  life.loyal_tiers = {"high"};
  life.method = Lifecycle::Method::kModel;
  life.fixed = {Period{0, 30, 0}, Period{2, 0, 0}, Period{12, 0, 0}};
  life.cadence = {4, {12500, 20000, 45000}, {0, 7, 0}, {0, 90, 0}, true};
  life.model = {ModelOverdue::Kind::kBgNbd,
                {0, 1, 0},
                0.525,
                6.183,
                0.891,
                1.614,
                0.5,
                0.3,
                0.1};
  life.attribution = {0, 10, 0};
  life.churn_on_optout = true;
  EXPECT_EQ(program_.lifecycle, life);
}

TEST_F(AllKeys, SegmentsAndTargets) {
  Conditions when;
  when.tiers = {"high"};
  when.stages = Bit(Stage::kAtRisk) | Bit(Stage::kDormant);
  when.stores = {"s-1"};
  when.categories = {"hair"};
  when.birthday = Conditions::Birthday::kMonth;
  EXPECT_EQ(program_.segments, (std::vector<Segment>{{"lapsed", when}}));
  EXPECT_EQ(program_.targets, (std::vector<std::pair<std::string, int64_t>>{
                                  {"repurchase_rate", 6000}, {"nps", 455000}}));
}

TEST_F(AllKeys, Outreach) {
  const Outreach& out = program_.outreach;
  EXPECT_EQ(out.quiet_from_ms, 21 * kHourMs + 15 * kMinuteMs);
  EXPECT_EQ(out.quiet_to_ms, 9 * kHourMs);
  EXPECT_EQ(out.caps,
            (std::vector<Cap>{
                {Purpose::kMarketing, 2, {0, 7, 0}, {Channel::kSms}, true}}));
  EXPECT_EQ(out.holdout, 500);
  EXPECT_EQ(out.occasions.size(), 7u);
}

TEST_F(AllKeys, OccasionTimes) {
  const auto& occasions = program_.outreach.occasions;
  EXPECT_EQ(occasions[0].name, "tomorrow");
  EXPECT_EQ(occasions[0].kind, OccasionKind::kAppointmentConfirm);
  EXPECT_EQ(occasions[0].before, (std::vector<Period>{{0, 3, 0}, {0, 1, 0}}));
  EXPECT_EQ(occasions[0].channels,
            (std::vector<Channel>{Channel::kSms, Channel::kWechat}));
  EXPECT_EQ(occasions[1].at_ms, 7 * kHourMs + 45 * kMinuteMs);
  EXPECT_EQ(occasions[2].after, (Period{0, 0, 90 * kMinuteMs}));
  EXPECT_EQ(occasions[3].every, (Period{6, 0, 0}));
  EXPECT_EQ(occasions[4].categories,
            (std::vector<std::pair<std::string, Period>>{
                {"hair", {0, 42, 0}}, {"nails", {0, 21, 0}}}));
  EXPECT_EQ(occasions[4].priority, 9);
  EXPECT_EQ(occasions[5].dates, (std::vector<Day>{DayOf(Date{2025, 5, 1}),
                                                  DayOf(Date{2026, 5, 1})}));
}

TEST_F(AllKeys, OccasionOfferAndConditions) {
  const Occasion& win_back = program_.outreach.occasions[6];
  EXPECT_EQ(win_back.waves, (std::vector<Period>{{}, {0, 14, 0}}));
  EXPECT_EQ(win_back.offer, (Grant{3, 2500}));
  Conditions when;
  when.tiers = {"low", "high"};
  when.stages = Bit(Stage::kDormant);
  when.stores = {"s-2", "s-1"};
  when.categories = {"nails"};
  when.segments = {"lapsed"};
  EXPECT_EQ(win_back.when, when);
}

TEST_F(AllKeys, ServiceAndReferral) {
  EXPECT_EQ(program_.feedback, (Feedback{true, 1, 4}));
  EXPECT_EQ(program_.complaints,
            (Complaints{true, {0, 0, 12 * kHourMs}, {0, 3, 0}}));
  EXPECT_EQ(program_.referral,
            (Referral{true, 12500, {2, 0, 0}, Grant{0, 50}, Grant{5, 1}, 5}));
}

}  // namespace
}  // namespace laurel
