#include "engine/codec/fact_codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "engine/base/hash.h"
#include "laurel/v1/fact.pb.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

Fact Decoded(std::string_view bytes) {
  Fact fact;
  std::string message;
  EXPECT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kNone) << message;
  return fact;
}

v1::Event PlainPayment() {
  v1::Event event;
  event.set_id("f-1");
  event.set_source("pos/7");
  event.set_customer_id("ada");
  auto* payment = event.mutable_payment_captured();
  payment->set_payment_id("p-1");
  auto* line = payment->add_lines();
  line->mutable_amount()->set_currency("CNY");
  line->mutable_amount()->set_minor(12850);
  return event;
}

TEST(FactCodec, EveryBodySurvivesBothWays) {
  Fact reused;  // what one body leaves behind must not show in the next
  std::string message;
  for (const Fact& sample : SampleFacts()) {
    std::string bytes;
    EncodeFact(sample, &bytes);
    ASSERT_EQ(DecodeFact(bytes, &reused, &message), ParkReason::kNone)
        << BodyName(sample.body) << ": " << message;
    EXPECT_NE(reused.fingerprint, 0u);
    reused.fingerprint = 0;
    EXPECT_TRUE(reused == sample) << BodyName(sample.body);
  }
}

TEST(FactCodec, SamplesAreOfEveryBody) {
  const auto samples = SampleFacts();
  ASSERT_EQ(samples.size(), std::variant_size_v<FactBody> - 1);
  for (size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(samples[i].body.index(), i + 1);
  }
}

TEST(FactCodec, OurBytesAreLibprotobufs) {
  for (const Fact& sample : SampleFacts()) {
    std::string bytes;
    EncodeFact(sample, &bytes);
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(bytes)) << BodyName(sample.body);
    EXPECT_EQ(event.SerializeAsString().size(), bytes.size());
    EXPECT_EQ(event.id(), sample.id);
    const auto* reflection = event.GetReflection();
    EXPECT_TRUE(reflection->GetUnknownFields(event).empty());
  }
}

TEST(FactCodec, LinesWithoutAnIdHaveTheirPosition) {
  v1::Event event = PlainPayment();
  auto* lines = event.mutable_payment_captured()->mutable_lines();
  for (int i = 1; i < 12; ++i) *lines->Add() = lines->Get(0);
  lines->Mutable(1)->set_line_id("mine");
  const std::string bytes = event.SerializeAsString();
  const Fact fact = Decoded(bytes);
  const auto& payment = std::get<PaymentCaptured>(fact.body);
  EXPECT_EQ(payment.lines[0].line_id, "1");
  EXPECT_EQ(payment.lines[1].line_id, "mine");
  EXPECT_EQ(payment.lines[11].line_id, "12");
}

TEST(FactCodec, TimesAreCutToMilliseconds) {
  v1::Event event = PlainPayment();
  event.mutable_occurred_at()->set_seconds(1);
  event.mutable_occurred_at()->set_nanos(2'999'999);
  const Fact fact = Decoded(event.SerializeAsString());
  EXPECT_EQ(fact.occurred_at.ms, 1'002);
  EXPECT_EQ(fact.recorded_at, kNever);
}

TEST(FactCodec, LastValueCountsAndMessagesMerge) {
  const v1::Event first = PlainPayment();
  v1::Event second;
  second.set_id("f-2");
  second.mutable_payment_captured()->set_channel("app");
  const std::string bytes =
      first.SerializeAsString() + second.SerializeAsString();
  const Fact fact = Decoded(bytes);
  EXPECT_EQ(fact.id, "f-2");
  const auto& payment = std::get<PaymentCaptured>(fact.body);
  EXPECT_EQ(payment.payment_id, "p-1");
  EXPECT_EQ(payment.channel, "app");
}

TEST(FactCodec, LastBodyCounts) {
  v1::Event second;
  second.mutable_hold_released()->set_hold_id("h-1");
  v1::Event third;
  third.mutable_payment_captured()->set_payment_id("p-3");
  const std::string bytes = PlainPayment().SerializeAsString() +
                            second.SerializeAsString() +
                            third.SerializeAsString();
  const Fact fact = Decoded(bytes);
  const auto& payment = std::get<PaymentCaptured>(fact.body);
  EXPECT_EQ(payment.payment_id, "p-3");
  EXPECT_TRUE(payment.lines.empty());
}

TEST(FactCodec, FingerprintTellsBodiesApart) {
  const auto of = [](const v1::Event& event) {
    return Decoded(event.SerializeAsString()).fingerprint;
  };
  v1::Event event = PlainPayment();
  const uint64_t original = of(event);
  event.set_id("another");
  event.mutable_occurred_at()->set_seconds(7);
  EXPECT_EQ(of(event), original) << "the envelope is not in it";
  event.mutable_payment_captured()->set_channel("app");
  EXPECT_NE(of(event), original);
  v1::Event sent, failed;
  for (v1::Event* one : {&sent, &failed}) {
    one->set_id("f-1");
    one->set_source("crm");
  }
  sent.mutable_message_sent()->set_message_id("m");
  failed.mutable_message_failed()->set_message_id("m");
  EXPECT_NE(of(sent), of(failed));
}

TEST(Fingerprint64, IsTheSameOnEveryMachine) {
  EXPECT_EQ(Fingerprint64(""), 7175312947680778460u);
  EXPECT_EQ(Fingerprint64("a"), 10801322641685277249u);
  EXPECT_EQ(Fingerprint64("12345678"), 16405593233790044807u);
  EXPECT_EQ(Fingerprint64("0123456789abcdef0123456789ab"),
            7194907677945807202u);
}

// ---- What is wrong, and how it is said --------------------------------------

struct Bad {
  ParkReason reason;
  std::string message;
  std::function<void(v1::Event&)> spoil;
};

v1::Line* FirstLine(v1::Event& event) {
  return event.mutable_payment_captured()->mutable_lines(0);
}

const Bad kBad[] = {
    {ParkReason::kMissingField, "id is missing",
     [](v1::Event& e) { e.clear_id(); }},
    {ParkReason::kMissingField, "source is missing",
     [](v1::Event& e) { e.clear_source(); }},
    {ParkReason::kBadIdentifier,
     "customer_id is \"a\\x01\"; control characters are not allowed",
     [](v1::Event& e) { e.set_customer_id("a\1"); }},
    {ParkReason::kBadIdentifier,
     "store_id has 129 bytes; at most 128 are allowed",
     [](v1::Event& e) { e.set_store_id(std::string(129, 's')); }},
    {ParkReason::kBadIdentifier,
     "source is \"pos\\xc2\\x85\"; control characters are not allowed",
     [](v1::Event& e) { e.set_source("pos\xc2\x85"); }},
    {ParkReason::kNoBody,
     "the fact has no body, or one that this version does not know",
     [](v1::Event& e) { e.clear_body(); }},
    {ParkReason::kTimeOutOfRange,
     "occurred_at is out of range: 1970 to 9999 is allowed",
     [](v1::Event& e) { e.mutable_occurred_at()->set_seconds(-1); }},
    {ParkReason::kTimeOutOfRange,
     "recorded_at is out of range: 1970 to 9999 is allowed",
     [](v1::Event& e) { e.mutable_recorded_at()->set_seconds(253402300800); }},
    {ParkReason::kTimeOutOfRange,
     "recorded_at is out of range: 1970 to 9999 is allowed",
     [](v1::Event& e) { e.mutable_recorded_at()->set_nanos(-1); }},
    {ParkReason::kMissingField, "payment_captured.payment_id is missing",
     [](v1::Event& e) { e.mutable_payment_captured()->clear_payment_id(); }},
    {ParkReason::kMissingField, "payment_captured.lines[0].amount is missing",
     [](v1::Event& e) { FirstLine(e)->clear_amount(); }},
    {ParkReason::kMissingField,
     "payment_captured.lines[0].amount.currency is missing",
     [](v1::Event& e) { FirstLine(e)->mutable_amount()->clear_currency(); }},
    {ParkReason::kBadIdentifier,
     "payment_captured.lines[0].amount.currency is \"cny\"; three upper-case "
     "letters are wanted, as in \"CNY\"",
     [](v1::Event& e) { FirstLine(e)->mutable_amount()->set_currency("cny"); }},
    {ParkReason::kAmountOutOfRange,
     "payment_captured.lines[0].amount.minor is 10000000000001; at most "
     "10000000000000 is allowed either way",
     [](v1::Event& e) {
       FirstLine(e)->mutable_amount()->set_minor(10'000'000'000'001);
     }},
    {ParkReason::kAmountOutOfRange,
     "payment_captured.lines[0].quantity is -10000000000001; at most "
     "10000000000000 is allowed either way",
     [](v1::Event& e) { FirstLine(e)->set_quantity(-10'000'000'000'001); }},
    {ParkReason::kUnknownEnum,
     "payment_captured.lines[0].kind is 77, a value that this version does not "
     "know",
     [](v1::Event& e) {
       FirstLine(e)->set_kind(static_cast<v1::Line::Kind>(77));
     }},
    {ParkReason::kMissingField,
     "payment_captured.lines[0].unit is missing; TOP_UP and PACKAGE lines name "
     "what they load",
     [](v1::Event& e) { FirstLine(e)->set_kind(v1::Line::TOP_UP); }},
    {ParkReason::kMissingField, "payment_captured.tenders[0].kind is missing",
     [](v1::Event& e) {
       auto* tender = e.mutable_payment_captured()->add_tenders();
       tender->mutable_amount()->set_currency("CNY");
     }},
    {ParkReason::kBadIdentifier,
     "payment_captured.lines[1].line_id is \"1\", which another line has",
     [](v1::Event& e) {
       auto* line = e.mutable_payment_captured()->add_lines();
       *line = *FirstLine(e);
       line->set_line_id("1");
     }},
    {ParkReason::kMissingField, "payment_refunded has neither lines nor amount",
     [](v1::Event& e) {
       e.mutable_payment_refunded()->set_refund_id("x");
       e.mutable_payment_refunded()->set_payment_id("p");
     }},
    {ParkReason::kAmountOutOfRange,
     "hold_requested.amount is 9223372036854775807; at most 10000000000000 is "
     "allowed either way",
     [](v1::Event& e) {
       e.mutable_hold_requested()->set_hold_id("h");
       e.mutable_hold_requested()->set_unit("points");
       e.mutable_hold_requested()->set_amount(INT64_MAX);
     }},
    {ParkReason::kTimeOutOfRange,
     "hold_requested.ttl is out of range: 0 seconds to 10,000 years is allowed",
     [](v1::Event& e) {
       e.mutable_hold_requested()->set_hold_id("h");
       e.mutable_hold_requested()->set_unit("points");
       e.mutable_hold_requested()->mutable_ttl()->set_seconds(-900);
     }},
    {ParkReason::kMissingField, "appointment_booked.starts_at is missing",
     [](v1::Event& e) {
       e.mutable_appointment_booked()->set_appointment_id("a");
     }},
    {ParkReason::kBadIdentifier,
     "customer_enrolled.profile.birthday is \"14.3.1990\"; a date is wanted: "
     "\"1990-03-14\", or \"--03-14\" without the year",
     [](v1::Event& e) {
       auto* profile = e.mutable_customer_enrolled()->mutable_profile();
       profile->set_birthday("14.3.1990");
     }},
    {ParkReason::kBadIdentifier,
     "customer_enrolled.profile.tags[1] has 200 bytes; at most 128 are allowed",
     [](v1::Event& e) {
       auto* profile = e.mutable_customer_enrolled()->mutable_profile();
       profile->add_tags("skin:dry");
       profile->add_tags(std::string(200, 't'));
     }},
    {ParkReason::kMissingField,
     "customer_enrolled.consents[0].purpose is missing",
     [](v1::Event& e) {
       auto* consent = e.mutable_customer_enrolled()->add_consents();
       consent->set_channel(v1::Channel::SMS);
     }},
    {ParkReason::kMissingField, "consent_changed.channel is missing",
     [](v1::Event& e) { e.mutable_consent_changed()->set_granted(true); }},
    {ParkReason::kUnknownEnum,
     "profile_updated.clear[0] is \"name\"; one of birthday, language, "
     "home_store, tags, person_ref is wanted",
     [](v1::Event& e) { e.mutable_profile_updated()->add_clear("name"); }},
};

TEST(FactCodec, SaysWhatIsWrong) {
  for (const Bad& bad : kBad) {
    v1::Event event = PlainPayment();
    bad.spoil(event);
    Fact fact;
    std::string message;
    const std::string bytes = event.SerializeAsString();
    EXPECT_EQ(DecodeFact(bytes, &fact, &message), bad.reason) << message;
    EXPECT_EQ(message, bad.message);
  }
}

TEST(FactCodec, SaysWhyBytesDoNotParse) {
  const std::string good = PlainPayment().SerializeAsString();
  const std::pair<std::string, std::string> cases[] = {
      {good.substr(0, good.size() - 1),
       "the bytes end in the middle of a field"},
      {"\x0f", "a field has a wire type that protobuf does not use"},
      {std::string("\0\0", 2),
       "a field has a number that protobuf does not "
       "allow"},
      {"\x18" + std::string(11, '\xff'), "a number is longer than ten bytes"},
  };
  for (const auto& [bytes, expected] : cases) {
    Fact fact;
    std::string message;
    EXPECT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kUnreadable);
    EXPECT_EQ(message, expected);
  }
}

TEST(FactCodec, TextThatIsNotUtf8IsUnreadable) {
  v1::Event event = PlainPayment();
  event.mutable_customer_erased()->set_reason("tea");
  std::string bytes = event.SerializeAsString();
  bytes[bytes.size() - 1] = '\xff';
  Fact fact;
  std::string message;
  EXPECT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kUnreadable);
  EXPECT_EQ(message, "customer_erased.reason is not UTF-8");
}

TEST(FactCodec, SizesAreBounded) {
  Fact fact;
  std::string message;
  EXPECT_EQ(DecodeFact(std::string(kMaxFactBytes + 1, 'x'), &fact, &message),
            ParkReason::kTooLarge);
  EXPECT_EQ(message, "the fact has 1048577 bytes; at most 1048576 are allowed");

  v1::Event event = PlainPayment();
  auto* lines = event.mutable_payment_captured()->mutable_lines();
  while (lines->size() < 10'000) *lines->Add() = lines->Get(0);
  EXPECT_EQ(std::get<PaymentCaptured>(Decoded(event.SerializeAsString()).body)
                .lines.back()
                .line_id,
            "10000");
  *lines->Add() = lines->Get(0);
  EXPECT_EQ(DecodeFact(event.SerializeAsString(), &fact, &message),
            ParkReason::kTooLarge);
  EXPECT_EQ(message,
            "payment_captured.lines[10000] is one too many; at most 10000 are "
            "allowed");
}

// ---- Zones ------------------------------------------------------------------

TEST(FactCodec, ZonesTravelWithTheProgram) {
  const std::vector<Zone> zones = SampleZones();
  Fact program = SampleFacts()[FactIndex<ProgramPublished>() - 1];
  std::string bytes;
  EncodeFact(program, &bytes, zones);
  const auto read = ZonesOf(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, zones);

  Fact fact = Decoded(bytes);
  fact.fingerprint = 0;
  EXPECT_TRUE(fact == program);
}

TEST(FactCodec, ZonesThatDoNotRiseAreAnError) {
  v1::Event event;
  auto* zone = event.mutable_program_published()->add_zones();
  zone->set_name("Mars/Base");
  zone->add_transition_seconds(5);
  EXPECT_EQ(ZonesOf(event.SerializeAsString()).status().message(),
            "program_published.zones[0] does not have one offset for each of "
            "its transitions, which rise");
  EXPECT_FALSE(ZonesOf("\xff").ok());
  EXPECT_TRUE(ZonesOf(PlainPayment().SerializeAsString())->empty());
}

}  // namespace
}  // namespace laurel
