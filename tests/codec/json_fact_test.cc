#include <gtest/gtest.h>

#include <string>

#include "engine/codec/fact_codec.h"
#include "engine/codec/json.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

v1::Event Parsed(std::string_view json) {
  std::string bytes, error;
  EXPECT_TRUE(JsonToFact(json, &bytes, &error)) << json << "\n" << error;
  v1::Event event;
  EXPECT_TRUE(event.ParseFromString(bytes));
  return event;
}

std::string ErrorOf(std::string_view json) {
  std::string bytes, error;
  EXPECT_FALSE(JsonToFact(json, &bytes, &error)) << json;
  return error;
}

TEST(JsonFact, ThePaymentOfTheContract) {
  const v1::Event event = Parsed(R"({"id": "p-1", "source": "pos/7",
    "customer_id": "ada", "store_id": "s-1",
    "occurred_at": "2025-02-03T15:00:00+08:00",
    "payment_captured": {"payment_id": "p-1",
      "lines": [{"line_id": "l1", "category": "hair", "kind": "SERVICE",
                 "amount": {"currency": "CNY", "minor": 12850}}],
      "tenders": [{"kind": "CASH",
                   "amount": {"currency": "CNY", "minor": "12850"}}]}})");
  EXPECT_EQ(event.id(), "p-1");
  EXPECT_EQ(event.store_id(), "s-1");
  EXPECT_EQ(event.occurred_at().seconds(), 1738566000);
  EXPECT_FALSE(event.has_recorded_at());
  const auto& payment = event.payment_captured();
  EXPECT_EQ(payment.lines(0).kind(), v1::Line::SERVICE);
  EXPECT_EQ(payment.lines(0).amount().minor(), 12850);
  EXPECT_EQ(payment.tenders(0).amount().minor(), 12850);
  EXPECT_EQ(payment.tenders(0).kind(), v1::Tender::CASH);
  Fact fact;
  std::string message;
  const std::string bytes = event.SerializeAsString();
  EXPECT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kNone) << message;
}

TEST(JsonFact, OtherSpellingsOfTheSame) {
  const v1::Event event = Parsed(R"({"customerId": "ada", "actor": null,
    "recordedAt": "2025-02-03T07:00:00.25Z",
    "hold_requested": {"holdId": "h", "amount": "-5", "ttl": "900.5s"}})");
  EXPECT_EQ(event.customer_id(), "ada");
  EXPECT_EQ(event.actor(), "");
  EXPECT_EQ(event.recorded_at().nanos(), 250'000'000);
  EXPECT_EQ(event.hold_requested().amount(), -5);
  EXPECT_EQ(event.hold_requested().ttl().seconds(), 900);
  EXPECT_EQ(event.hold_requested().ttl().nanos(), 500'000'000);
  EXPECT_EQ(Parsed(R"({"feedback_received": {"kind": "nps", "score": "9",
                       "answers": {"b": "2", "a": "1"}}})")
                .feedback_received()
                .answers()
                .at("a"),
            "1");
  EXPECT_TRUE(Parsed(R"({"clock_ticked": {}})").has_clock_ticked());
  EXPECT_EQ(Parsed(R"({"clock_ticked": {"most": 500}})").clock_ticked().most(),
            500u);
  EXPECT_EQ(Parsed(R"({"complaint_opened": {"severity": 3}})")
                .complaint_opened()
                .severity(),
            v1::ComplaintOpened::HIGH);
}

TEST(JsonFact, TheShapesOfTheContract) {
  for (const char* json :
       {R"({"id":"r-1","source":"pos/7","customer_id":"ada","occurred_at":
            "2025-03-01T10:00:00+08:00","redemption_requested":
            {"redemption_id":"r-1","unit":"points","amount":500,"basket_total":
            {"currency":"CNY","minor":5000}}})",
        R"({"id":"e","source":"s","customer_enrolled":{"profile":{"birthday":
            "1990-03-14","tags":["skin:dry"]},"consents":[{"channel":"WECHAT",
            "purpose":"MARKETING","granted":true}],"referrer_id":"ada"}})",
        R"({"id":"x","source":"s","payment_refunded":{"refund_id":"x-1",
            "payment_id":"p-1","lines":[{"line_id":"l1","amount":
            {"currency":"CNY","minor":1}}]}})",
        R"({"id":"k","source":"s","feedback_received":{"feedback_id":"k-1",
            "visit_id":"v-1","kind":"NPS","score":9}})",
        R"({"id":"t","source":"s","tier_assigned":{"tier":"gold","mode":"PIN",
            "until":"2026-01-01T00:00:00+08:00"}})",
        R"({"id":"g","source":"laurel/x","program_published":{"program":"glow",
            "version":2,"source":"a: b","digest":"00ff"}})"}) {
    std::string bytes, message;
    ASSERT_TRUE(JsonToFact(json, &bytes, &message)) << message;
    Fact fact;
    EXPECT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kNone) << message;
  }
}

TEST(JsonFact, TheSameJsonIsTheSameBytes) {
  const char* const json = R"({"feedback_received": {"answers":
    {"q1": "a", "q2": "b", "q3": "c", "q4": "d", "q5": "e", "q6": "f"}}})";
  std::string first, bytes, error;
  ASSERT_TRUE(JsonToFact(json, &first, &error));
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(JsonToFact(json, &bytes, &error));
    EXPECT_EQ(bytes, first);
  }
}

struct BadJson {
  std::string json;
  std::string error;
};

const BadJson kBadJson[] = {
    // What is no JSON.
    {"", "there is no JSON: the line is empty"},
    {"{\"id\": \"a", "this is no JSON: a string has no closing quote"},
    {"{\"id\" \"a\"}",
     "this is no JSON: a comma, colon, quote or bracket is missing or too "
     "many"},
    {"{\"id\": \"\xff\"}", "this is no JSON: the text is not UTF-8"},
    {"{\"id\": \"\\q\"}",
     "this is no JSON: a string has a wrong escape (\\...)"},
    {"{\"id\": \"a\nb\"}",
     "this is no JSON: a string has a control character in it"},
    {"{\"id\": tru}", "this is no JSON: a word is none of true, false, null"},
    {R"({"program_published": {"version": 123456789012345678901234567890}})",
     "this is no JSON: a number is malformed or does not fit 64 bits"},
    {std::string(40, '[') + std::string(40, ']'),
     "this is no fact: it is nested deeper than any fact"},
    // What is JSON and no fact.
    {"[]", "the line is a list; an object is wanted"},
    {"7", "the line is 7; an object is wanted"},
    {R"({"id": "a", "id": "b"})", "id comes twice"},
    {R"({"customer_id": "a", "customerId": "b"})", "customer_id comes twice"},
    {R"({"costumer_id": "a"})",
     R"(costumer_id is not a field of a fact; did you mean "customer_id"?)"},
    {R"({"payment_captured": {"lines": [{"amont": {}}]}})",
     "payment_captured.lines[0].amont is not a field of Line; did you mean "
     "\"amount\"?"},
    {R"({"payment_captured": {"lines": [{"amount": {"zzz": 1}}]}})",
     "payment_captured.lines[0].amount.zzz is not a field of Money; known are "
     "currency, minor"},
    {R"({"clock_ticked": {"most": -1}})",
     "clock_ticked.most is -1; 0 to 4294967295 is allowed"},
    {R"({"hold_released": {}, "clock_ticked": {}})",
     "clock_ticked is a second body; a fact has one, here hold_released"},
    {R"({"id": 7})", "id is 7; a string is wanted"},
    {R"({"id": {}})", "id is an object; a string is wanted"},
    {R"({"payment_captured": []})",
     "payment_captured is a list; an object is wanted"},
    {R"({"payment_captured": {"lines": {}}})",
     "payment_captured.lines is an object; a list is wanted"},
    {R"({"payment_captured": {"lines": [{}, 7]}})",
     "payment_captured.lines[1] is 7; an object is wanted"},
    // Integers.
    {R"({"hold_requested": {"amount": 1.0}})",
     "hold_requested.amount is a number with a fraction or an exponent; an "
     "integer is wanted"},
    {R"({"hold_requested": {"amount": 1e3}})",
     "hold_requested.amount is a number with a fraction or an exponent; an "
     "integer is wanted"},
    {R"({"hold_requested": {"amount": "12x"}})",
     "hold_requested.amount is \"12x\"; an integer is wanted"},
    {R"({"hold_requested": {"amount": " 12"}})",
     "hold_requested.amount is \" 12\"; an integer is wanted"},
    {R"({"hold_requested": {"amount": true}})",
     "hold_requested.amount is true; an integer is wanted"},
    {R"({"hold_requested": {"amount": 9223372036854775808}})",
     "hold_requested.amount is 9223372036854775808; -9223372036854775808 to "
     "9223372036854775807 is allowed"},
    {R"({"hold_requested": {"amount": "-9223372036854775809"}})",
     "hold_requested.amount is \"-9223372036854775809\"; -9223372036854775808 "
     "to 9223372036854775807 is allowed"},
    {R"({"program_published": {"version": -1}})",
     "program_published.version is -1; 0 to 4294967295 is allowed"},
    {R"({"feedback_received": {"score": 2147483648}})",
     "feedback_received.score is 2147483648; -2147483648 to 2147483647 is "
     "allowed"},
    // Times, durations, enumerations.
    {R"({"occurred_at": "2025-02-03T15:00:00"})",
     "occurred_at is \"2025-02-03T15:00:00\"; a time such as "
     "\"2025-02-03T15:00:00+08:00\" is wanted"},
    {R"({"occurred_at": 1738566000})",
     "occurred_at is 1738566000; a time such as \"2025-02-03T15:00:00+08:00\" "
     "is wanted"},
    {R"({"hold_requested": {"ttl": "PT15M"}})",
     "hold_requested.ttl is \"PT15M\"; a duration such as \"900s\" is wanted"},
    {R"({"hold_requested": {"ttl": "-1s"}})",
     "hold_requested.ttl is \"-1s\"; a duration such as \"900s\" is wanted"},
    {R"({"consent_changed": {"granted": "yes"}})",
     "consent_changed.granted is \"yes\"; true or false is wanted"},
    {R"({"tier_assigned": {"mode": "CEILING"}})",
     "tier_assigned.mode is \"CEILING\"; one of FLOOR, PIN is wanted"},
    {R"({"tier_assigned": {"mode": 9}})",
     "tier_assigned.mode is 9; one of FLOOR, PIN is wanted"},
    {R"({"payment_captured": {"lines": [{"kind": "HAIRCUT"}]}})",
     "payment_captured.lines[0].kind is \"HAIRCUT\"; one of PRODUCT, SERVICE, "
     "TOP_UP, PACKAGE, MEMBERSHIP, FEE, TIP is wanted"},
    {R"({"feedback_received": {"answers": {"a": 1}}})",
     "feedback_received.answers.a is 1; a string is wanted"},
    {R"({"feedback_received": {"answers": {"a": "1", "a": "2"}}})",
     "feedback_received.answers.a comes twice"},
    {R"({"customer_enrolled": {"profile": {"tags": ["a", 1]}}})",
     "customer_enrolled.profile.tags[1] is 1; a string is wanted"},
};

TEST(JsonFact, SaysWhatIsWrong) {
  for (const BadJson& bad : kBadJson) {
    EXPECT_EQ(ErrorOf(bad.json), bad.error);
  }
}

}  // namespace
}  // namespace laurel
