#include "engine/codec/decision_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "laurel/v1/decision.pb.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

void ExpectSurvives(const Decision& decision) {
  std::string bytes;
  EncodeDecision(decision, &bytes);
  Decision read;
  const absl::Status status = DecodeDecision(bytes, &read);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(read == decision);
  v1::Decision message;
  EXPECT_TRUE(message.ParseFromString(bytes));
  EXPECT_TRUE(message.GetReflection()->GetUnknownFields(message).empty());
}

TEST(DecisionCodec, EveryEventSurvives) {
  const Events events = SampleEvents();
  ASSERT_EQ(events.size(), std::variant_size_v<DerivedBody> - 1);
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].body.index(), i + 1);
    Decision decision;
    decision.due = {events[i]};
    ExpectSurvives(decision);
  }
  Decision all;
  all.due.assign(events.begin(), events.begin() + 9);
  all.events.assign(events.begin() + 9, events.end());
  ExpectSurvives(all);
}

TEST(DecisionCodec, WhatIsLeftOutIsToldByTheEventBefore) {
  Decision decision;
  decision.clock = kSampleTime;
  const DerivedBody body = UnitsActivated{"points", 1, 2};
  decision.due = {{1, kSampleTime, Theme::kEarn, body},
                  {2, kSampleTime + 1, Theme::kEarn, body},
                  {9, kEarliest, Theme::kTier, body}};
  decision.events = {{10, kEarliest, Theme::kUnspecified, body},
                     {0, kNever, Theme::kRedeem, FactRejected{}},
                     {1, kNever, Theme::kUnspecified, DerivedBody{}}};
  ExpectSurvives(decision);
  UnitsGranted grant;
  grant.activates_at = kSampleTime + 999;
  decision.events.push_back({2, kSampleTime + 500, Theme::kBenefit, grant});
  grant.activates_at = Instant{};
  decision.events.push_back({3, kSampleTime, Theme::kBenefit, grant});
  ExpectSurvives(decision);
}

TEST(DecisionCodec, EveryFieldSurvives) {
  Decision decision = SampleDecision();
  ExpectSurvives(decision);
  ExpectSurvives(Decision{});
  decision.fact_offset = INT64_MAX;
  decision.clock = kEarliest;
  decision.engine_version = 0;
  decision.outcome = Outcome::kParked;
  decision.customer_id = "ada";
  decision.sale->program_version = 0;  // not the decision's
  decision.sale->allowances = {{2, 50}, {7, -1}};
  decision.sale->excluded = 99;
  decision.parked = ParkReason::kFutureTime;
  decision.parked_message = "from tomorrow";
  decision.more = true;
  ExpectSurvives(decision);
}

TEST(DecisionCodec, APaymentIsSmall) {
  std::string bytes;
  EncodeDecision(SampleDecision(), &bytes);
  EXPECT_GE(bytes.size(), 60u);
  EXPECT_LE(bytes.size(), 110u);
}

TEST(DecisionCodec, CorruptBytesAreAnErrorThatSaysWhere) {
  const auto why = [](const v1::Decision& message) {
    Decision decision;
    const auto status = DecodeDecision(message.SerializeAsString(), &decision);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  };
  v1::Decision message;
  message.add_events();
  message.add_events()->mutable_stage_changed()->set_to(
      static_cast<v1::Stage::Value>(99));
  EXPECT_EQ(why(message),
            "decision: events[1].stage_changed.to is 99, a value that this "
            "version does not know");
  message.Clear();
  message.set_outcome(static_cast<v1::Decision::Outcome>(-1));
  EXPECT_EQ(why(message),
            "decision: outcome is -1, a value that this version does not know");
  Decision decision;
  EXPECT_EQ(DecodeDecision("\x12", &decision).message(),
            "decision: the bytes end in the middle of a field");
}

// ---- The public form --------------------------------------------------------

TEST(DerivedEvents, ArePublishedWithTheirEnvelope) {
  RecordedFact cause;
  cause.fact.id = "p-1";
  cause.fact.source = "pos/7";
  cause.fact.customer_id = "ada";
  cause.fact.store_id = "s-1";
  cause.fact.correlation_id = "corr";
  cause.partition = 2;
  cause.offset = 0;
  const Decision decision = SampleDecision();
  std::string bytes;
  EncodeDerivedEvent(decision.events[0], EnvelopeOf(decision, cause), &bytes);
  v1::DerivedEvent event;
  ASSERT_TRUE(event.ParseFromString(bytes));
  EXPECT_EQ(event.id(), "ada/57");
  EXPECT_EQ(event.customer_id(), "ada");
  EXPECT_EQ(event.occurred_at().seconds(), kSampleTime.ms / 1000);
  EXPECT_EQ(event.recorded_at().nanos(), 234'000'000);
  EXPECT_EQ(event.cause().id(), "p-1");
  EXPECT_EQ(event.cause().source(), "pos/7");
  EXPECT_EQ(event.cause().partition(), 2);
  EXPECT_TRUE(event.cause().has_offset());
  EXPECT_EQ(event.program_version(), 3u);
  EXPECT_EQ(event.rule(), v1::DerivedEvent::earn);
  EXPECT_EQ(event.store_id(), "s-1");
  EXPECT_EQ(event.correlation_id(), "corr");
  EXPECT_FALSE(event.has_n());
  EXPECT_EQ(event.units_earned().amount(), 128);
  EXPECT_EQ(event.units_earned().activates_at().seconds(),
            kSampleTime.ms / 1000)
      << "nothing is left out";
}

TEST(DerivedEvents, AnAnswerToAStrangerHasTheIdOfItsFact) {
  Envelope envelope;
  envelope.customer_id = "nobody";
  envelope.fact_id = "r-1";
  envelope.fact_source = "pos/7";
  DerivedEvent event;
  EXPECT_EQ(EventIdOf(event, envelope), "pos/7/r-1");
  event.n = 3;
  EXPECT_EQ(EventIdOf(event, envelope), "nobody/3");
}

}  // namespace
}  // namespace laurel
