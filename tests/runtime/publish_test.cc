// What others see of a decision: the bytes and headers of its public events.
#include "engine/runtime/publish.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "engine/runtime/published_names.h"

namespace laurel {
namespace {

std::map<std::string, std::string> HeadersOf(Instant at) {
  LoggedFact fact;
  Decision decision;
  decision.customer_id = "ada";
  DerivedEvent event;
  event.n = 17;
  event.occurred_at = at;
  event.body = TierRenewed{};
  decision.events.push_back(event);
  Commit commit;
  AddDecision(fact, decision, Published(), "laurel.facts", commit);
  std::string_view bytes = commit.events.bytes();
  Record record;
  EXPECT_TRUE(TakeRecord(bytes, record));
  std::map<std::string, std::string> headers;
  for (const Header& header : ParseHeaders(record.headers)) {
    headers.emplace(header.name, header.value);
  }
  return headers;
}

TEST(PublishTest, APublicEventHasTheHeadersOfCloudEvents) {
  const auto headers = HeadersOf(Instant{1'738'566'000'007});
  const std::map<std::string, std::string> expected{
      {"ce_specversion", "1.0"},
      {"ce_id", "ada/17"},
      {"ce_source", "laurel/engine"},
      {"ce_type", "laurel.tier_renewed.v1"},
      {"ce_subject", "ada"},
      {"ce_time", "2025-02-03T07:00:00.007Z"},
      {"content-type", "application/protobuf"}};
  EXPECT_EQ(headers, expected);
}

TEST(PublishTest, InstantsHaveAllTheirDigits) {
  EXPECT_EQ(HeadersOf(Instant{0}).at("ce_time"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(HeadersOf(Instant{-1}).at("ce_time"), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(HeadersOf(Instant{253'402'300'799'999}).at("ce_time"),
            "9999-12-31T23:59:59.999Z");
}

TEST(PublishTest, WhatIsAsManyAsPaymentsIsNotPublished) {
  EXPECT_FALSE(Published().Has(UnitsEarned{}));
  EXPECT_TRUE(Published().Has(TierRenewed{}));
  EXPECT_TRUE(Published({"units_earned"}).Has(UnitsEarned{}));
  EXPECT_FALSE(Published({"units_earned"}).Has(TierRenewed{}));
  EXPECT_EQ(AllEventNames().size(), UsualEventNames().size() + 5);
  EXPECT_FALSE(Published(EventNames()).Has(TierRenewed{}));
}

}  // namespace
}  // namespace laurel
