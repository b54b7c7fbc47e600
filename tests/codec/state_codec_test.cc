#include "engine/codec/state_codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "laurel/v1/state.pb.h"
#include "tests/codec/samples.h"

namespace laurel {
namespace {

std::string Bytes(const Customer& customer) {
  std::string bytes;
  EncodeCustomer(customer, &bytes);
  return bytes;
}

void ExpectSurvives(const Customer& customer) {
  Customer read;
  const absl::Status status = DecodeCustomer(Bytes(customer), &read);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(read == customer);
}

TEST(StateCodec, CustomersSurvive) {
  ExpectSurvives(Customer{});
  ExpectSurvives(TypicalCustomer());
  ExpectSurvives(FullCustomer());
  ExpectSurvives(FullCustomerOf6());
}

TEST(StateCodec, ACustomerUsedAgainForgetsTheOneBefore) {
  Customer read;
  ASSERT_TRUE(DecodeCustomer(Bytes(FullCustomer()), &read).ok());
  ASSERT_TRUE(DecodeCustomer(Bytes(TypicalCustomer()), &read).ok());
  EXPECT_TRUE(read == TypicalCustomer());
  ASSERT_TRUE(DecodeCustomer("", &read).ok());
  EXPECT_TRUE(read == Customer{});
}

TEST(StateCodec, ATypicalCustomerIsSmall) {
  EXPECT_LE(Bytes(TypicalCustomer()).size(), 640u);
}

TEST(StateCodec, TheBytesAreTheProtos) {
  v1::CustomerState state;
  ASSERT_TRUE(state.ParseFromString(Bytes(FullCustomer())));
  EXPECT_TRUE(state.GetReflection()->GetUnknownFields(state).empty());
  EXPECT_EQ(state.accounts_size(), 3);
  EXPECT_EQ(state.SerializeAsString(), Bytes(FullCustomer()));
}

// Lists of any content: what differences between neighbours could lose.
TEST(StateCodec, AnyListSurvives) {
  std::mt19937_64 random(20250203);
  const auto any = [&]() -> int64_t {
    const auto value = static_cast<int64_t>(random());
    return value >> (random() % 64);
  };
  for (int round = 0; round < 300; ++round) {
    Customer customer;
    customer.accounts.emplace_back();
    for (size_t i = random() % 6; i > 0; --i) {
      Lot lot;
      lot.id = static_cast<uint64_t>(any());
      lot.amount = any();
      lot.remaining = random() % 2 ? lot.amount : any();
      lot.held = random() % 2 ? 0 : any();
      lot.expired = random() % 2 ? 0 : any();
      lot.activates_at.ms = random() % 2 ? any() / 1000 * 1000 : any();
      lot.expires_at.ms = random() % 4 ? any() : INT64_MAX;
      lot.pending = random() % 2;
      lot.earned = random() % 2;
      customer.accounts[0].lots.push_back(lot);
      const Day day{static_cast<int32_t>(any())};
      customer.accounts[0].by_day.push_back({day, any()});
      customer.measures.visits.push_back(
          {day, random() % 2 ? 3 : static_cast<uint64_t>(any())});
      customer.lifecycle.days.push_back(day);
      customer.seen.push_back(static_cast<uint16_t>(any()));
    }
    ExpectSurvives(customer);
  }
}

// Cut anywhere, any byte changed: an answer or an error, never a crash.
TEST(StateCodec, CorruptBytesDoNotCrash) {
  const std::string good = Bytes(FullCustomer());
  Customer read;
  for (size_t i = 0; i < good.size(); ++i) {
    (void)DecodeCustomer(good.substr(0, i), &read);
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ flip);
      (void)DecodeCustomer(bad, &read);
    }
  }
}

TEST(StateCodec, CorruptBytesAreAnErrorThatSaysWhere) {
  const auto why = [](const v1::CustomerState& state) {
    Customer read;
    const auto status = DecodeCustomer(state.SerializeAsString(), &read);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  };
  v1::CustomerState state;
  state.add_accounts();
  state.add_accounts()->add_lots(7);
  EXPECT_EQ(why(state), "customer: accounts[1].lots is cut off or malformed");
  state.Clear();
  state.mutable_measures()->add_visits(2);
  state.mutable_measures()->add_visits(9);
  EXPECT_EQ(why(state), "customer: measures.visits is cut off or malformed");
  state.Clear();
  state.mutable_lifecycle()->set_stage(static_cast<v1::Stage::Value>(12));
  EXPECT_EQ(why(state),
            "customer: lifecycle.stage is 12, a value that this version does "
            "not know");
  state.Clear();
  state.set_seen("odd");
  EXPECT_EQ(why(state), "customer: seen is cut off or malformed");
}

TEST(StateCodec, DocumentsSurvive) {
  for (const auto& [kind, document] : SampleDocuments()) {
    std::string bytes;
    EncodeDocument(document, &bytes);
    Document read;
    const absl::Status status = DecodeDocument(kind, bytes, &read);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_TRUE(read == document) << static_cast<int>(kind);
    for (size_t i = 0; i < bytes.size(); ++i) {
      (void)DecodeDocument(kind, bytes.substr(0, i), &read);
    }
  }
}

TEST(StateCodec, DocumentsThatCannotBe) {
  Document read;
  std::string bytes = "x";
  EncodeDocument(Document{}, &bytes);
  EXPECT_EQ(bytes, "");
  EXPECT_EQ(DecodeDocument(static_cast<DocumentKind>(99), "", &read).message(),
            "document: kind 99 is none that this version knows");
  EXPECT_EQ(
      DecodeDocument(DocumentKind::kPayment, "\x1a\x03xyz", &read).message(),
      "document: currency is \"xyz\"; three upper-case letters are "
      "wanted, as in \"CNY\"");
  EXPECT_EQ(DecodeDocument(DocumentKind::kSeen, "\x11\x01", &read).message(),
            "document: the bytes end in the middle of a field");
}

}  // namespace
}  // namespace laurel
