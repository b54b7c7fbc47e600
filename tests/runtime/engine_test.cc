// Whose thread does not come by any more.
#include "engine/runtime/engine.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace laurel
