// Work that is done partition by partition, on a few threads, with one
// progress line for all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/runtime/event_log.h"
#include "engine/runtime/history.h"

namespace laurel {

class PartitionWork {
 public:
  // Called once a partition, from several threads. It tells how many records
  // it has done so far.
  using Do = std::function<absl::Status(int32_t partition,
                                        const FoldProgress& progress)>;

  // `stream`: whose records are counted. `log` must outlive it.
  PartitionWork(EventLog& log, Stream stream, int threads)
      : log_(log), stream_(stream), threads_(threads) {}

  // Returns the records of all partitions, or the first failure, with the
  // partition in front; the others are then not begun.
  absl::StatusOr<int64_t> Run(const std::string& doing, bool quiet,
                              const Do& work);

 private:
  absl::StatusOr<int64_t> Total();

  EventLog& log_;
  const Stream stream_;
  const int threads_;
};

}  // namespace laurel
