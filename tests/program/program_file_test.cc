#include "engine/program/program_file.h"

#include <gtest/gtest.h>

#include "engine/base/civil.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr size_t kPayment = FactIndex<PaymentCaptured>();
enum : size_t { kPoints, kGrowth, kWallet, kEyeCare };

Program Glow() {
  absl::StatusOr<Program> glow = CompileProgram(
      "glow.yaml", FileText("examples/glow.yaml"), MachineZones());
  EXPECT_TRUE(glow.ok()) << glow.status();
  return glow.ok() ? *std::move(glow) : Program{};
}

EarnRule Rate(std::string name, size_t unit, int64_t per, int64_t give,
              uint8_t kinds) {
  EarnRule rule;
  rule.name = std::move(name);
  rule.on = kPayment;
  rule.unit = unit;
  rule.form = EarnRule::Form::kRate;
  rule.per = per;
  rule.give = give;
  rule.when.kinds = kinds;
  return rule;
}

EarnRule Times(std::string name, int64_t multiplier, std::string tier) {
  EarnRule rule;
  rule.name = std::move(name);
  rule.on = kPayment;
  rule.unit = kPoints;
  rule.form = EarnRule::Form::kMultiply;
  rule.multiplier = multiplier;
  rule.when.tiers = {std::move(tier)};
  return rule;
}

EarnRule Fixed(std::string name, size_t on, int64_t units, Period per) {
  EarnRule rule;
  rule.name = std::move(name);
  rule.on = on;
  rule.fixed = units;
  rule.limit = Limit{1, 0, Limit::Per::kPeriod, per};
  return rule;
}

TEST(Glow, Head) {
  const Program glow = Glow();
  EXPECT_EQ(glow.name, "glow");
  EXPECT_EQ(glow.currency, Currency::Of("CNY"));
  EXPECT_EQ(glow.zone, *LoadZone("Asia/Shanghai"));
  EXPECT_TRUE(glow.stores.empty());
  EXPECT_EQ(glow.rounding, Rounding::kFloor);
  EXPECT_EQ(glow.stacking, Stacking::kBest);
  EXPECT_EQ(glow.exclude_tenders, kDefaultExcludedTenders);
  EXPECT_EQ(glow.late, LatePolicy{});
}

TEST(Glow, Units) {
  Unit points, growth, wallet, eye_care;
  points.name = "points";
  points.expiry = {Expiry::Kind::kAfter, {12, 0, 0}, Align::kEndOfMonth};
  points.warn = {{0, 30, 0}, {0, 7, 0}};
  points.clawback = Clawback::kUnlimited;
  points.redeem = RedeemTerms{100, 100, 500, 100, 5000, {}};
  growth.name = "growth";
  growth.kind = UnitKind::kStatus;
  wallet.name = "wallet";
  wallet.kind = UnitKind::kStoredValue;
  eye_care.name = "eye-care";
  eye_care.kind = UnitKind::kVoucher;
  eye_care.expiry = {Expiry::Kind::kAfter, {0, 30, 0}, Align::kNone};
  EXPECT_EQ(Glow().units,
            (std::vector<Unit>{points, growth, wallet, eye_care}));
}

TEST(Glow, Earn) {
  constexpr uint8_t kSold = Bit(LineKind::kProduct) | Bit(LineKind::kService);
  EarnRule birthday = Times("birthday-month", 30000, "black");
  birthday.when.birthday = Conditions::Birthday::kMonth;
  EarnRule booking =
      Fixed("online-booking", FactIndex<VisitCompleted>(), 20, {0, 7, 0});
  booking.when.channels = {"app"};
  EarnRule top_up =
      Rate("top-up-bonus", kWallet, 100000, 10000, Bit(LineKind::kTopUp));
  top_up.whole = true;
  EXPECT_EQ(
      Glow().earn,
      (std::vector<EarnRule>{
          Rate("base", kPoints, 100, 1, kSold),
          Rate("growth", kGrowth, 100, 1, kSold | Bit(LineKind::kTopUp)),
          Times("gold-rate", 15000, "gold"),
          Times("black-rate", 20000, "black"), birthday, booking,
          Fixed("review-thanks", FactIndex<FeedbackReceived>(), 30, {1, 0, 0}),
          top_up}));
}

TEST(Glow, Tiers) {
  const Threshold spend{Threshold::Measure::kSpend, 300000, 0};
  const Threshold visits{Threshold::Measure::kVisits, 12, 0};
  Tiers tiers;
  tiers.window = {Window::Kind::kRolling, {12, 0, 0}};
  tiers.validity = {12, 0, 0};
  tiers.grace = Period{0, 30, 0};
  tiers.at_risk = Period{0, 30, 0};
  Level silver, gold, black;
  silver.name = "silver";
  gold.name = "gold";
  gold.qualify = {spend, visits};
  gold.on_enter = {{kEyeCare, 1}};
  black.name = "black";
  black.qualify = {{Threshold::Measure::kSpend, 2000000, 0}};
  black.on_enter = {{kPoints, 1000}};
  black.on_renew = {{kPoints, 1000}};
  tiers.levels = {silver, gold, black};
  EXPECT_EQ(Glow().tiers, tiers);
}

TEST(Glow, Lifecycle) {
  Lifecycle life;
  life.decided = true;
  life.loyal = {6, {0, 365, 0}};
  life.loyal_tiers = {"black"};
  life.method = Lifecycle::Method::kCadence;
  life.fixed = {Period{0, 60, 0}, Period{0, 90, 0}, Period{0, 180, 0}};
  life.cadence = {3, {15000, 25000, 50000}, {0, 14, 0}, {0, 120, 0}, false};
  EXPECT_EQ(Glow().lifecycle, life);
}

TEST(Glow, Outreach) {
  using enum Channel;
  Outreach out;
  out.quiet_from_ms = 21 * kHourMs;
  out.quiet_to_ms = 9 * kHourMs;
  out.caps = {{Purpose::kMarketing, 2, {0, 7, 0}, {}, false}};
  const auto add = [&](std::string name, OccasionKind kind, Purpose purpose,
                       int32_t priority, std::vector<Channel> channels) {
    Occasion& occasion = out.occasions.emplace_back();
    occasion.name = std::move(name);
    occasion.kind = kind;
    occasion.purpose = purpose;
    occasion.priority = priority;
    occasion.channels = std::move(channels);
    return &occasion;
  };
  add("appointment_confirm", OccasionKind::kAppointmentConfirm,
      Purpose::kService, 0, {kWechat, kSms})
      ->before = {{0, 1, 0}};
  add("aftercare", OccasionKind::kAftercare, Purpose::kService, 0, {kWechat})
      ->after = Period{0, 0, 2 * kHourMs};
  add("satisfaction_check", OccasionKind::kSatisfactionCheck, Purpose::kService,
      0, {kWechat, kSms})
      ->after = Period{0, 0, 24 * kHourMs};
  add("care_due", OccasionKind::kCareDue, Purpose::kMarketing, 2,
      {kWechat, kApp})
      ->categories = {{"cleansing", {0, 7, 0}}, {"hydration", {0, 15, 0}}};
  Occasion* birthday = add("birthday", OccasionKind::kBirthday,
                           Purpose::kMarketing, 5, {kWechat, kSms});
  birthday->before = {{0, 7, 0}};
  birthday->offer = Grant{kEyeCare, 1};
  add("units_expiring", OccasionKind::kUnitsExpiring, Purpose::kMarketing, 4,
      {kWechat, kApp});
  Occasion* win_back = add("win_back", OccasionKind::kWinBack,
                           Purpose::kMarketing, 3, {kWechat, kSms});
  win_back->waves = {{}, {0, 14, 0}, {0, 30, 0}};
  win_back->offer = Grant{kEyeCare, 1};
  out.cues = Bit(CueKind::kVisited) | Bit(CueKind::kUnitsExpiring);
  EXPECT_EQ(Glow().outreach, out);
}

TEST(Glow, ServiceAndReferral) {
  const Program glow = Glow();
  EXPECT_EQ(glow.feedback, (Feedback{true, 2, 5}));
  EXPECT_EQ(glow.complaints,
            (Complaints{true, {0, 0, 24 * kHourMs}, {0, 0, 48 * kHourMs}}));
  EXPECT_EQ(glow.referral, (Referral{true,
                                     10000,
                                     {0, 90, 0},
                                     Grant{kPoints, 500},
                                     Grant{kPoints, 200},
                                     20}));
  EXPECT_TRUE(glow.segments.empty());
  EXPECT_TRUE(glow.targets.empty());
}

TEST(Glow, IsTheSameWithTheZonesItCarries) {
  const Program glow = Glow();
  const absl::StatusOr<Program> again = CompileProgram(
      "glow.yaml", FileText("examples/glow.yaml"), CarriedZones(ZonesOf(glow)));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, glow);
}

constexpr std::string_view kLeast =
    "program: least\ncurrency: CNY\ntimezone: UTC\n"
    "units: [{name: points, kind: points}]\n";

TEST(ProgramFile, TheLeastThatIsEnough) {
  const auto least = CompileProgram("f", kLeast, MachineZones());
  ASSERT_TRUE(least.ok()) << least.status();
  Program expected;
  expected.name = "least";
  expected.currency = Currency::Of("CNY");
  expected.exclude_tenders = kDefaultExcludedTenders;
  expected.units.resize(1);
  expected.units[0].name = "points";
  EXPECT_EQ(*least, expected);
}

TEST(ProgramFile, DefaultsOfOccasionsAreThoseOfTheDomain) {
  const std::string yaml = std::string(kLeast) +
                           "outreach:\n  occasions:\n"
                           "    - {name: birthday, purpose: marketing, "
                           "channels: [app]}\n"
                           "    - {name: appointment_confirm, purpose: "
                           "service, channels: [app]}\n"
                           "    - {name: appointment_today, purpose: service, "
                           "channels: [app]}\n";
  const auto out = CompileProgram("f", yaml, MachineZones());
  ASSERT_TRUE(out.ok()) << out.status();
  const auto& occasions = out->outreach.occasions;
  EXPECT_EQ(occasions[0].before, (std::vector<Period>{{0, 7, 0}, {}}));
  EXPECT_EQ(occasions[1].before, (std::vector<Period>{{0, 2, 0}, {0, 1, 0}}));
  EXPECT_EQ(occasions[2].at_ms, 8 * kHourMs);
}

TEST(ProgramFile, ExcludedTendersMayBeNone) {
  const auto out = CompileProgram(
      "f", std::string(kLeast) + "exclude_tenders: []\n", MachineZones());
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(out->exclude_tenders, 0);
}

TEST(ProgramFile, WindowsFileEndsAreFine) {
  std::string yaml;
  for (char c : kLeast) yaml += c == '\n' ? "\r\n" : std::string(1, c);
  const auto out = CompileProgram("f", "\xef\xbb\xbf" + yaml, MachineZones());
  EXPECT_TRUE(out.ok()) << out.status();
}

TEST(ProgramFile, ZonesThatAreNotCarriedAreNotGuessed) {
  const auto out = CompileProgram("f.yaml", kLeast, CarriedZones({}));
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.status().message(),
            "f.yaml:3: timezone: the time zone \"UTC\" does not come with the "
            "program; publish it with laurel\n");
}

// What is on a log was sound to the laurel that published it.
TEST(ProgramFile, PublishedOnesMayContradictThemselves) {
  const std::string yaml = std::string(kLeast) +
                           "outreach: {quiet_hours: {from: \"00:00\", to: "
                           "\"24:00\"}, occasions: [{name: birthday, purpose: "
                           "marketing, channels: [app]}]}\n";
  EXPECT_FALSE(CompileProgram("f", yaml, MachineZones()).ok());
  const auto out =
      CompileProgram("f", yaml, MachineZones(), Strictness::kPublished);
  EXPECT_TRUE(out.ok()) << out.status();
  EXPECT_FALSE(CompileProgram("f", yaml + "tires: 1\n", MachineZones(),
                              Strictness::kPublished)
                   .ok());
}

TEST(ProgramFile, CarriedZonesAreChecked) {
  Zone zone;
  zone.transitions = {{100, 3600}, {100, 0}};
  const auto out = CompileProgram("f.yaml", kLeast, CarriedZones({zone}));
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.status().message(),
            "f.yaml:3: timezone: time zone \"UTC\": its transitions do not "
            "rise\n");
}

TEST(FormatError, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(FormatError("f.yaml", {3, 1, "a.b", "no"}), "f.yaml:3: a.b: no");
  EXPECT_EQ(FormatError("f.yaml", {3, 1, "", "no"}), "f.yaml:3: no");
  EXPECT_EQ(FormatError("f.yaml", {0, 0, "", "no"}), "f.yaml: no");
}

}  // namespace
}  // namespace laurel
