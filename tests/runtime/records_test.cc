#include "engine/runtime/records.h"

#include <string>

#include "engine/runtime/parked.h"
#include "gtest/gtest.h"

namespace laurel {
namespace {

TEST(RecordsTest, GivesBackWhatWasAdded) {
  Records records;
  records.Add("ada", "one");
  records.Add("", "");
  records.Add("bob", std::string("\0\n", 2), {{"ce_id", "bob/1"}, {"x", ""}});

  std::vector<Record> seen(records.begin(), records.end());
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0], (Record{"ada", "", "one"}));
  EXPECT_EQ(seen[1], Record());
  EXPECT_EQ(seen[2].value, std::string_view("\0\n", 2));
  EXPECT_EQ(ParseHeaders(seen[2].headers),
            (std::vector<Header>{{"ce_id", "bob/1"}, {"x", ""}}));
  EXPECT_EQ(FindHeader(seen[2].headers, "ce_id"), "bob/1");
  EXPECT_EQ(FindHeader(seen[2].headers, "absent"), "");
}

TEST(RecordsTest, AnEmptyBufferHasNoRecords) {
  Records records;
  EXPECT_TRUE(records.begin() == records.end());
  records.Add("a", "b");
  records.clear();
  EXPECT_TRUE(records.empty());
  EXPECT_TRUE(records.begin() == records.end());
}

TEST(RecordsTest, ACutBufferYieldsOnlyWholeRecords) {
  Records records;
  records.Add("a", "first");
  const size_t first = records.bytes().size();
  records.Add("b", "second");
  for (size_t cut = 0; cut < records.bytes().size(); ++cut) {
    std::string_view bytes = records.bytes().substr(0, cut);
    Record record;
    EXPECT_EQ(TakeRecord(bytes, record), cut >= first) << cut;
    EXPECT_FALSE(TakeRecord(bytes, record)) << cut;
  }
}

TEST(EventLogTest, AFailureSaysWhatToDo) {
  EXPECT_EQ(FailureOf(absl::UnavailableError("")), LogFailure::kRetry);
  EXPECT_EQ(FailureOf(absl::DeadlineExceededError("")), LogFailure::kRetry);
  EXPECT_EQ(FailureOf(absl::ResourceExhaustedError("")), LogFailure::kRetry);
  EXPECT_EQ(FailureOf(absl::AbortedError("")), LogFailure::kFenced);
  EXPECT_EQ(FailureOf(absl::DataLossError("")), LogFailure::kStop);
  EXPECT_EQ(FailureOf(absl::InternalError("")), LogFailure::kStop);
}

TEST(ParkedTest, CarriesReasonAndPlace) {
  Records parked;
  AddParked({.topic = "laurel.facts",
             .partition = 3,
             .offset = 17,
             .reason = "unreadable",
             .message = "the bytes do not parse",
             .key = "ada",
             .value = "?!"},
            parked);
  const Record record = *parked.begin();
  auto copy = ParseParked(
      {.key = record.key, .headers = record.headers, .value = record.value});
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->topic, "laurel.facts");
  EXPECT_EQ(copy->partition, 3);
  EXPECT_EQ(copy->offset, 17);
  EXPECT_EQ(copy->reason, "unreadable");
  EXPECT_EQ(copy->message, "the bytes do not parse");
  EXPECT_EQ(copy->key, "ada");
  EXPECT_EQ(copy->value, "?!");
  EXPECT_EQ(ParseParked({}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace laurel
