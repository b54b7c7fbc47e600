#include "connectors/csv/import_input.h"

#include <fnmatch.h>

#include <algorithm>
#include <string_view>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

std::string NameOf(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  constexpr std::string_view kPacked = ".zst";
  if (name.size() > kPacked.size() &&
      name.compare(name.size() - 4, 4, kPacked) == 0) {
    name.resize(name.size() - 4);
  }
  return name;
}

const InputMapping* InputFor(const Mapping& mapping, const std::string& name) {
  for (const InputMapping& input : mapping.inputs) {
    if (fnmatch(input.file.c_str(), name.c_str(), 0) == 0) return &input;
  }
  return nullptr;
}

// Where the columns that the mapping uses stand in the file.
absl::StatusOr<std::vector<int>> BindColumns(const std::string& path,
                                             const ColumnNames& names,
                                             const RowReader& reader) {
  const auto& columns = reader.columns();
  std::vector<int> places;
  std::string errors;
  for (const std::string& name : names.columns) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    places.push_back(static_cast<int>(found - columns.begin()));
    if (found != columns.end()) continue;
    errors +=
        Concat({errors.empty() ? "" : "\n", path, ":1: there is no column ",
                name, ", which the mapping uses", Suggest(name, columns)});
  }
  if (!errors.empty()) return absl::InvalidArgumentError(errors);
  return places;
}

std::string FilesOf(const Mapping& mapping) {
  std::string globs;
  for (const InputMapping& input : mapping.inputs) {
    globs += (globs.empty() ? "" : ", ") + input.file;
  }
  return globs;
}

}  // namespace

absl::StatusOr<ImportInput> ChooseInput(const Mapping& mapping,
                                        const std::string& path) {
  const std::string name = NameOf(path);
  const InputMapping* input = InputFor(mapping, name);
  if (input != nullptr) return ImportInput{path, name, input};
  return absl::InvalidArgumentError(
      Concat({path, ": no input of the mapping takes this file (they take ",
              FilesOf(mapping), ")"}));
}

absl::StatusOr<std::unique_ptr<RowReader>> OpenInput(const ImportInput& input,
                                                     std::vector<int>& places) {
  const ColumnNames& names = input.mapping->names;
  ASSIGN_OR_RETURN(
      auto reader,
      RowReader::Open(input.path, input.mapping->format, names.columns));
  ASSIGN_OR_RETURN(places, BindColumns(input.path, names, *reader));
  return {std::move(reader)};
}

}  // namespace laurel
