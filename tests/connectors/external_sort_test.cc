#include "connectors/csv/external_sort.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <map>

#include "engine/base/hash.h"
#include "tests/connectors/scratch.h"

namespace laurel {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs DrainAll(ExternalSort& sort) {
  Pairs pairs;
  const auto status = sort.Drain([&](auto key, auto value) {
    pairs.emplace_back(key, value);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return pairs;
}

TEST(ExternalSort, SortsInMemoryAndIsEmptyThen) {
  Scratch scratch;
  ExternalSort sort(scratch.path(), 1 << 20);
  ASSERT_TRUE(sort.Add("b", "2").ok());
  ASSERT_TRUE(sort.Add("a", "").ok());
  ASSERT_TRUE(sort.Add("c", "3").ok());
  EXPECT_EQ(DrainAll(sort), (Pairs{{"a", ""}, {"b", "2"}, {"c", "3"}}));
  EXPECT_TRUE(DrainAll(sort).empty());
  ASSERT_TRUE(sort.Add("d", "4").ok());
  EXPECT_EQ(DrainAll(sort), (Pairs{{"d", "4"}}));
  EXPECT_EQ(sort.runs_spilled(), 0);
}

// More runs than may be open at once, so that runs are merged on the way.
TEST(ExternalSort, SortsWhatDoesNotFitInMemory) {
  Scratch scratch;
  ExternalSort sort(scratch.path(), 4 << 10);
  std::map<std::string, std::string> expected;
  for (uint64_t i = 0; i < 30'000; ++i) {
    std::string key;
    AppendNumber(Fmix64(i), key);
    const std::string value(i % 40, static_cast<char>('a' + i % 26));
    expected[key] = value;
    ASSERT_TRUE(sort.Add(key, value).ok());
  }
  EXPECT_GT(sort.runs_spilled(), 200);
  EXPECT_EQ(DrainAll(sort), Pairs(expected.begin(), expected.end()));
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()))
      << "temporary files have no name";
}

TEST(ExternalSort, StopsWhereTheVisitorSays) {
  Scratch scratch;
  ExternalSort sort(scratch.path(), 64);
  for (const char* key : {"c", "a", "b", "e", "d"}) {
    ASSERT_TRUE(sort.Add(key, "some value").ok());
  }
  int seen = 0;
  const auto status = sort.Drain([&](auto, auto) {
    return ++seen == 2 ? absl::AbortedError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(status.message(), "enough");
  EXPECT_EQ(seen, 2);
}

TEST(ExternalSort, SaysThatItsFolderIsMissing) {
  ExternalSort sort("/nowhere/at/all", 16);
  const auto status = sort.Add("a", "some value");
  EXPECT_EQ(status.message(),
            "cannot make a temporary file in /nowhere/at/all: No such file or "
            "directory");
}

// Files may grow to `bytes` while it lives: what a full disk looks like.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

// 128 runs of one entry each, then all of them merged into a file of 4,608
// bytes: its last 512 were lost, and nobody was told.
TEST(ExternalSort, SaysWhereTheDiskIsFullAtTheEndOfAMerge) {
  Scratch scratch;
  ExternalSort sort(scratch.path(), 1);
  const FileLimit limit(4096);
  absl::Status status;
  for (uint64_t i = 0; status.ok() && i < 129; ++i) {
    std::string key;
    AppendNumber(i, key);
    status = sort.Add(key, "some value.x");
  }
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(sort.runs_spilled(), 128);
}

TEST(ByteParser, ReadsWhatWasAppended) {
  std::string bytes;
  AppendNumber(7, bytes);
  AppendText("abc", bytes);
  AppendText("", bytes);
  AppendNumber(uint64_t{1} << 63, bytes);
  ByteParser parser(bytes);
  EXPECT_EQ(parser.Number(), 7u);
  EXPECT_EQ(parser.Text(), "abc");
  EXPECT_EQ(parser.Text(), "");
  EXPECT_EQ(parser.Number(), uint64_t{1} << 63);
}

}  // namespace
}  // namespace laurel
