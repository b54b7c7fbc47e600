// A window on a file: grows at the end as needed, moves on at the front.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "connectors/csv/byte_source.h"
#include "engine/base/status.h"

namespace laurel {

class LineBuffer {
 public:
  explicit LineBuffer(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)) {}

  // What has been read and not consumed.
  std::string_view text() const {
    return std::string_view(bytes_).substr(begin_);
  }
  bool at_end() const { return at_end_; }
  const ByteSource& source() const { return *source_; }

  // Reads more behind text(); views of it end.
  absl::Status Grow() {
    bytes_.erase(0, begin_);
    begin_ = 0;
    const size_t old_size = bytes_.size();
    bytes_.resize(old_size + kStep);
    auto n = source_->Read(bytes_.data() + old_size, kStep);
    bytes_.resize(old_size + (n.ok() ? *n : 0));
    if (!n.ok()) return n.status();
    at_end_ = *n == 0;
    return absl::OkStatus();
  }

  // Drops `n` bytes from the front; the views stay until Grow().
  void Consume(size_t n) { begin_ += n; }

 private:
  static constexpr size_t kStep = 256 << 10;

  std::unique_ptr<ByteSource> source_;
  std::string bytes_;
  size_t begin_ = 0;
  bool at_end_ = false;
};

}  // namespace laurel
