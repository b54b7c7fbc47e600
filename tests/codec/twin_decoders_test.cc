#include "tests/codec/twin_decoders.h"

#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "engine/codec/fact_codec.h"
#include "laurel/v1/fact.pb.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

std::vector<std::string> SampleBytes() {
  std::vector<std::string> all;
  for (const Fact& fact : SampleFacts()) {
    EncodeFact(fact, &all.emplace_back(), SampleZones());
  }
  return all;
}

TEST(TwinDecoders, AgreeOnEveryBody) {
  for (const std::string& bytes : SampleBytes()) {
    EXPECT_EQ(DifferenceInDecoding(bytes), "");
  }
}

TEST(TwinDecoders, CanDisagree) {
  // Nothing but a group, which libprotobuf skips: refused, and so no finding.
  EXPECT_EQ(DifferenceInDecoding("\x0b\x0c"), "");
  Fact fact;
  std::string message;
  EXPECT_EQ(DecodeFact("\x0b\x0c", &fact, &message), ParkReason::kUnreadable);
}

// Sets each text of the message in turn to bytes that are not UTF-8.
void ExpectTextIsChecked(v1::Event* event, google::protobuf::Message* part) {
  using google::protobuf::FieldDescriptor;
  const auto* reflection = part->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*part, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      if (!field->is_repeated()) {
        ExpectTextIsChecked(event, reflection->MutableMessage(part, field));
      } else {
        ExpectTextIsChecked(event,
                            reflection->MutableRepeatedMessage(part, field, 0));
      }
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      std::string before;
      if (field->is_repeated()) {
        before = reflection->GetRepeatedString(*part, field, 0);
        reflection->SetRepeatedString(part, field, 0, "\xff");
      } else {
        before = reflection->GetString(*part, field);
        reflection->SetString(part, field, "\xff");
      }
      Fact fact;
      std::string message;
      EXPECT_NE(DecodeFact(event->SerializeAsString(), &fact, &message),
                ParkReason::kNone)
          << field->full_name();
      if (field->is_repeated()) {
        reflection->SetRepeatedString(part, field, 0, before);
      } else {
        reflection->SetString(part, field, before);
      }
    }
  }
}

TEST(TwinDecoders, EveryTextIsChecked) {
  const google::protobuf::LogSilencer silence;
  for (const std::string& bytes : SampleBytes()) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(bytes));
    ExpectTextIsChecked(&event, &event);
  }
}

// Two messages, which merge.
std::string Joined(const std::vector<std::string>& samples,
                   std::mt19937_64& random) {
  return samples[random() % samples.size()] +
         samples[random() % samples.size()];
}

// A message with up to three things wrong.
std::string Mutated(const std::vector<std::string>& samples,
                    std::mt19937_64& random) {
  std::string bytes = samples[random() % samples.size()];
  for (size_t times = 1 + random() % 3; times > 0; --times) {
    const size_t at = random() % (bytes.size() + 1);
    switch (random() % 5) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 2:
        bytes.erase(at, 1 + random() % 4);
        break;
      case 3:
        if (at < bytes.size()) {
          bytes[at] = static_cast<char>(bytes[at] ^ 1 << random() % 8);
        }
        break;
      case 4:
        bytes.resize(at);
    }
    if (bytes.empty()) bytes = samples[0];
  }
  return bytes;
}

TEST(TwinDecoders, AgreeOnWhatWentWrong) {
  const std::vector<std::string> samples = SampleBytes();
  std::mt19937_64 random(20250203);
  int accepted = 0;
  constexpr int kRounds = 60'000;
  for (int round = 0; round < kRounds; ++round) {
    const std::string bytes =
        random() % 4 == 0 ? Joined(samples, random) : Mutated(samples, random);
    ASSERT_EQ(DifferenceInDecoding(bytes), "") << round;
    Fact fact;
    std::string message;
    accepted += DecodeFact(bytes, &fact, &message) == ParkReason::kNone;
  }
  EXPECT_GT(accepted, kRounds / 20) << "hardly anything was compared";
}

}  // namespace
}  // namespace laurel
