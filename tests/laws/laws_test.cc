// The laws over random histories, and over those that once broke one.
//
//   LAUREL_LAW_HISTORIES   how many in all; 10,000, some 15 s of one core. A
//                          million are half an hour, and say how far they are
//   LAUREL_LAW_SEED        another seed, other histories and programs; 1
//   LAUREL_LAW_SIZE        how long they may be, 1 to 100; 100
//   LAUREL_LAW_FORK        1: each in its own process, so that crashes shrink
//
// A failure is shrunk and printed as a history; put it into seeds/ with a
// sentence above it, and it is tried for ever.
#include "tests/laws/laws.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "tests/laws/forked.h"
#include "tests/laws/play.h"
#include "tests/support/files.h"

namespace laurel {

// How rapidcheck prints what broke a law.
void showValue(const History& history, std::ostream& out) {
  out << '\n' << WriteHistory(history);
}

void PrintTo(const Law& law, std::ostream* out) { *out << law.name; }

namespace {

namespace fs = std::filesystem;

int64_t Setting(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

rc::Seq<History> SimplerLazily(const History& history) {
  return rc::seq::fromContainer(Simpler(history));
}

rc::Gen<History> Histories(const Taste& taste, uint64_t pool) {
  return rc::Gen<History>([=](const rc::Random& random, int size) {
    rc::Random copy = random;
    return rc::shrinkable::shrinkRecur(
        RandomHistory(copy.next(), size, taste, pool), SimplerLazily);
  });
}

// A line on standard error every 10 s.
class Progress {
 public:
  Progress(std::string_view law, int64_t total) : law_(law), total_(total) {}

  void Next() {
    ++done_;
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + kEvery;
    const std::chrono::duration<double> spent = now - began_;
    const double left = spent.count() / done_ * (total_ - done_);
    std::fprintf(stderr, "%s: %lld of %lld, %.0f s left\n",
                 std::string(law_).c_str(), static_cast<long long>(done_),
                 static_cast<long long>(total_), std::max(left, 0.0));
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kEvery{10};

  const std::string_view law_;
  const int64_t total_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point next_ = began_ + kEvery;
  int64_t done_ = 0;
};

class LawTest : public testing::TestWithParam<Law> {};

TEST_P(LawTest, Holds) {
  const Law& law = GetParam();
  const int64_t histories = Setting("LAUREL_LAW_HISTORIES", 10'000);
  rc::detail::TestParams params;
  params.seed = static_cast<uint64_t>(Setting("LAUREL_LAW_SEED", 1));
  params.maxSuccess =
      static_cast<int>(std::max<int64_t>(histories * law.share / 10'000, 1));
  params.maxSize = static_cast<int>(Setting("LAUREL_LAW_SIZE", 100));
  params.disableShrinking = Setting("LAUREL_LAW_SHRINK", 1) == 0;
  const auto pool =
      static_cast<uint64_t>(std::clamp<int64_t>(histories / 40, 50, 4'000));
  const bool fork = Setting("LAUREL_LAW_FORK", 0) != 0;
  Progress progress(law.name, params.maxSuccess);
  const auto property = [&] {
    progress.Next();
    const History history = *Histories(law.taste, pool);
    const absl::Status status =
        fork ? Forked([&] { return law.holds(history); }) : law.holds(history);
    if (absl::IsInvalidArgument(status))
      RC_DISCARD(std::string(status.message()));
    if (!status.ok()) RC_FAIL(std::string(status.message()));
  };
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = std::string(law.name);
  const auto result = rc::detail::checkTestable(property, metadata, params);
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << told.str();
}

std::string NameOf(const testing::TestParamInfo<Law>& info) {
  return std::string(info.param.name);
}

INSTANTIATE_TEST_SUITE_P(All, LawTest, testing::ValuesIn(Laws()), NameOf);

// Every law is tried on every kept history, whichever it once broke.
TEST(SeedTest, KeptHistoriesHold) {
  for (const auto& file : fs::directory_iterator("tests/laws/seeds")) {
    if (file.path().extension() != ".history") continue;
    SCOPED_TRACE(file.path().string());
    const std::string text = FileText(file.path().string());
    EXPECT_TRUE(text.starts_with("# ")) << "say what went wrong";
    const auto history = ReadHistory(text);
    ASSERT_TRUE(history.ok()) << history.status();
    for (const Law& law : Laws()) {
      EXPECT_EQ(law.holds(*history), absl::OkStatus()) << law.name;
    }
  }
}

// What happens in one history, for whoever works out who is right:
//   LAUREL_LAW_SHOW=file laws_test --gtest_filter=*Show*
TEST(ShowTest, Tells) {
  const char* file = std::getenv("LAUREL_LAW_SHOW");
  if (file == nullptr) GTEST_SKIP() << "no LAUREL_LAW_SHOW";
  const auto history = ReadHistory(FileText(file));
  ASSERT_TRUE(history.ok()) << history.status();
  auto story = Tell(*history);
  ASSERT_TRUE(story.ok()) << story.status();
  std::cout << Transcript(*story);
  for (const Law& law : Laws()) {
    std::cout << law.name << ": " << law.holds(*history) << "\n";
  }
}

TEST(HistoryTest, IsReadAsItWasWritten) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const History history = RandomHistory(seed, 100, Taste::Refunds(), 5);
    const auto read = ReadHistory(WriteHistory(history));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, history);
  }
}

}  // namespace
}  // namespace laurel
