#include "cli/appender.h"

#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

// Of keys and values: large enough that the fsyncs do not count, small enough
// to be nothing beside the views.
constexpr size_t kBatchBytes = size_t{16} << 20;

}  // namespace

absl::Status Appender::Add(std::string_view key, std::string_view bytes) {
  batch_.Add(PartitionOf(key, log_.identity().partitions), key, bytes);
  return FlushIfLarge();
}

absl::Status Appender::AddEverywhere(std::string_view bytes) {
  for (int32_t p = 0; p < log_.identity().partitions; ++p) {
    batch_.Add(p, {}, bytes);
  }
  return FlushIfLarge();
}

absl::Status Appender::FlushIfLarge() {
  return batch_.records().bytes().size() < kBatchBytes ? absl::OkStatus()
                                                       : Flush();
}

absl::Status Appender::Flush() {
  if (batch_.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(log_.Append(batch_).status());
  batch_.clear();
  return absl::OkStatus();
}

}  // namespace laurel
