// The language itself: what a wrong file is told, and that a wrong expectation
// fails.
#include <gtest/gtest.h>

#include "tests/scenarios/scenario.h"

namespace laurel {
namespace {

constexpr char kProgram[] = R"(program: tiny
currency: CNY
timezone: Asia/Shanghai
units:
  - {name: points, kind: points, expiry: {after: P1M}}
earn:
  - {name: base, on: payment_captured, unit: points, rate: {per: 1.00, give: 1}}
)";

absl::StatusOr<std::string> Tiny(std::string_view name) {
  if (name == "tiny") return std::string(kProgram);
  return absl::NotFoundError("no program " + std::string(name));
}

struct Outcome {
  absl::Status status;
  std::vector<std::string> differences;
  std::vector<std::string> told;  // by the last `then`
};

Outcome Play(const std::string& text, Pace pace = Pace::kLazily) {
  const auto script = ReadScript("x.scenario", text);
  if (!script.ok()) return {script.status(), {}, {}};
  Scenario scenario(*script, pace, Tiny);
  Outcome outcome;
  outcome.status = scenario.Run();
  outcome.differences = scenario.differences();
  if (!scenario.told().empty()) outcome.told = scenario.told().back().lines;
  return outcome;
}

std::string ErrorOf(const std::string& text) {
  return std::string(Play(text).status.message());
}

constexpr char kSale[] =
    "program tiny\n"
    "when\n"
    "  2025-01-31 10:00  ada  payment_captured p-1  service 12.50  cash "
    "12.50\n";

TEST(ScenarioLanguageTest, AgreesWithWhatHappens) {
  const Outcome outcome = Play(
      std::string(kSale) +
      "until 2025-02-28 10:00\n"
      "then\n"
      "  2025-01-31 10:00  ada  units_earned   points 12  expires 2025-02-28 "
      "10:00  by base 12\n"
      "  2025-02-28 10:00  ada  units_expired  points 12  lots 1:12\n"
      "customer ada\n"
      "  points  available 0  expired 12\n");
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.differences, std::vector<std::string>());
}

// Of two who lose points at one instant the first by name fires; the other is
// left to her own next fact, or to the end of the scenario.
TEST(ScenarioLanguageTest, ATickMayFireSome) {
  std::string both = kSale + std::string(kSale).substr(18);
  both.replace(both.rfind("ada"), 3, "bea");
  both.replace(both.rfind("p-1"), 3, "p-2");
  for (const char* most : {"", "  most 1", "  most 2"}) {
    const Outcome outcome =
        Play(both + "until 2025-02-28 10:00" + most +
             "\n  2025-02-28 10:01  bea  redemption_requested r-1 points 5\n"
             "then expiry redeem\n"
             "  2025-02-28 10:00  ada  units_expired          points 12\n"
             "  2025-02-28 10:00  bea  units_expired          points 12\n"
             "  2025-02-28 10:01  bea  redemption_rejected r-1  points 5  "
             "insufficient_balance  available 0\n");
    EXPECT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_EQ(outcome.differences, std::vector<std::string>()) << most;
  }
}

TEST(ScenarioLanguageTest, TellsWhatDiffersInColumns) {
  const Outcome outcome =
      Play(std::string(kSale) +
           "then\n"
           "  2025-01-31 10:00  ada  units_earned  points 13  expires "
           "2025-02-28 10:00  by base 13\n");
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  ASSERT_EQ(outcome.differences.size(), 1u);
  EXPECT_EQ(outcome.differences[0],
            "x.scenario:4: then\n"
            "  - written here, + what happened\n"
            "  - 2025-01-31 10:00  ada  units_earned  points 13  expires "
            "2025-02-28 10:00  by base 13\n"
            "  + 2025-01-31 10:00  ada  units_earned  points 12  expires "
            "2025-02-28 10:00  by base 12  lot 1\n");
}

TEST(ScenarioLanguageTest, SilenceIsAsserted) {
  const Outcome outcome = Play(std::string(kSale) + "then\n");
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.differences.size(), 1u);
  EXPECT_EQ(Play(std::string(kSale) + "then tier\n").differences.size(), 0u);
}

TEST(ScenarioLanguageTest, WritesWhatHappenedForUpdate) {
  const Outcome outcome = Play(std::string(kSale) + "then\n");
  ASSERT_EQ(outcome.told.size(), 1u);
  EXPECT_EQ(outcome.told[0],
            "  2025-01-31 10:00  ada  units_earned  points 12  expires "
            "2025-02-28 10:00  by base 12");
}

TEST(ScenarioLanguageTest, ReplacesTheEventsOfAThenAndNothingElse) {
  auto script =
      ReadScript("x.scenario", "program tiny\nwhen\nthen\n  a\n  b\n\n# end\n");
  ASSERT_TRUE(script.ok()) << script.status();
  ReplaceThen(*script, std::get<ThenStep>(script->steps.back()), {"  c"});
  EXPECT_EQ(script->lines,
            (std::vector<std::string>{"program tiny", "when", "then", "  c", "",
                                      "# end"}));
}

TEST(ScenarioLanguageTest, LotsMayBeLeftOutAndAreComparedWhenWritten) {
  const std::string line =
      "then\n  2025-01-31 10:00  ada  units_earned  points 12  expires "
      "2025-02-28 10:00  by base 12";
  EXPECT_TRUE(Play(kSale + line + "\n").differences.empty());
  EXPECT_TRUE(Play(kSale + line + "  lot 1\n").differences.empty());
  EXPECT_FALSE(Play(kSale + line + "  lot 2\n").differences.empty());
}

TEST(ScenarioLanguageTest, ComparesTheCustomer) {
  const Outcome outcome = Play(std::string(kSale) +
                               "customer ada\n"
                               "  points  available 13  held 0\n"
                               "  tier gold\n"
                               "customer bo\n"
                               "  unknown\n");
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.differences,
            (std::vector<std::string>{
                "x.scenario:5: customer ada: expected available 13, is "
                "available 12",
                "x.scenario:6: customer ada: expected tier gold, is tier "
                "none"}));
}

TEST(ScenarioLanguageTest, AGivenFactMustBeAccepted) {
  const Outcome outcome = Play(
      "program tiny\n"
      "given\n"
      "  2025-01-31 10:00  ada  payment_refunded x-1 p-1  amount 1.00\n"
      "when\n");
  ASSERT_EQ(outcome.differences.size(), 1u);
  EXPECT_EQ(outcome.differences[0],
            "x.scenario:3: a given fact was not accepted");
}

TEST(ScenarioLanguageTest, BracketsStandForManyLines) {
  const Outcome outcome = Play(
      "program tiny\n"
      "when\n"
      "  2025-01-0[1..3] 10:00  ada  units_adjusted a-[1..3] points 5\n"
      "customer ada\n"
      "  points  available 15\n");
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_TRUE(outcome.differences.empty());
}

TEST(ScenarioLanguageTest, PatchesTheProgramAndItsNextVersion) {
  const Outcome outcome = Play(
      "program tiny\n"
      "  earn[base].rate.give: 2\n"
      "when\n"
      "  2025-01-01 10:00  ada  payment_captured p-1  service 10.00\n"
      "  2025-01-02 10:00  program_published\n"
      "    earn[base].rate.give: 3\n"
      "  2025-01-03 10:00  ada  payment_captured p-2  service 10.00\n"
      "customer ada\n"
      "  points  available 50\n");
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_TRUE(outcome.differences.empty());
}

struct Wrong {
  std::string text;
  std::string error;  // the whole message, or its beginning
};

TEST(ScenarioLanguageTest, ErrorsNameFileAndLine) {
  const std::string head = "program tiny\nwhen\n";
  const std::string ada = "  2025-01-31 10:00  ada  ";
  const Wrong kWrong[] = {
      {"when\n", "x.scenario:1: no line says program NAME"},
      {"program tiny\nwenn\n", "x.scenario:2: expected program NAME, given"},
      {"program none\n", "x.scenario:1: no program none"},
      {"program tiny\n  earn[none].fixed: 3\n",
       "x.scenario:1: earn[none].fixed: nothing is called none"},
      {"program tiny\n  currency: 3\n", "x.scenario:1: its program:"},
      {"program tiny\nthen\nwhen\n  ada\n", "x.scenario:4: a fact is TIME"},
      {"program tiny\n  x: y\nthen\nuntil 2025\n", "x.scenario:1: its program"},
      {head + "until soon\n", "x.scenario:3: expected until and a later time"},
      {head + "until 2025-02-28  most 0\n",
       "x.scenario:3: expected until and a later time"},
      {head + "until 2025-02-28  least 1\n",
       "x.scenario:3: expected until and a later time"},
      {head + "  31/01/2025  ada  customer_enrolled\n",
       "x.scenario:3: expected a time like 2025-02-03 15:00, found 31/01/2025"},
      {head + "  2025-02-30 10:00  ada  customer_enrolled\n",
       "x.scenario:3: expected a time like 2025-02-03 15:00"},
      {head + ada + "paid p-1\n", "x.scenario:3: there is no fact paid"},
      {head + ada + "payment_captured\n",
       "x.scenario:3: payment_captured: expected a payment, found nothing"},
      {head + ada + "payment_captured p-1  servise 10.00\n",
       "x.scenario:3: payment_captured has no clause servise"},
      {head + ada + "payment_captured p-1 service 10.00\n",
       "x.scenario:3: payment_captured: one word too many: service (fields "
       "stand two spaces apart)"},
      {head + ada + "payment_captured p-1  service 10.005\n",
       "x.scenario:3: payment_captured: expected an amount like 128.50, found "
       "10.005"},
      {head + ada + "tier_assigned gold flor\n",
       "x.scenario:3: tier_assigned: expected floor or pin, found flor"},
      {head + ada + "customer_enrolled\n  2025-01-30 10:00  ada  " +
           "visit_completed v-1\n",
       "x.scenario:4: time goes back; a late fact says recorded TIME"},
      {head + "then gold\n", "x.scenario:3: gold is neither a theme nor"},
      {head + "then\n  2025-01-31 10:00  ada  units_earned\n",
       "x.scenario:4: an event is TIME  CUSTOMER  EVENT"},
      {head + ada + "customer_enrolled\ncustomer ada\n  pearls  available 3\n",
       "x.scenario:5: a customer has no pearls"},
  };
  for (const Wrong& wrong : kWrong) {
    EXPECT_EQ(ErrorOf(wrong.text).substr(0, wrong.error.size()), wrong.error)
        << wrong.text;
  }
}

}  // namespace
}  // namespace laurel
