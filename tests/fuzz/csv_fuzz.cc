// Any bytes as a CSV file; the first says in which format. However the bytes
// come in, the rows are the same; and a row that fits, written again as CSV, is
// read again as it was.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv/csv_reader.h"
#include "connectors/csv/rejects.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

// Bytes of memory, at most `step` at a time.
class Chunks : public laurel::ByteSource {
 public:
  Chunks(std::string_view bytes, size_t step) : bytes_(bytes), step_(step) {}

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const size_t n = std::min({size, step_, bytes_.size()});
    std::memcpy(out, bytes_.data(), n);
    bytes_.remove_prefix(n);
    return n;
  }
  int64_t bytes_done() const override { return 0; }
  int64_t bytes_total() const override { return 0; }

 private:
  std::string_view bytes_;
  size_t step_;
};

struct Seen {
  int64_t line;
  std::vector<std::string> values;
  std::string raw;
  std::string defect;
  bool operator==(const Seen&) const = default;
};

laurel::FileFormat FormatOf(uint8_t choice) {
  laurel::FileFormat format;
  format.whitespace = choice & 1;
  format.latin1 = choice & 2;
  format.delimiter = choice & 4 ? ';' : ',';
  format.header = false;
  format.columns.assign(1 + (choice >> 3) % 4, "column");
  return format;
}

std::vector<Seen> ReadAll(std::string_view bytes, size_t step,
                          const laurel::FileFormat& format) {
  laurel::CsvReader reader("f", format, std::make_unique<Chunks>(bytes, step));
  std::vector<Seen> seen;
  if (!reader.ReadHeader().ok()) return seen;  // UTF-16
  laurel::Row row;
  while (*reader.Next(row)) {
    Seen now{row.line, {}, std::string(row.raw), ""};
    if (row.defect) {
      now.defect = row.defect->kind;
      Require(!row.defect->sentence.empty());
    } else {
      now.values.assign(row.values.begin(), row.values.end());
      Require(now.values.size() == format.columns.size());
    }
    Require(seen.empty() || now.line > seen.back().line);
    seen.push_back(std::move(now));
  }
  return seen;
}

// One column that is empty would be a blank line, which is no row.
bool CanBeWritten(const Seen& row) {
  return row.defect.empty() &&
         !(row.values.size() == 1 && row.values[0].empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  laurel::FileFormat format = FormatOf(data[0]);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const std::vector<Seen> rows = ReadAll(bytes, bytes.size() + 1, format);
  Require(rows == ReadAll(bytes, 1, format));
  Require(rows == ReadAll(bytes, 7, format));

  format.whitespace = format.latin1 = false;
  format.delimiter = ',';
  std::string written = "\xEF\xBB\xBF";  // so that a mark in a value stays one
  std::vector<std::vector<std::string>> kept;
  for (const Seen& row : rows) {
    if (!CanBeWritten(row)) continue;
    kept.push_back(row.values);
    for (size_t i = 0; i < row.values.size(); ++i) {
      written += (i ? "," : "") + laurel::CsvField(row.values[i]);
    }
    written += "\r\n";
  }
  const std::vector<Seen> again = ReadAll(written, 4096, format);
  Require(again.size() == kept.size());
  for (size_t i = 0; i < kept.size(); ++i) Require(again[i].values == kept[i]);
  return 0;
}
