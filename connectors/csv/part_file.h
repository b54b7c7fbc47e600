// A file that is there whole or not at all: written under another name
// (PATH.part) and renamed by Commit(). Without it the part is removed. What is
// no file, such as /dev/null or a pipe, is written to as it is.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace laurel {

class PartFile {
 public:
  explicit PartFile(std::string path) : path_(std::move(path)) {}
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  absl::Status Open();
  absl::Status Write(std::string_view bytes);
  absl::Status Commit();

 private:
  absl::Status Failed(std::string_view what) const;
  std::string part() const { return whole_ ? path_ + ".part" : path_; }

  std::string path_;
  bool whole_ = true;  // there whole or not at all
  std::FILE* file_ = nullptr;
};

}  // namespace laurel
