// Bytes of one input file from its beginning, unpacked where it is zstd.
//
//   ASSIGN_OR_RETURN(auto source, ByteSource::Open("receipts.csv.zst"));
//   ASSIGN_OR_RETURN(size_t n, source->Read(buffer, sizeof buffer));  // 0: end
//
// One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace laurel {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // zstd is recognised by its first bytes. NotFound: no such file;
  // InvalidArgument: a directory, or a pipe, which could be read once only.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(
      const std::string& path);

  // Up to `size` bytes to `out`; 0 at the end. DataLoss where compressed bytes
  // are broken or cut.
  virtual absl::StatusOr<size_t> Read(char* out, size_t size) = 0;

  // Bytes of the file as it lies on disk: read so far, and in all.
  virtual int64_t bytes_done() const = 0;
  virtual int64_t bytes_total() const = 0;
};

}  // namespace laurel
