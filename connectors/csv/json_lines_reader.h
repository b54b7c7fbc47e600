// One JSON object a line. Columns are paths into it, keys joined by dots; keys
// may hold blanks: "value.offer id". Numbers keep their digits, null and what
// is absent are empty, true and false are words, arrays and objects their JSON.
#pragma once

#include <simdjson.h>

#include <string>
#include <vector>

#include "connectors/csv/line_buffer.h"
#include "connectors/csv/row_reader.h"

namespace laurel {

class JsonLinesReader : public RowReader {
 public:
  JsonLinesReader(std::unique_ptr<ByteSource> source,
                  const std::vector<std::string>& paths);

  const std::vector<std::string>& columns() const override { return paths_; }
  absl::StatusOr<bool> Next(Row& row) override;
  const ByteSource& source() const override { return buffer_.source(); }

 private:
  absl::StatusOr<bool> NextLine(Row& row);
  void Parse(Row& row);
  simdjson::error_code Extract(const std::vector<std::string>& keys,
                               std::string& out);

  LineBuffer buffer_;
  std::vector<std::string> paths_;
  std::vector<std::vector<std::string>> keys_;  // of each path
  std::vector<std::string> values_;             // of this row
  std::string padded_;                          // the line as simdjson asks
  simdjson::dom::parser checker_;
  simdjson::ondemand::parser parser_;
  int64_t line_ = 1;
};

}  // namespace laurel
