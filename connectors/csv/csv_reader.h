// RFC 4180, as exports really are: quotes, line ends inside quotes, CRLF, LF
// or CR, a byte order mark, UTF-8 or Latin-1.
//
//   a,"b ""c"", d"     -> a | b "c", d
//   a,5" plate         -> a | 5" plate      (a quote inside is only a quote)
//   a,"b"c             -> does not fit: text after the closing quote
//
// A quote that is not closed within kMaxRowBytes would swallow the rest of the
// file: the line it stands in does not fit, and reading goes on after it.
#pragma once

#include <string>
#include <vector>

#include "connectors/csv/line_buffer.h"
#include "connectors/csv/row_reader.h"

namespace laurel {

class CsvReader : public RowReader {
 public:
  CsvReader(std::string path, FileFormat format,
            std::unique_ptr<ByteSource> source);

  // Passes over the byte order mark and takes the columns from the header.
  absl::Status ReadHeader();

  const std::vector<std::string>& columns() const override { return columns_; }
  absl::StatusOr<bool> Next(Row& row) override;
  const ByteSource& source() const override { return buffer_.source(); }

 private:
  // Where the scan for the end of a record stands.
  struct Scan {
    enum State { kFieldStart, kPlain, kQuoted, kQuoteSeen };
    size_t at = 0;
    State state = kFieldStart;
    std::string_view problem;  // why this is no record, if it is none
  };

  absl::Status SkipByteOrderMark();
  absl::StatusOr<bool> NextRecord(Row& row);
  bool ScanToEnd(Scan& scan) const;
  void Take(Row& row, size_t size);
  absl::Status TakeFirstLine(Row& row, std::string_view problem);
  void Recode(Row& row);
  void Split(Row& row);
  void SplitQuoted(std::string_view text, std::vector<std::string_view>& out);
  std::string_view Unquote(std::string_view text, size_t& at);
  void CheckText(Row& row) const;
  void CheckWidth(Row& row) const;

  std::string path_;
  FileFormat format_;
  LineBuffer buffer_;
  std::vector<std::string> columns_;
  std::string record_;    // the row as UTF-8, where it had to be recoded
  std::string unquoted_;  // fields that had doubled quotes
  std::string cut_;       // the shown part of a line that is too long
  int64_t line_ = 1;      // at the front of buffer_
};

}  // namespace laurel
