// Several processes on one data directory, some of which die.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <map>
#include <random>

#include "tests/connectors/embedded_fixture.h"

namespace laurel {
namespace {

using absl::StatusCode;

// A child that tells its parent numbers through a pipe. It leaves without
// running the test's destructors.
class Child {
 public:
  using Tell = std::function<void(int64_t)>;

  explicit Child(const std::function<void(const Tell&)>& work) {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[0]);
      work([&](int64_t number) {
        if (::write(ends[1], &number, sizeof number) != sizeof number) {
          ::_exit(2);
        }
      });
      ::_exit(0);
    }
    ::close(ends[1]);
    told_ = ends[0];
  }
  Child(const Child&) = delete;
  ~Child() {
    Kill();
    ::close(told_);
  }

  pid_t pid() const { return pid_; }

  // The next number; nothing once the child has gone.
  std::optional<int64_t> Hear() {
    int64_t number;
    ssize_t n;
    do {
      n = ::read(told_, &number, sizeof number);
    } while (n < 0 && errno == EINTR);
    if (n != sizeof number) return std::nullopt;
    return number;
  }

  void Kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    Wait();
  }

  // The exit status, or -1 if it was killed.
  int Wait() {
    if (pid_ <= 0) return -1;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = 0;
  int told_ = -1;
};

class EmbeddedProcessesTest : public EmbeddedTest {};

TEST_F(EmbeddedProcessesTest, OneProcessServes) {
  Child owner([this](const Child::Tell& tell) {
    auto log = Open();
    tell(log.ok() ? 1 : 0);
    ::pause();
  });
  ASSERT_EQ(owner.Hear(), 1);
  EXPECT_TRUE(Says(Open().status(), StatusCode::kFailedPrecondition,
                   {data_, "in use by process " + std::to_string(owner.pid()),
                    "stop that process"}));
  // Others may append and read beside it.
  auto publisher = Open(Access::kAppend);
  ASSERT_TRUE(publisher.ok()) << publisher.status();
  EXPECT_TRUE(Append(**publisher, {"x"}).ok());
  EXPECT_TRUE(Says((*publisher)->OpenPartition(0).status(),
                   StatusCode::kFailedPrecondition, {data_, "serv"}));
  auto reader = Open(Access::kRead);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(MustRead(**reader, Stream::kFacts), (Texts{"x"}));
  owner.Kill();
  const auto next = Open();
  EXPECT_TRUE(next.ok()) << next.status();
}

TEST_F(EmbeddedProcessesTest, TheSameProcessServesOnce) {
  const auto first = Open();
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(Says(Open().status(), StatusCode::kFailedPrecondition,
                   {"in use by process " + std::to_string(::getpid())}));
}

TEST_F(EmbeddedProcessesTest, ManyThatCreateTheLogGetTheSame) {
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 6; ++i) {
    children.push_back(std::make_unique<Child>([this](const Child::Tell& tell) {
      auto log = Open(Access::kAppend);
      tell(log.ok() && Append(**log, {"x"}).ok() ? 1 : 0);
    }));
  }
  for (auto& child : children) EXPECT_EQ(child->Hear(), 1);
  const auto log = Open();
  ASSERT_TRUE(log.ok()) << log.status();
  EXPECT_EQ(MustRead(**log, Stream::kFacts).size(), 6u);
}

TEST_F(EmbeddedProcessesTest, AServingProcessSeesWhatOthersAppend) {
  constexpr int kPublishers = 3;
  constexpr int kFacts = 200;
  EmbeddedOptions options = Options();
  options.segment_bytes = 4'000;  // they roll segments in turn
  auto log = Open(options);
  ASSERT_TRUE(log.ok());
  std::vector<std::unique_ptr<Child>> children;
  for (int p = 0; p < kPublishers; ++p) {
    children.push_back(std::make_unique<Child>([&, p](const Child::Tell&) {
      EmbeddedOptions appending = Options(Access::kAppend);
      appending.segment_bytes = 4'000;
      auto mine = Open(appending);
      if (!mine.ok()) ::_exit(3);
      for (int i = 0; i < kFacts; i += 2) {
        RoutedRecords facts;
        facts.Add(0, std::to_string(p), std::to_string(i));
        facts.Add(0, std::to_string(p), std::to_string(i + 1));
        if (!(*mine)->Append(facts).ok()) ::_exit(4);
      }
    }));
  }
  auto reader = (*log)->OpenReader(Stream::kFacts, 0, 0);
  std::map<std::string, int> next;
  LogBatch batch;
  for (int64_t seen = 0; seen < kPublishers * kFacts;) {
    ASSERT_TRUE((*reader)->Read({}, batch).ok());
    for (const LogRecord& r : batch.records) {
      ASSERT_EQ(r.offset, seen++);
      ASSERT_EQ(r.value, std::to_string(next[std::string(r.key)]++));
    }
    if (batch.empty()) ::usleep(500);
  }
  for (auto& child : children) EXPECT_EQ(child->Wait(), 0);
}

// Facts and decisions that were acknowledged are there afterwards, whenever
// the process dies.
TEST_F(EmbeddedProcessesTest, AcknowledgedRecordsSurviveKill9) {
  std::mt19937 random(3);
  Texts facts;
  Texts decisions;
  for (int round = 0; round < 25; ++round) {
    Child child([&](const Child::Tell& tell) {
      EmbeddedOptions options = Options();
      options.segment_bytes = 2'000;
      auto log = Open(options);
      if (!log.ok()) ::_exit(3);
      auto writer = (*log)->OpenPartition(0);
      if (!writer.ok()) ::_exit(4);
      for (int64_t n = 0;; ++n) {
        const std::string name =
            std::to_string(round) + "/" + std::to_string(n);
        if (!Append(**log, {name}).ok()) ::_exit(5);
        tell(2 * n);
        Commit commit = Decisions({name});
        commit.facts.Add(1, "k", name);
        if (!CommitNow(**writer, std::move(commit)).status.ok()) ::_exit(6);
        tell(2 * n + 1);
      }
    });
    // The child dies while it works on what follows.
    const auto patience = static_cast<int64_t>(random() % 60);
    int64_t acknowledged = -1;
    while (acknowledged < patience) {
      const auto told = child.Hear();
      ASSERT_TRUE(told.has_value()) << "exit " << child.Wait();
      acknowledged = *told;
    }
    ::usleep(random() % 500);
    child.Kill();
    while (const auto told = child.Hear()) acknowledged = *told;

    auto log = Open();
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_TRUE((*log)->OpenPartition(0).ok());
    const Texts facts_now = MustRead(**log, Stream::kFacts);
    const Texts decisions_now = MustRead(**log, Stream::kDecisions);
    for (int64_t n = 0; 2 * n <= acknowledged; ++n) {
      facts.push_back(std::to_string(round) + "/" + std::to_string(n));
    }
    for (int64_t n = 0; 2 * n + 1 <= acknowledged; ++n) {
      decisions.push_back(std::to_string(round) + "/" + std::to_string(n));
    }
    // At most what was under way is there beyond what was acknowledged.
    ASSERT_GE(facts_now.size(), facts.size());
    ASSERT_LE(facts_now.size(), facts.size() + 1);
    ASSERT_TRUE(std::equal(facts.begin(), facts.end(), facts_now.begin()));
    ASSERT_GE(decisions_now.size(), decisions.size());
    ASSERT_LE(decisions_now.size(), decisions.size() + 1);
    ASSERT_TRUE(
        std::equal(decisions.begin(), decisions.end(), decisions_now.begin()));
    // Each decision has forwarded its fact once.
    ASSERT_EQ(MustRead(**log, Stream::kFacts, 1), decisions_now);
    facts = facts_now;
    decisions = decisions_now;
  }
}

TEST_F(EmbeddedProcessesTest, AServingProcessSurvivesPublishersThatDie) {
  auto log = Open();
  ASSERT_TRUE(log.ok());
  std::mt19937 random(4);
  int64_t mine = 0;
  for (int round = 0; round < 15; ++round) {
    Child child([&](const Child::Tell& tell) {
      auto appending = Open(Access::kAppend);
      if (!appending.ok()) ::_exit(3);
      for (int64_t n = 0;; ++n) {
        if (!Append(**appending, {std::to_string(round)}).ok()) ::_exit(4);
        tell(n);
      }
    });
    ASSERT_TRUE(child.Hear().has_value());
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(Append(**log, {"mine " + std::to_string(mine++)}).ok());
    }
    ::usleep(random() % 2'000);
    child.Kill();
    int64_t acknowledged = 1;
    while (child.Hear().has_value()) ++acknowledged;
    ASSERT_TRUE(Append(**log, {"mine " + std::to_string(mine++)}).ok());
    const Texts facts = MustRead(**log, Stream::kFacts);
    const auto theirs =
        std::count(facts.begin(), facts.end(), std::to_string(round));
    EXPECT_GE(theirs, acknowledged);
    EXPECT_LE(theirs, acknowledged + 1);
    EXPECT_EQ(facts.back(), "mine " + std::to_string(mine - 1));
  }
  EXPECT_TRUE(Open(Access::kRead).ok());
}

}  // namespace
}  // namespace laurel
