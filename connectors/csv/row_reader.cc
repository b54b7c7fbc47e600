#include "connectors/csv/row_reader.h"

#include "connectors/csv/csv_reader.h"
#include "connectors/csv/json_lines_reader.h"
#include "engine/base/status.h"

namespace laurel {

absl::StatusOr<std::unique_ptr<RowReader>> RowReader::Open(
    const std::string& path, const FileFormat& format,
    const std::vector<std::string>& paths) {
  ASSIGN_OR_RETURN(auto source, ByteSource::Open(path));
  if (format.kind == FileFormat::Kind::kJsonLines) {
    return {std::make_unique<JsonLinesReader>(std::move(source), paths)};
  }
  auto reader = std::make_unique<CsvReader>(path, format, std::move(source));
  RETURN_IF_ERROR(reader->ReadHeader());
  return {std::move(reader)};
}

}  // namespace laurel
