#include <gtest/gtest.h>

#include <string>

#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

TEST(JsonEvent, TheEventOfTheContract) {
  DerivedEvent event{1, kSampleTime, Theme::kEarn,
                     UnitsEarned{"points",
                                 SubBalance::kNone,
                                 1,
                                 128,
                                 kSampleTime,
                                 Instant{1'772'294'400'000},
                                 {{"base", 128, 0, false}}}};
  Envelope envelope;
  envelope.customer_id = "ada";
  envelope.fact_id = "p-1";
  envelope.fact_source = "pos/7";
  envelope.program_version = 1;
  EXPECT_EQ(
      DerivedEventToJson(event, envelope),
      R"({"id":"ada/1","customer_id":"ada",)"
      R"("occurred_at":"2025-02-03T07:00:00Z",)"
      R"("cause":{"id":"p-1","source":"pos/7","partition":0,"offset":"0"},)"
      R"("program_version":1,"rule":"earn",)"
      R"("units_earned":{"unit":"points","lot_id":"1","amount":"128",)"
      R"("activates_at":"2025-02-03T07:00:00Z",)"
      R"("expires_at":"2026-02-28T16:00:00Z",)"
      R"("contributions":[{"rule":"base","amount":"128"}]}})");
}

TEST(JsonEvent, ZeroIsShownWhereItIsAnAnswer) {
  const Events events = SampleEvents();
  Envelope envelope;
  envelope.recorded_at = kSampleTime + 1'234;
  const auto json = [&](size_t i) {
    return DerivedEventToJson(events[i - 1], envelope);
  };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != text.npos;
  };
  EXPECT_TRUE(has(json(4), R"("available":"0")")) << json(4);
  EXPECT_TRUE(has(json(7), R"("expired":"0")")) << json(7);
  EXPECT_TRUE(has(json(26), R"("score":0)")) << json(26);
  EXPECT_TRUE(has(json(1), R"("recorded_at":"2025-02-03T07:00:01.234Z")"));
}

TEST(JsonEvent, EveryEventHasJson) {
  for (const DerivedEvent& event : SampleEvents()) {
    const std::string json = DerivedEventToJson(event, {});
    EXPECT_NE(json.find("\"" + std::string(BodyName(event.body)) + "\":{"),
              json.npos)
        << json;
  }
}

TEST(JsonEvent, FactsComeBackFromTheirJson) {
  for (const Fact& fact : SampleFacts()) {
    std::string bytes, json, again, error;
    EncodeFact(fact, &bytes);
    ASSERT_TRUE(FactToJson(bytes, &json).ok());
    EXPECT_EQ(json.find('\n'), json.npos) << "one line";
    ASSERT_TRUE(JsonToFact(json, &again, &error)) << error << "\n" << json;
    EXPECT_EQ(again, bytes) << json;
  }
  std::string json;
  EXPECT_EQ(FactToJson("\xff", &json).message(), "the bytes are no fact");
}

// ---- Customers --------------------------------------------------------------

Account AccountOf(const char* unit, SubBalance sub, int64_t available) {
  Account account;
  account.unit = unit;
  account.sub_balance = sub;
  Lot lot;
  lot.id = 1;
  lot.amount = lot.remaining = available;
  account.lots.push_back(lot);
  return account;
}

TEST(JsonCustomer, WithoutAProgram) {
  Customer customer;
  customer.id = "a\"da";
  EXPECT_EQ(CustomerToJson(customer, nullptr),
            R"({"customer_id": "a\"da", "balances": []})");
}

TEST(JsonCustomer, WithEverything) {
  Program program;
  for (const auto& [name, kind] :
       {std::pair("points", UnitKind::kPoints),
        std::pair("growth", UnitKind::kStatus),
        std::pair("wallet", UnitKind::kStoredValue)}) {
    program.units.emplace_back().name = name;
    program.units.back().kind = kind;
  }
  program.tiers.levels.emplace_back().name = "gold";
  program.tiers.levels.back().entitlements = {{"discount", "0.10"},
                                              {"priority_booking", "true"}};
  Customer customer;
  customer.id = "ada";
  customer.lifecycle.stage = Stage::kAtRisk;
  customer.tier.name = "gold";
  customer.tier.since = kSampleTime;
  customer.tier.valid_until = kSampleTime + kDayMs;
  customer.accounts = {AccountOf("wallet", SubBalance::kPrincipal, 20000),
                       AccountOf("points", SubBalance::kNone, 128),
                       AccountOf("wallet", SubBalance::kBonus, 500)};
  customer.accounts[1].arrears = 7;
  EXPECT_EQ(
      CustomerToJson(customer, &program),
      R"({"customer_id": "ada", "stage": "AT_RISK", "tier": {"name": "gold", )"
      R"("since": "2025-02-03T07:00:00Z", )"
      R"("valid_until": "2025-02-04T07:00:00Z", "entitlements": )"
      R"({"discount": "0.10", "priority_booking": "true"}}, "balances": [)"
      R"({"unit": "points", "pending": "0", "available": "128", "held": "0", )"
      R"("arrears": "7"}, )"
      R"({"unit": "growth", "pending": "0", "available": "0", "held": "0", )"
      R"("arrears": "0"}, )"
      R"({"unit": "wallet", "pending": "0", "available": "20500", )"
      R"("held": "0", "arrears": "0", "principal": "20000", )"
      R"("bonus": "500"}]})");
}

}  // namespace
}  // namespace laurel
