// Rows of one input file, one after another, in memory that does not grow with
// the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/byte_source.h"
#include "connectors/csv/reject.h"

namespace laurel {

// What the mapping says of a file's shape.
struct FileFormat {
  enum class Kind { kCsv, kJsonLines };
  Kind kind = Kind::kCsv;
  char delimiter = ',';
  bool whitespace = false;  // runs of blanks and tabs, no quotes
  bool header = true;
  std::vector<std::string> columns;  // where there is no header
  bool latin1 = false;               // else UTF-8
  std::string timezone = "UTC";      // IANA
};

// A row longer than this does not fit.
inline constexpr size_t kMaxRowBytes = 1 << 20;

// Views are good until the next call of Next().
struct Row {
  int64_t line = 0;  // of the file, from 1, where the row begins
  std::vector<std::string_view> values;  // in the order of columns()
  std::string_view raw;                  // as it stands in the file
  MaybeReject defect;                    // then `values` mean nothing
};

class RowReader {
 public:
  virtual ~RowReader() = default;

  // The file's columns. InvalidArgument where the header cannot be used, with
  // file and line. `paths` are the columns that are wanted of JSON lines
  // ("value.amount"), which have no header.
  static absl::StatusOr<std::unique_ptr<RowReader>> Open(
      const std::string& path, const FileFormat& format,
      const std::vector<std::string>& paths);

  virtual const std::vector<std::string>& columns() const = 0;

  // False at the end. Blank lines are passed over. A Status is a failure of
  // the file (unreadable, broken zstd); what is wrong with a row is its defect.
  virtual absl::StatusOr<bool> Next(Row& row) = 0;

  virtual const ByteSource& source() const = 0;
};

}  // namespace laurel
