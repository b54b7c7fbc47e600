// The rows that did not fit: a CSV file with file, line, reason and the row,
// and how many there were of each kind.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/csv/part_file.h"
#include "connectors/csv/reject.h"

namespace laurel {

class Rejects {
 public:
  // An empty path: they are only counted. The file appears on Finish(), also
  // when it has no rows.
  absl::Status Open(const std::string& path);

  absl::Status Add(std::string_view file, int64_t line, std::string_view row,
                   const Reject& reject);
  absl::Status Finish();

  const std::map<std::string, int64_t>& counts() const { return counts_; }

 private:
  std::unique_ptr<PartFile> file_;
  std::map<std::string, int64_t> counts_;  // by Reject::kind
};

// As RFC 4180 writes a field: in quotes where it needs them.
std::string CsvField(std::string_view text);

// The same of words that came from outside, for people who open the file in a
// spreadsheet: what that would take for a formula ("=1+1", "+x", "-x", "@x",
// wide ones too) gets a ' in front, by which it is text. Numbers stay.
std::string CsvWords(std::string_view text);

}  // namespace laurel
