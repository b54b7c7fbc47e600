// The logs that are held to the contract.
#include "tests/contract/event_log_contract.h"

#include "connectors/embedded/embedded_log.h"
#include "connectors/memory/memory_log.h"
#include "tests/support/temp_dir.h"

namespace laurel {
namespace {

constexpr int32_t kPartitions = 3;

class MemoryHome : public LogHome {
 public:
  std::unique_ptr<EventLog> Open(WallClock clock) override {
    if (opened_) return nullptr;
    opened_ = true;
    return std::make_unique<MemoryLog>(kPartitions, std::move(clock));
  }

 private:
  bool opened_ = false;
};

class EmbeddedHome : public LogHome {
 public:
  EmbeddedHome(int64_t segment_bytes, bool sync)
      : segment_bytes_(segment_bytes), disk_(RealDisk()) {
    if (!sync) disk_.sync = [](int) { return 0; };
  }

  std::unique_ptr<EventLog> Open(WallClock clock) override {
    auto log = EmbeddedLog::Open(dir_.path() + "/data",
                                 {.access = Access::kServe,
                                  .create_partitions = kPartitions,
                                  .segment_bytes = segment_bytes_,
                                  .clock = std::move(clock),
                                  .disk = disk_});
    EXPECT_TRUE(log.ok()) << log.status();
    return log.ok() ? *std::move(log) : nullptr;
  }

 private:
  TempDir dir_;
  const int64_t segment_bytes_;
  DiskCalls disk_;
};

template <typename Home, typename... Args>
LogMaker Maker(std::string name, Args... args) {
  return {std::move(name),
          [args...] { return std::unique_ptr<LogHome>(new Home(args...)); }};
}

INSTANTIATE_TEST_SUITE_P(
    Logs, EventLogContract,
    testing::Values(Maker<MemoryHome>("memory"),
                    Maker<EmbeddedHome>("embedded", 128 << 20, true),
                    Maker<EmbeddedHome>("embedded_small_segments", 1'000,
                                        false)),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace laurel
