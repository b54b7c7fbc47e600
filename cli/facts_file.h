// A file of facts as protobuf JSON, one a line: what `decide` folds and
// `publish` appends. Checked as a whole before anything is done with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

// What is wrong with the lines of a file: the first twenty are told.
class LineFaults {
 public:
  explicit LineFaults(std::string file) : file_(std::move(file)) {}
  void Add(int64_t line, const std::string& sentence);
  // InvalidArgument if there were any.
  absl::Status ToStatus() const;

 private:
  const std::string file_;
  std::string text_;
  int64_t count_ = 0;
};

class FactsFile {
 public:
  struct Line {
    int64_t number = 0;      // from 1
    std::string_view bytes;  // laurel.v1.Event; lives as long as the file
  };

  // Reads `path` ("-": standard input). Empty lines are passed over, and
  // counted. InvalidArgument, a sentence a line with file, line and field, if
  // lines are no facts: the first twenty of them.
  static absl::StatusOr<FactsFile> Read(const std::string& path);

  const std::string& name() const { return name_; }  // for messages
  size_t size() const { return entries_.size(); }
  Line operator[](size_t i) const;
  int64_t lines() const { return lines_; }  // also the empty ones

 private:
  struct Entry {
    int64_t number;
    size_t offset;
    size_t size;
  };

  std::string name_;
  std::string bytes_;
  std::vector<Entry> entries_;
  int64_t lines_ = 0;
};

}  // namespace laurel
