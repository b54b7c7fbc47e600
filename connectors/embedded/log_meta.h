// DIR/log.meta: what a data directory is, as a few lines of text.
//
//   laurel-log
//   format 1
//   log_id 8f14e45fceea167a5a36dedd4bea2543
//   partitions 4
#pragma once

#include <cstdint>
#include <string>

#include "connectors/embedded/file.h"

namespace laurel {

inline constexpr int32_t kMaxPartitions = 1024;

struct LogMeta {
  std::string log_id;  // 32 hexadecimal digits
  int32_t partitions = 0;
};

// NOT_FOUND if the directory holds no log and nothing else;
// FAILED_PRECONDITION, naming both values, if it is another program's or
// another format's.
absl::StatusOr<LogMeta> ReadLogMeta(const std::string& directory);

// Makes a log with a random id in a directory that is absent or empty. Of two
// processes that do so at once, both get the same log.
absl::StatusOr<LogMeta> CreateLogMeta(const DiskCalls& disk,
                                      const std::string& directory,
                                      int32_t partitions);

}  // namespace laurel
