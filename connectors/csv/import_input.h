// A file to import, and the input of the mapping that takes it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/mapping.h"
#include "connectors/csv/row_reader.h"

namespace laurel {

struct ImportInput {
  std::string path;
  std::string name;  // of the file, as if it were not packed
  const InputMapping* mapping = nullptr;
};

// By its name; `mapping` must outlive what comes back. InvalidArgument: no
// input takes such a file.
absl::StatusOr<ImportInput> ChooseInput(const Mapping& mapping,
                                        const std::string& path);

// `places`: where the columns that the mapping uses stand in a row.
// InvalidArgument: the file has no such column; all of them are named.
absl::StatusOr<std::unique_ptr<RowReader>> OpenInput(const ImportInput& input,
                                                     std::vector<int>& places);

}  // namespace laurel
