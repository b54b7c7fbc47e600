// A disk that is full, that cannot keep its promises, or that stops between a
// commit and the facts it forwards.
#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "tests/connectors/embedded_fixture.h"

namespace laurel {
namespace {

using absl::StatusCode;

// Calls that fail as they are told to.
struct Faults {
  std::atomic<int64_t> room = INT64_MAX;  // bytes until ENOSPC
  std::atomic<int> writes_left = INT32_MAX;
  std::atomic<int> syncs_left = INT32_MAX;

  DiskCalls Calls() {
    return {[this](int fd, const iovec* parts, int count, off_t position) {
              return Write(fd, parts, count, position);
            },
            [this](int) { return Sync(); }};
  }

 private:
  // Writes what there is room for, as a full disk does.
  ssize_t Write(int fd, const iovec* parts, int count, off_t position) {
    int64_t size = 0;
    for (int i = 0; i < count; ++i) {
      size += static_cast<int64_t>(parts[i].iov_len);
    }
    if (writes_left.fetch_sub(1) <= 0 || room <= 0) {
      errno = ENOSPC;
      return -1;
    }
    if (size <= room) {
      room -= size;
      return ::pwritev(fd, parts, count, position);
    }
    iovec first = parts[0];
    first.iov_len = std::min<size_t>(first.iov_len, static_cast<size_t>(room));
    room = 0;
    return ::pwritev(fd, &first, 1, position);
  }

  int Sync() {
    if (syncs_left.fetch_sub(1) > 0) return 0;
    errno = EIO;
    return -1;
  }
};

class EmbeddedFaultsTest : public EmbeddedTest {
 protected:
  absl::StatusOr<std::unique_ptr<EmbeddedLog>> OpenFaulty() {
    EmbeddedOptions options = Options();
    options.disk = faults_.Calls();
    return Open(std::move(options));
  }

  // A commit on partition 0 that forwards two facts to partition 1.
  static Commit Forwarding() {
    Commit commit = Decisions({"d"});
    commit.facts.Add(1, "k", "forward 0");
    commit.facts.Add(1, "k", "forward 1");
    return commit;
  }

  Faults faults_;
};

TEST_F(EmbeddedFaultsTest, AFullDiskKeepsNothingOfTheBatch) {
  auto log = OpenFaulty();
  ASSERT_TRUE(log.ok()) << log.status();
  ASSERT_TRUE(Append(**log, {"before"}).ok());
  const std::string path = Segments("0/facts")[0];
  const int64_t size = SizeOf(path);
  auto reader = (*log)->OpenReader(Stream::kFacts, 0, 1);
  LogBatch batch;
  constexpr int64_t kBatch = 2 * (64 + 12 + 1) + 4 + 7;  // bytes on disk
  for (int64_t room = 0; room < kBatch; ++room) {
    faults_.room = room;
    EXPECT_TRUE(Says(Append(**log, {"lost", "as well"}),
                     StatusCode::kResourceExhausted,
                     {path, "No space left", "Free space"}));
    EXPECT_EQ(SizeOf(path), size) << room;
    ASSERT_TRUE((*reader)->Read({}, batch).ok());
    EXPECT_TRUE(batch.empty());
  }
  faults_.room = INT64_MAX;
  ASSERT_TRUE(Append(**log, {"after"}).ok());
  EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"before", "after"}));
  log->reset();
  log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"before", "after"}));
  EXPECT_TRUE(notices_.empty());
}

// The n-th write fails, from creating the log on; then there is space again.
TEST_F(EmbeddedFaultsTest, AFullDiskAtAnyWriteCanBeOvercome) {
  for (int n = 0;; ++n) {
    std::filesystem::remove_all(data_);
    faults_.writes_left = n;
    const auto work = [this]() -> absl::Status {
      ASSIGN_OR_RETURN(auto log, OpenFaulty());
      RETURN_IF_ERROR(Append(*log, {"fact"}, 0));
      ASSIGN_OR_RETURN(auto writer, log->OpenPartition(0));
      return CommitNow(*writer, Forwarding()).status;
    };
    const absl::Status failed = work();
    if (failed.ok()) {  // it takes no more than n writes
      EXPECT_GT(n, 8);
      return;
    }
    EXPECT_EQ(FailureOf(failed), LogFailure::kRetry) << n << ": " << failed;
    faults_.writes_left = INT32_MAX;
    // A serving process tries again; here all of it, and facts may repeat.
    ASSERT_TRUE(work().ok()) << n;
    const auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status();
    const Texts decisions = MustRead(**log, Stream::kDecisions);
    const Texts forwards = MustRead(**log, Stream::kFacts, 1);
    EXPECT_GE(decisions.size(), 1u);
    EXPECT_LE(decisions.size(), 2u);
    EXPECT_EQ(forwards.size(), 2 * decisions.size())
        << "each commit forwards its facts once, though write " << n
        << " failed";
  }
}

TEST_F(EmbeddedFaultsTest, AFullDiskEndsTheWriterNotThePartition) {
  auto log = OpenFaulty();
  ASSERT_TRUE(log.ok());
  auto writer = (*log)->OpenPartition(0);
  ASSERT_TRUE(CommitNow(**writer, Decisions({"a"})).status.ok());
  faults_.room = 100;
  const Completion full = CommitNow(**writer, Decisions({"lost"}));
  EXPECT_TRUE(Says(full.status, StatusCode::kResourceExhausted,
                   {"0/commits", "No space left"}));
  EXPECT_EQ((*writer)->Submit(Decisions({"x"})).code(),
            StatusCode::kFailedPrecondition);
  faults_.room = INT64_MAX;
  writer = (*log)->OpenPartition(0);
  ASSERT_TRUE(writer.ok()) << writer.status();
  EXPECT_EQ(CommitNow(**writer, Decisions({"b"})).decisions_end, 2);
  EXPECT_EQ(MustRead(**log, Stream::kDecisions), (Texts{"a", "b"}));
}

// The commit is written, then there is no room for what it forwards.
TEST_F(EmbeddedFaultsTest, AForwardThatDidNotArriveIsMadeUpFor) {
  auto log = OpenFaulty();
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE(Append(**log, {"other"}, 1).ok());
  auto writer = (*log)->OpenPartition(0);
  ASSERT_TRUE(CommitNow(**writer, Decisions({"first"})).status.ok());
  faults_.writes_left = 1;
  const Completion done = CommitNow(**writer, Forwarding());
  EXPECT_TRUE(Says(done.status, StatusCode::kResourceExhausted,
                   {"committed, but not yet forwarded", "1/facts"}));
  EXPECT_EQ(MustRead(**log, Stream::kDecisions), (Texts{"first", "d"}));
  EXPECT_EQ(MustRead(**log, Stream::kFacts, 1), (Texts{"other"}));
  // Still no room: opening says so again.
  EXPECT_EQ((*log)->OpenPartition(0).status().code(),
            StatusCode::kResourceExhausted);
  faults_.writes_left = INT32_MAX;
  ASSERT_TRUE(Append(**log, {"meanwhile"}, 1).ok());
  for (int again = 0; again < 3; ++again) {
    ASSERT_TRUE((*log)->OpenPartition(0).ok());
    EXPECT_EQ(MustRead(**log, Stream::kFacts, 1),
              (Texts{"other", "meanwhile", "forward 0", "forward 1"}));
  }
}

// Written but not acknowledged: it may not arrive twice.
TEST_F(EmbeddedFaultsTest, AForwardThatArrivedUnnoticedIsNotRepeated) {
  {
    auto log = OpenFaulty();
    ASSERT_TRUE(log.ok());
    ASSERT_TRUE(Append(**log, {"other"}, 1).ok());
    auto writer = (*log)->OpenPartition(0);
    ASSERT_TRUE(CommitNow(**writer, Decisions({"first"})).status.ok());
    faults_.syncs_left = 1;
    EXPECT_EQ(CommitNow(**writer, Forwarding()).status.code(),
              StatusCode::kInternal);
    EXPECT_EQ(MustRead(**log, Stream::kFacts, 1), (Texts{"other"}))
        << "not durable, so not seen";
  }
  for (int again = 0; again < 2; ++again) {
    auto log = Open();
    ASSERT_TRUE(log.ok());
    ASSERT_TRUE((*log)->OpenPartition(0).ok());
    EXPECT_EQ(MustRead(**log, Stream::kFacts, 1),
              (Texts{"other", "forward 0", "forward 1"}));
  }
}

TEST_F(EmbeddedFaultsTest, AfterAFailedFsyncNothingIsTrusted) {
  auto log = OpenFaulty();
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE(Append(**log, {"good"}).ok());
  faults_.syncs_left = 0;
  EXPECT_TRUE(Says(Append(**log, {"doubtful"}), StatusCode::kInternal,
                   {"fsync", "0/facts", "start again"}));
  faults_.syncs_left = INT32_MAX;  // the kernel forgets the error
  EXPECT_EQ(Append(**log, {"more"}).code(), StatusCode::kInternal);
  EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"good"}));
  EXPECT_TRUE(Append(**log, {"elsewhere"}, 1).ok());
}

TEST_F(EmbeddedFaultsTest, AFailedFsyncWhileRecoveringIsFinalToo) {
  {
    auto log = OpenFaulty();
    ASSERT_TRUE(log.ok());
    faults_.syncs_left = 2;  // of the segment and its directory
    EXPECT_EQ(Append(**log, {"written"}).code(), StatusCode::kInternal);
  }
  faults_.syncs_left = 0;
  EmbeddedOptions options = Options(Access::kAppend);
  options.disk = faults_.Calls();
  auto log = Open(options);
  ASSERT_TRUE(log.ok());
  EXPECT_EQ(Append(**log, {"x"}).code(), StatusCode::kInternal);
  faults_.syncs_left = INT32_MAX;
  EXPECT_EQ(Append(**log, {"x"}).code(), StatusCode::kInternal);
}

// The same with a limit of the operating system.
TEST_F(EmbeddedFaultsTest, AFileSizeLimitIsAFullDisk) {
  auto log = Open();
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE(Append(**log, {"before"}).ok());
  const int64_t size = SizeOf(Segments("0/facts")[0]);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  rlimit limit = old_limit;
  limit.rlim_cur = static_cast<rlim_t>(size) + 100;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  const absl::Status full = Append(**log, {std::string(500, 'x')});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old_limit), 0);
  EXPECT_TRUE(Says(full, StatusCode::kResourceExhausted, {"File too large"}));
  EXPECT_EQ(SizeOf(Segments("0/facts")[0]), size);
  ASSERT_TRUE(Append(**log, {"after"}).ok());
  EXPECT_EQ(MustRead(**log, Stream::kFacts), (Texts{"before", "after"}));
}

}  // namespace
}  // namespace laurel
