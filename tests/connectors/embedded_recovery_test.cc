// What an embedded log says and does when its files are not as it left them:
// torn ends, flipped bits, missing and foreign files.
#include <algorithm>
#include <map>

#include "connectors/embedded/format.h"
#include "tests/connectors/embedded_fixture.h"

namespace laurel {
namespace {

using absl::StatusCode;

class EmbeddedRecoveryTest : public EmbeddedTest {
 protected:
  // Three commits on partition 0, in segments of at most one.
  void WriteCommits(int64_t segment_bytes = 1 << 20) {
    EmbeddedOptions options = Options();
    options.segment_bytes = segment_bytes;
    auto log = Open(std::move(options));
    ASSERT_TRUE(log.ok()) << log.status();
    auto writer = (*log)->OpenPartition(0);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (int i = 0; i < 3; ++i) {
      const std::string n = std::to_string(i);
      Commit commit = Decisions({"d" + n, "D" + n});
      commit.events.Add("k", "e" + n, {{"ce_id", n}});
      commit.parked.Add("k", "p" + n);
      ASSERT_TRUE(CommitNow(**writer, std::move(commit)).status.ok());
    }
  }

  void WriteFacts(int64_t segment_bytes = 1 << 20) {
    EmbeddedOptions options = Options();
    options.segment_bytes = segment_bytes;
    auto log = Open(std::move(options));
    ASSERT_TRUE(log.ok()) << log.status();
    for (const char* value : {"first", "second", "third"}) {
      ASSERT_TRUE(Append(**log, {value}).ok());
    }
  }

  // Everything that can be read of partition 0, or the first failure.
  absl::StatusOr<std::map<Stream, Texts>> ReadAll() {
    ASSIGN_OR_RETURN(auto log, Open());
    RETURN_IF_ERROR(log->OpenPartition(0).status());
    std::map<Stream, Texts> all;
    for (Stream stream : {Stream::kFacts, Stream::kDecisions, Stream::kEvents,
                          Stream::kParked}) {
      RETURN_IF_ERROR(Read(*log, stream, 0, all[stream]));
    }
    return all;
  }

  // Every bit of the file, one at a time: what is read is right, or an error.
  void FlipEveryBit(const std::string& path) {
    const auto good = ReadAll();
    ASSERT_TRUE(good.ok()) << good.status();
    int found = 0;
    for (int64_t byte = 0; byte < SizeOf(path); ++byte) {
      FlipBit(path, byte, static_cast<int>(byte % 8));
      const auto read = ReadAll();
      if (!read.ok()) {
        ++found;
        EXPECT_NE(read.status().message().find(path), absl::string_view::npos)
            << read.status();
        EXPECT_EQ(FailureOf(read.status()), LogFailure::kStop);
      } else {
        EXPECT_EQ(*read, *good) << path << " byte " << byte;
      }
      FlipBit(path, byte, static_cast<int>(byte % 8));
    }
    EXPECT_EQ(found, SizeOf(path)) << "some flips went unseen";
  }

  // Cuts the file within its last frame, which starts at `frame`.
  template <typename Check>
  void CutEverywhere(const std::string& path, int64_t frame, Check check) {
    Keep();
    const int64_t size = SizeOf(path);
    for (int64_t cut = frame; cut < size; ++cut) {
      std::filesystem::resize_file(path, static_cast<uintmax_t>(cut));
      notices_.clear();
      check(cut);
      ASSERT_FALSE(notices_.empty()) << "dropped in silence at " << cut;
      if (cut > frame) {
        const std::string dropped =
            "dropped the last " + std::to_string(cut - frame) + " bytes";
        EXPECT_NE(notices_[0].find(path), std::string::npos) << notices_[0];
        EXPECT_NE(notices_[0].find(dropped), std::string::npos) << notices_[0];
      }
      Restore();
    }
  }
};

TEST_F(EmbeddedRecoveryTest, ATornFactIsCutOffWithAMessage) {
  WriteFacts();
  const std::string path = Segments("0/facts")[0];
  const int64_t frame = (SizeOf(path) - 96) / 3;  // nearly: values differ
  const int64_t last = SizeOf(path) - (64 + 12 + 1 + 5);
  ASSERT_GT(last, 96 + frame);
  CutEverywhere(path, last, [this](int64_t cut) {
    {
      auto log = Open();
      ASSERT_TRUE(log.ok()) << log.status();
      EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"first", "second"}));
      ASSERT_TRUE(Append(**log, {"fourth"}).ok());
    }
    const size_t said = notices_.size();
    auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status() << " after a cut at " << cut;
    EXPECT_EQ(MustRead(**log, Stream::kFacts),
              (Texts{"first", "second", "fourth"}));
    EXPECT_EQ(notices_.size(), said) << "said twice";
  });
}

TEST_F(EmbeddedRecoveryTest, ATornCommitIsNotThereAtAll) {
  WriteCommits();
  const std::string path = Segments("0/commits")[0];
  const int64_t frame = (SizeOf(path) - 96) / 3;  // all three are as long
  CutEverywhere(path, 96 + 2 * frame, [this](int64_t) {
    auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status();
    auto writer = (*log)->OpenPartition(0);
    ASSERT_TRUE(writer.ok()) << writer.status();
    EXPECT_EQ(MustRead(**log, Stream::kDecisions),
              (Texts{"d0", "D0", "d1", "D1"}));
    EXPECT_EQ(MustRead(**log, Stream::kEvents), (Texts{"e0", "e1"}));
    EXPECT_EQ(MustRead(**log, Stream::kParked), (Texts{"p0", "p1"}));
    EXPECT_EQ(CommitNow(**writer, Decisions({"again"})).decisions_end, 5);
  });
}

TEST_F(EmbeddedRecoveryTest, LosingMoreThanTheLastFrameIsDamage) {
  WriteFacts();
  const std::string path = Segments("0/facts")[0];
  std::filesystem::resize_file(path, 96 + 30);
  const auto log = Open();
  EXPECT_TRUE(Says(log.status(), StatusCode::kDataLoss,
                   {path, "byte 96", "offset 0", "3 frames were acknowledged",
                    "remove", "0/facts/durable"}));
  EXPECT_EQ(SizeOf(path), 96 + 30) << "nothing may be changed";
  // The way out that the message names.
  std::filesystem::remove(Path("0/facts/durable"));
  const auto accepted = Open();
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(MustRead(**accepted, Stream::kFacts), Texts());
  EXPECT_EQ(notices_.size(), 1u);
}

TEST_F(EmbeddedRecoveryTest, AFlippedBitInFactsIsFound) {
  WriteFacts();
  FlipEveryBit(Segments("0/facts")[0]);
}

TEST_F(EmbeddedRecoveryTest, AFlippedBitInCommitsIsFound) {
  WriteCommits();
  FlipEveryBit(Segments("0/commits")[0]);
}

TEST_F(EmbeddedRecoveryTest, AFlippedBitInASealedSegmentIsFound) {
  WriteFacts(/*segment_bytes=*/1);
  ASSERT_EQ(Segments("0/facts").size(), 3u);
  FlipEveryBit(Segments("0/facts")[1]);
}

// Without the durable end the last frame may be a torn one; what is before it
// may not.
TEST_F(EmbeddedRecoveryTest, WithoutTheDurableEndOnlyTheLastFrameMayGo) {
  WriteFacts();
  const std::string path = Segments("0/facts")[0];
  std::filesystem::remove(Path("0/facts/durable"));
  Keep();
  const int64_t last = SizeOf(path) - (64 + 12 + 1 + 5);
  for (int64_t byte = 96; byte < SizeOf(path); ++byte) {
    FlipBit(path, byte, 3);
    notices_.clear();
    const auto log = Open();
    if (byte < last) {
      EXPECT_TRUE(Says(log.status(), StatusCode::kDataLoss, {path}));
    } else {
      ASSERT_TRUE(log.ok()) << log.status();
      EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"first", "second"}));
      EXPECT_EQ(notices_.size(), 1u);
    }
    Restore();
  }
}

TEST_F(EmbeddedRecoveryTest, TheDurableEndIsFoundAgain) {
  WriteFacts();
  std::filesystem::remove(Path("0/facts/durable"));
  {
    const auto reader = Open(Access::kRead);
    ASSERT_TRUE(reader.ok());
    EXPECT_TRUE(Says((*reader)->Range(Stream::kFacts, 0).status(),
                     StatusCode::kFailedPrecondition, {"0/facts/durable"}));
  }
  const auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(MustRead(**log, Stream::kFacts),
            (Texts{"first", "second", "third"}));
  EXPECT_TRUE(notices_.empty());
}

// A partition that is opened reads its decisions before it takes over.
TEST_F(EmbeddedRecoveryTest, TheDurableEndOfCommitsIsFoundAgainByTheirReader) {
  WriteCommits();
  std::filesystem::remove(Path("0/commits/durable"));
  {
    const auto reader = Open(Access::kRead);
    ASSERT_TRUE(reader.ok());
    EXPECT_TRUE(Says((*reader)->Range(Stream::kDecisions, 0).status(),
                     StatusCode::kFailedPrecondition, {"0/commits/durable"}));
  }
  const auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  const auto range = (*log)->Range(Stream::kDecisions, 0);
  ASSERT_TRUE(range.ok()) << range.status();
  EXPECT_EQ(range->end, 6);
  EXPECT_TRUE((*log)->OpenPartition(0).ok());
}

TEST_F(EmbeddedRecoveryTest, AFlippedBitInTheDurableEndNeverHidesFacts) {
  WriteFacts();
  const std::string path = Path("0/facts/durable");
  Keep();
  for (int64_t byte = 0; byte < 64; ++byte) {
    FlipBit(path, byte, static_cast<int>(byte % 8));
    const auto log = Open();
    if (log.ok()) {
      EXPECT_EQ(MustRead(**log, Stream::kFacts),
                (Texts{"first", "second", "third"}))
          << byte;
    } else {
      EXPECT_TRUE(Says(log.status(), StatusCode::kDataLoss, {path}));
    }
    Restore();
  }
}

TEST_F(EmbeddedRecoveryTest, AMissingSegmentIsNamed) {
  WriteFacts(/*segment_bytes=*/1);
  std::filesystem::remove(Segments("0/facts")[1]);
  const auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  Texts values;
  EXPECT_TRUE(Says(Read(**log, Stream::kFacts, 0, values),
                   StatusCode::kDataLoss, {"0/facts", "offset 1", "missing"}));
  EXPECT_EQ(values, (Texts{"first"}));
}

TEST_F(EmbeddedRecoveryTest, ASegmentOfAnotherPartitionIsRefused) {
  WriteFacts();
  {
    const auto log = Open();
    ASSERT_TRUE(Append(**log, {"other"}, 1).ok());
  }
  const std::string path = Segments("1/facts")[0];
  std::filesystem::copy_file(Segments("0/facts")[0], path,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(Says(Open().status(), StatusCode::kFailedPrecondition,
                   {path, "partition 0", "partition 1"}));
}

TEST_F(EmbeddedRecoveryTest, AnotherFormatIsRefusedNamingBoth) {
  WriteFacts();
  const std::string path = Segments("0/facts")[0];
  FlipBit(path, 8, 1);  // version 1 becomes 3
  EXPECT_TRUE(Says(Open().status(), StatusCode::kFailedPrecondition,
                   {path, "format 3", "format 1"}));
}

TEST_F(EmbeddedRecoveryTest, AnotherDirectoryIsRefused) {
  std::filesystem::create_directories(data_);
  WriteText(Path("photo.jpg"), "not a log");
  for (Access access : {Access::kServe, Access::kAppend, Access::kRead}) {
    EXPECT_TRUE(Says(Open(access).status(), StatusCode::kFailedPrecondition,
                     {data_, "photo.jpg"}));
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(data_), {}), 1);
}

TEST_F(EmbeddedRecoveryTest, AnotherMetaIsRefusedNamingBoth) {
  const std::string id(32, 'a');
  const std::vector<std::pair<std::string, Texts>> cases = {
      {"format: other\n", {"'format: other'", "'laurel-log'"}},
      {"laurel-log\nformat 2\nlog_id " + id + "\npartitions 2\n",
       {"'format 2'", "'format 1'"}},
      {"laurel-log\nformat 1\nlog_id x\npartitions 2\n", {"'log_id x'"}},
      {"laurel-log\nformat 1\nlog_id " + id + "\npartitions 0\n",
       {"'partitions 0'", "1 to 1024"}},
      {"laurel-log\nformat 1\nlog_id " + id + "\npartitions many\n",
       {"'partitions many'"}},
      {"", {"''", "'laurel-log'"}},
  };
  std::filesystem::create_directories(data_);
  for (const auto& [text, words] : cases) {
    WriteText(Path("log.meta"), text);
    EXPECT_TRUE(Says(Open().status(), StatusCode::kFailedPrecondition, words))
        << text;
  }
}

TEST_F(EmbeddedRecoveryTest, NoLogIsNotFoundUnlessOneIsToBeMade) {
  EmbeddedOptions options = Options(Access::kRead);
  options.create_partitions = 0;
  EXPECT_TRUE(Says(Open(options).status(), StatusCode::kNotFound,
                   {data_, "laurel import"}));
  EXPECT_FALSE(std::filesystem::exists(data_));
  options.create_partitions = 5'000;
  EXPECT_TRUE(Says(Open(options).status(), StatusCode::kInvalidArgument,
                   {"5000", "1024"}));
}

TEST_F(EmbeddedRecoveryTest, AReaderChangesNothing) {
  WriteFacts();
  const std::string path = Segments("0/facts")[0];
  std::filesystem::resize_file(path, static_cast<uintmax_t>(SizeOf(path)) - 1);
  const int64_t size = SizeOf(path);
  const auto log = Open(Access::kRead);
  ASSERT_TRUE(log.ok()) << log.status();
  Texts values;
  EXPECT_EQ(Read(**log, Stream::kFacts, 0, values).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(values, (Texts{"first", "second"}));
  EXPECT_EQ((*log)->OpenPartition(0).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Append(**log, {"x"}).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(SizeOf(path), size);
  EXPECT_TRUE(notices_.empty());
}

}  // namespace
}  // namespace laurel
