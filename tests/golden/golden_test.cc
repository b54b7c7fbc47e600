// Bytes that were written once must say the same for ever, and what says the
// same must be written as it was.
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "engine/codec/decision_codec.h"
#include "engine/codec/fact_codec.h"
#include "engine/codec/state_codec.h"
#include "tests/codec/samples.h"
#include "tests/golden/golden_files.h"

namespace laurel {
namespace {

std::string ReadGolden(const std::string& name) {
  std::ifstream file(GoldenPath(name), std::ios::binary);
  EXPECT_TRUE(file.good()) << GoldenPath(name)
                           << " is missing: run write_golden";
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(Golden, TheSameIsWrittenAsItWas) {
  for (const GoldenFile& file : GoldenFiles()) {
    EXPECT_EQ(ReadGolden(file.name + ".bin"), file.bytes) << file.name;
  }
}

TEST(Golden, TheTextSaysWhatTheBytesSay) {
  for (const GoldenFile& file : GoldenFiles()) {
    const auto& bytes = file.type;
    ASSERT_TRUE(bytes->ParseFromString(ReadGolden(file.name + ".bin")));
    const std::unique_ptr<google::protobuf::Message> text(bytes->New());
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
        ReadGolden(file.name + ".txt"), text.get()))
        << file.name;
    EXPECT_TRUE(
        google::protobuf::util::MessageDifferencer::Equals(*bytes, *text))
        << file.name;
  }
}

TEST(Golden, NothingIsKeptThatNothingReads) {
  std::map<std::string, int> known;
  for (const GoldenFile& file : GoldenFiles()) {
    known[file.name + ".bin"] = known[file.name + ".txt"] = 1;
  }
  for (const char* older : {"customer_typical", "customer_full"}) {
    known[std::string(older) + ".bin"] = known[std::string(older) + ".txt"] = 1;
  }
  for (const auto& entry :
       std::filesystem::directory_iterator(GoldenPath(""))) {
    EXPECT_EQ(known.count(entry.path().filename().string()), 1u)
        << entry.path();
  }
}

// Fingerprints stand in the view for ever: position in FactBody, fingerprint.
TEST(Golden, FactsAreWhatTheyWere) {
  uint64_t all = 0;
  for (const Fact& sample : SampleFacts()) {
    const std::string name = "fact_" + std::string(BodyName(sample.body));
    const std::string bytes = ReadGolden(name + ".bin");
    Fact fact;
    std::string message;
    ASSERT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kNone)
        << name << ": " << message;
    all = all * 31 + fact.fingerprint;
    fact.fingerprint = 0;
    EXPECT_TRUE(fact == sample) << name;
  }
  EXPECT_EQ(all, 11543810032267037049u) << "a fingerprint has changed";
  const auto zones = ZonesOf(ReadGolden("fact_program_published.bin"));
  ASSERT_TRUE(zones.ok());
  EXPECT_EQ(*zones, SampleZones());
}

TEST(Golden, ATickWithABoundIsWhatItWas) {
  const std::string bytes = ReadGolden("fact_clock_ticked_2.bin");
  Fact fact;
  std::string message;
  ASSERT_EQ(DecodeFact(bytes, &fact, &message), ParkReason::kNone) << message;
  EXPECT_EQ(fact.fingerprint, 15063028821244779089u);
  fact.fingerprint = 0;
  EXPECT_TRUE(fact == SampleBoundedTick());
}

TEST(Golden, DecisionsAreWhatTheyWere) {
  for (const auto& [name, sample] : SampleDecisions()) {
    Decision decision;
    const auto status =
        DecodeDecision(ReadGolden("decision_" + name + ".bin"), &decision);
    ASSERT_TRUE(status.ok()) << name << ": " << status;
    EXPECT_TRUE(decision == sample) << name;
  }
}

// Of the view's first format, which had fewer fields.
TEST(Golden, OlderCustomersAreStillRead) {
  for (const char* name : {"customer_typical.bin", "customer_full.bin"}) {
    Customer customer;
    ASSERT_TRUE(DecodeCustomer(ReadGolden(name), &customer).ok()) << name;
    EXPECT_FALSE(customer.accounts.empty()) << name;
    EXPECT_EQ(customer.outreach, Customer().outreach) << name;
    EXPECT_EQ(customer.seen,
              std::string_view(name).find("full") == std::string_view::npos
                  ? TypicalCustomer().seen
                  : FullCustomer().seen)
        << name;
  }
}

TEST(Golden, StateIsWhatItWas) {
  Customer customer;
  for (const auto& [name, sample] :
       {std::pair("customer_2_typical.bin", TypicalCustomer()),
        std::pair("customer_2_full.bin", FullCustomer()),
        std::pair("customer_6_full.bin", FullCustomerOf6())}) {
    ASSERT_TRUE(DecodeCustomer(ReadGolden(name), &customer).ok()) << name;
    EXPECT_TRUE(customer == sample) << name;
  }
  int number = 0;
  for (const auto& [kind, sample] : SampleDocuments()) {
    const std::string name = "document_" + std::to_string(++number) + "_kind_" +
                             std::to_string(static_cast<int>(kind));
    Document document;
    ASSERT_TRUE(DecodeDocument(kind, ReadGolden(name + ".bin"), &document).ok())
        << name;
    EXPECT_TRUE(document == sample) << name;
  }
}

}  // namespace
}  // namespace laurel
