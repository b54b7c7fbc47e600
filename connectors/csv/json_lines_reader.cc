#include "connectors/csv/json_lines_reader.h"

#include "connectors/csv/text.h"

namespace laurel {
namespace {

std::vector<std::string> SplitPath(const std::string& path) {
  std::vector<std::string> keys(1);
  for (char c : path) {
    if (c == '.') {
      keys.emplace_back();
    } else {
      keys.back().push_back(c);
    }
  }
  return keys;
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace

JsonLinesReader::JsonLinesReader(std::unique_ptr<ByteSource> source,
                                 const std::vector<std::string>& paths)
    : buffer_(std::move(source)), paths_(paths), values_(paths.size()) {
  for (const std::string& path : paths) keys_.push_back(SplitPath(path));
}

absl::StatusOr<bool> JsonLinesReader::Next(Row& row) {
  do {
    ASSIGN_OR_RETURN(const bool found, NextLine(row));
    if (!found) return false;
  } while (row.raw.empty() && !row.defect);
  if (!row.defect) Parse(row);
  return true;
}

absl::StatusOr<bool> JsonLinesReader::NextLine(Row& row) {
  row = Row{};
  row.line = line_;
  size_t end;
  while ((end = buffer_.text().find('\n')) == std::string_view::npos) {
    if (buffer_.at_end()) {
      if (buffer_.text().empty() && !row.defect) return false;
      end = buffer_.text().size();
      break;
    }
    if (buffer_.text().size() > kMaxRowBytes) {
      row.defect =
          Reject{"a line is too long", "the line is longer than 1 MiB"};
      buffer_.Consume(buffer_.text().size());
    }
    RETURN_IF_ERROR(buffer_.Grow());
  }
  row.raw = Trimmed(buffer_.text().substr(0, end));
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (line_ == 1 && row.raw.substr(0, 3) == kByteOrderMark) {
    row.raw.remove_prefix(3);
  }
  if (row.defect) row.raw = row.raw.substr(0, 1000);
  buffer_.Consume(std::min(end + 1, buffer_.text().size()));
  ++line_;
  return true;
}

// The whole line is checked first: the reader on demand looks no further than
// it is asked, and would take the good half of a broken line.
void JsonLinesReader::Parse(Row& row) {
  padded_.assign(row.raw);
  padded_.reserve(padded_.size() + simdjson::SIMDJSON_PADDING);
  simdjson::dom::element checked;
  auto error = checker_.parse(padded_).get(checked);
  if (!error && !checked.is_object()) error = simdjson::INCORRECT_TYPE;
  for (size_t i = 0; !error && i < keys_.size(); ++i) {
    error = Extract(keys_[i], values_[i]);
  }
  if (error) {
    row.defect =
        Reject{"not a JSON object", Concat({"the line is not one JSON object: ",
                                            simdjson::error_message(error)})};
    return;
  }
  row.values.assign(values_.begin(), values_.end());
}

simdjson::error_code JsonLinesReader::Extract(
    const std::vector<std::string>& keys, std::string& out) {
  namespace ondemand = simdjson::ondemand;
  out.clear();
  ondemand::document document;
  const simdjson::padded_string_view text(padded_.data(), padded_.size(),
                                          padded_.capacity());
  if (auto error = parser_.iterate(text).get(document)) return error;
  ondemand::value value;
  for (size_t i = 0; i < keys.size(); ++i) {
    ondemand::object object;
    const auto error = i == 0 ? document.get_object().get(object)
                              : value.get_object().get(object);
    if (error == simdjson::INCORRECT_TYPE) return simdjson::SUCCESS;  // absent
    if (error) return error;
    const auto missing = object.find_field_unordered(keys[i]).get(value);
    if (missing == simdjson::NO_SUCH_FIELD) return simdjson::SUCCESS;
    if (missing) return missing;
  }
  ondemand::json_type type;
  if (auto error = value.type().get(type)) return error;
  std::string_view found;
  if (type == ondemand::json_type::null) return simdjson::SUCCESS;
  if (type == ondemand::json_type::string) {
    if (auto error = value.get_string().get(found)) return error;
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return error;
    if (auto error = array.raw_json().get(found)) return error;
  } else if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return error;
    if (auto error = object.raw_json().get(found)) return error;
  } else {
    found = Trimmed(value.raw_json_token());
  }
  out.assign(found);
  return simdjson::SUCCESS;
}

}  // namespace laurel
