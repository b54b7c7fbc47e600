// A record as it is read: a fact, or what is parked and why.
#include "engine/runtime/logged_fact.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"

namespace laurel {
namespace {

constexpr int64_t kNow = 1'760'000'000'000;

std::string FromJson(const std::string& json) {
  std::string bytes, error;
  EXPECT_TRUE(JsonToFact(json, &bytes, &error)) << error;
  return bytes;
}

LoggedFact Read(const std::string& value, const std::string& key = "ada") {
  LoggedFact fact;
  LogRecord record;
  record.append_time_ms = kNow;
  record.key = key;
  record.value = value;
  ReadFact(0, record, &fact);
  return fact;
}

TEST(ReadFactTest, JsonIsAFactToo) {
  const std::string json =
      R"({"id": "p-1", "source": "pos/1", "customer_id": "ada",)"
      R"("store_id": "s-1", "payment_captured": {"payment_id": "p-1",)"
      R"("lines": [{"amount": {"currency": "CNY", "minor": 100}}]}})";
  const std::string bytes = FromJson(json);
  const LoggedFact from_json = Read(json), from_bytes = Read(bytes);
  EXPECT_EQ(from_json.parked, ParkReason::kNone) << from_json.message;
  EXPECT_EQ(from_json.recorded.fact, from_bytes.recorded.fact);
  EXPECT_EQ(from_json.value, json);
}

TEST(ReadFactTest, JsonThatIsNoFactIsParkedWithItsReason) {
  const LoggedFact fact = Read(R"({"id": "p-1", "amonut": 3})");
  EXPECT_EQ(fact.parked, ParkReason::kUnreadable);
  EXPECT_NE(fact.message.find("amonut"), std::string::npos) << fact.message;
  const LoggedFact large = Read("{" + std::string(kMaxFactBytes, ' '));
  EXPECT_EQ(large.parked, ParkReason::kTooLarge);
}

// The reason goes with the copy and into the decision, and both have an end.
TEST(ReadFactTest, AForeignKeyIsQuotedInPart) {
  const std::string visit =
      FromJson(R"({"id": "v-1", "source": "pos/1", "customer_id": "ada",)"
               R"("store_id": "s-1", "visit_completed": {"visit_id": "v-1"}})");
  const LoggedFact fact = Read(visit, "bo\n" + std::string(600'000, 'o'));
  EXPECT_EQ(fact.parked, ParkReason::kForeignKey);
  EXPECT_LT(fact.message.size(), 200u);
  EXPECT_EQ(fact.message.find('\n'), std::string::npos);
  EXPECT_NE(fact.message.find("\"ada\""), std::string::npos) << fact.message;
}

}  // namespace
}  // namespace laurel
