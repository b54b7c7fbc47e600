// How fast the embedded log appends, commits and reads. LAUREL_BENCH_DIR names
// the disk to measure (default: the temporary directory).
//
// Expected on a machine with 2 cores and a disk that writes 125 MB/s: reading
// from the page cache above 10 M facts/s (checksum and copy of 200 bytes, about
// 60 ns); appending as fast as the disk takes the bytes.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "benchmark/benchmark.h"
#include "connectors/embedded/crc32c.h"
#include "connectors/embedded/embedded_log.h"

namespace laurel {
namespace {

constexpr int64_t kFactBytes = 180;
constexpr int64_t kDecisionBytes = 100;

class BenchDir {
 public:
  BenchDir() {
    const char* where = std::getenv("LAUREL_BENCH_DIR");
    std::filesystem::path parent =
        where ? where : std::filesystem::temp_directory_path();
    path_ = (parent / "laurel-event-log-bench").string();
    std::filesystem::remove_all(path_);
  }
  ~BenchDir() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::unique_ptr<EmbeddedLog> OpenLog(const BenchDir& dir, bool sync) {
  DiskCalls disk = RealDisk();
  if (!sync) disk.sync = [](int) { return 0; };
  auto log = EmbeddedLog::Open(
      dir.path(),
      {.access = Access::kServe, .create_partitions = 1, .disk = disk});
  if (!log.ok()) std::abort();
  return *std::move(log);
}

RoutedRecords Facts(int64_t count) {
  RoutedRecords facts;
  const std::string value(kFactBytes, 'f');
  for (int64_t i = 0; i < count; ++i) {
    facts.Add(0, "customer-" + std::to_string(i % 200'000), value);
  }
  return facts;
}

void CountFacts(benchmark::State& state, int64_t count) {
  state.SetItemsProcessed(state.iterations() * count);
}

// Facts of one partition in batches of range(0); range(1): with fsync.
void BM_Append(benchmark::State& state) {
  BenchDir dir;
  auto log = OpenLog(dir, state.range(1) != 0);
  const RoutedRecords facts = Facts(state.range(0));
  for (auto _ : state) {
    if (!log->Append(facts).ok()) state.SkipWithError("append failed");
  }
  CountFacts(state, state.range(0));
}
BENCHMARK(BM_Append)
    ->ArgNames({"facts", "fsync"})
    ->Args({1, 1})
    ->Args({1'000, 1})
    ->Args({10'000, 1})
    ->Args({10'000, 0})
    ->Iterations(100)
    ->UseRealTime();

// A commit of range(0) decisions, waited for; range(1): with fsync.
void BM_Commit(benchmark::State& state) {
  BenchDir dir;
  auto log = OpenLog(dir, state.range(1) != 0);
  auto writer = log->OpenPartition(0);
  const std::string value(kDecisionBytes, 'd');
  Commit commit;
  for (auto _ : state) {
    for (int64_t i = 0; i < state.range(0); ++i) {
      commit.decisions.Add("customer-123456", value);
    }
    if (!(*writer)->Submit(std::move(commit)).ok()) std::abort();
    std::optional<Completion> done;
    while (!(done = (*writer)->Poll())) std::this_thread::yield();
    if (!done->status.ok()) state.SkipWithError("commit failed");
    commit = std::move(done->spent);
  }
  CountFacts(state, state.range(0));
}
BENCHMARK(BM_Commit)
    ->ArgNames({"decisions", "fsync"})
    ->Args({0, 1})
    ->Args({1'000, 1})
    ->Args({10'000, 1})
    ->Args({10'000, 0})
    ->Iterations(100)
    ->UseRealTime();

// A million facts from the page cache; they were appended range(0) at a time.
void BM_Read(benchmark::State& state) {
  constexpr int64_t kCount = 1'000'000;
  BenchDir dir;
  auto log = OpenLog(dir, /*sync=*/false);
  const RoutedRecords facts = Facts(state.range(0));
  for (int64_t n = 0; n < kCount; n += state.range(0)) {
    if (!log->Append(facts).ok()) std::abort();
  }
  for (auto _ : state) {
    auto reader = log->OpenReader(Stream::kFacts, 0, 0);
    LogBatch batch;
    uint64_t sum = 0;
    while ((*reader)->Read({}, batch).ok() && !batch.empty()) {
      for (const LogRecord& r : batch.records) {
        sum += r.key.size() + static_cast<unsigned char>(r.value.back());
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  CountFacts(state, kCount);
}
BENCHMARK(BM_Read)
    ->ArgName("facts_per_append")
    ->Arg(100)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

// Finding the last fact of a million: what every start does.
void BM_OpenAtEnd(benchmark::State& state) {
  constexpr int64_t kCount = 1'000'000;
  BenchDir dir;
  auto log = OpenLog(dir, /*sync=*/false);
  const RoutedRecords facts = Facts(state.range(0));
  for (int64_t n = 0; n < kCount; n += state.range(0)) {
    if (!log->Append(facts).ok()) std::abort();
  }
  for (auto _ : state) {
    auto reader = log->OpenReader(Stream::kFacts, 0, kCount - 1);
    LogBatch batch;
    if (!(*reader)->Read({}, batch).ok() || batch.records.size() != 1) {
      std::abort();
    }
  }
}
BENCHMARK(BM_OpenAtEnd)
    ->ArgName("facts_per_append")
    ->Arg(100)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

void BM_Crc32c(benchmark::State& state) {
  const std::string bytes(static_cast<size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(Crc32c(bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Crc32c)->Arg(64)->Arg(64 << 10);

}  // namespace
}  // namespace laurel

BENCHMARK_MAIN();
