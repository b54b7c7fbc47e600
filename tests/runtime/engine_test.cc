// Partitions that hang or stop, beside others that do not.
#include "engine/runtime/engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include "connectors/memory/memory_log.h"
#include "engine/runtime/memory_store.h"

namespace laurel {
namespace {

constexpr int64_t kLongMs = 300;

int64_t Wall() { return 1'760'000'000'000; }

// Waits until partition `p` is (not) unattended for long; false: in vain.
bool ComesToBe(const Engine& engine, size_t p, bool unattended) {
  for (int i = 0; i < 2'000; ++i) {
    const auto partitions = engine.partitions();
    if ((partitions[p].unattended_ms > kLongMs) == unattended) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

// As by a disk that hangs, of one partition of two, though one thread has both.
TEST(Engine, TellsWhichPartitionNobodyComesTo) {
  MemoryLog log(2, Wall);
  std::promise<void> hangs;
  std::shared_future<void> released = hangs.get_future().share();
  const auto open = [released](int32_t partition) {
    if (partition == 1) released.wait();
    return std::unique_ptr<ViewStore>(std::make_unique<MemoryStore>());
  };
  Engine engine(log, open, Wall, {});
  std::thread run([&] { EXPECT_EQ(engine.Run(), absl::OkStatus()); });
  EXPECT_TRUE(ComesToBe(engine, 1, true));
  EXPECT_TRUE(ComesToBe(engine, 0, false));
  EXPECT_EQ(engine.partitions()[1].partition, 1);
  EXPECT_FALSE(engine.partitions()[1].ready);
  hangs.set_value();
  EXPECT_TRUE(ComesToBe(engine, 1, false));
  engine.Stop();
  run.join();
}

// As by a damaged view.
absl::StatusOr<std::unique_ptr<ViewStore>> Damaged(int32_t) {
  return absl::DataLossError("the view is damaged");
}

TEST(Engine, OnePartitionStopsAndTheOtherGoesOn) {
  MemoryLog log(2, Wall);
  const auto open =
      [](int32_t p) -> absl::StatusOr<std::unique_ptr<ViewStore>> {
    if (p == 0) return Damaged(p);
    return std::make_unique<MemoryStore>();
  };
  std::atomic<int> told = 0;
  EngineOptions options;
  options.threads = 1;
  options.notice = [&](int32_t partition, const absl::Status&, bool stopped) {
    told += partition == 0 && stopped;
  };
  Engine engine(log, open, Wall, options);
  std::thread run(
      [&] { EXPECT_EQ(engine.Run().code(), absl::StatusCode::kDataLoss); });
  for (int i = 0; i < 1'000 && !engine.partitions()[1].ready; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(engine.partitions()[1].ready);
  EXPECT_TRUE(engine.partitions()[0].stopped);
  EXPECT_FALSE(engine.partitions()[0].ready);
  EXPECT_EQ(told, 1);
  engine.Stop();
  run.join();
}

TEST(Engine, EndsWhenNoPartitionIsLeft) {
  MemoryLog log(2, Wall);
  Engine engine(log, Damaged, Wall, {});
  EXPECT_EQ(engine.Run().code(), absl::StatusCode::kDataLoss);
}

// One that is given away and comes back is tried again.
TEST(Engine, WhoComesBackIsTriedAgain) {
  MemoryLog log(2, Wall);
  std::atomic<int> opened = 0;
  const auto open =
      [&](int32_t p) -> absl::StatusOr<std::unique_ptr<ViewStore>> {
    if (p == 0 && ++opened == 1) return Damaged(p);
    return std::make_unique<MemoryStore>();
  };
  Engine engine(log, open, Wall, {});
  std::thread run([&] { EXPECT_EQ(engine.Run(), absl::OkStatus()); });
  const auto wait = [&](auto holds) {
    for (int i = 0; i < 1'000 && !holds(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    EXPECT_TRUE(holds());
  };
  wait([&] { return engine.partitions()[0].stopped; });
  engine.Own({1});
  EXPECT_TRUE(engine.WaitUntilClosed(5'000));
  engine.Own({0, 1, 2});  // of a topic that has grown: 2 is nobody's
  wait([&] { return engine.partitions()[0].ready; });
  EXPECT_FALSE(engine.partitions()[0].stopped);
  engine.Stop();
  run.join();
}

}  // namespace
}  // namespace laurel
