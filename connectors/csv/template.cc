#include "connectors/csv/template.h"

#include <algorithm>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

const std::vector<std::string>& FilterNames() {
  static const std::vector<std::string> names = {
      "trim",          "lower",   "upper",    "digits",
      "strip_decimal", "default", "empty_if", "map"};
  return names;
}

template <class List>
std::vector<std::string> KeysOf(const List& list) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : list) keys.push_back(key);
  return keys;
}

absl::StatusOr<ValueFilter> ParseFilter(std::string_view text,
                                        const ColumnNames& names) {
  const size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = text.substr(0, colon);
  const bool has_argument = colon < text.size();
  const std::string_view argument =
      has_argument ? text.substr(colon + 1) : std::string_view();
  const auto& known = FilterNames();
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    return absl::InvalidArgumentError(
        Concat({"unknown filter ", name, Suggest(name, known)}));
  }
  ValueFilter filter{
      static_cast<ValueFilter::Kind>(found - known.begin()), {}, {}};
  if (has_argument != (filter.kind >= ValueFilter::kDefault)) {
    return absl::InvalidArgumentError(
        Concat({"the filter ", name,
                has_argument ? " takes no argument" : " needs an argument: ",
                has_argument ? "" : name, has_argument ? "" : ":..."}));
  }
  filter.text = argument;
  if (filter.kind != ValueFilter::kMap) return filter;
  const auto table = names.tables.find(argument);
  if (table == names.tables.end()) {
    return absl::InvalidArgumentError(
        Concat({"there is no table ", argument, " in maps",
                Suggest(argument, KeysOf(names.tables))}));
  }
  filter.table = table->second;
  return filter;
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void StripDecimal(std::string& value) {
  const size_t point = value.find('.');
  if (point == value.npos) return;
  if (value.find_first_not_of('0', point + 1) == value.npos) {
    value.resize(point);
  }
}

MaybeReject Translate(const ValueFilter& filter, const Placeholder& from,
                      std::string& value) {
  const auto found = filter.table->values.find(value);
  if (found != filter.table->values.end()) {
    value = found->second;
  } else if (filter.table->otherwise) {
    value = *filter.table->otherwise;
  } else {
    return Reject{"a value without an entry in maps",
                  Concat({from.name, " is ", Shown(value), ", which maps.",
                          filter.table->name, " does not know",
                          Suggest(value, KeysOf(filter.table->values))})};
  }
  return std::nullopt;
}

MaybeReject Apply(const ValueFilter& filter, const Placeholder& from,
                  std::string& value) {
  const auto erase_if = [&](auto test) {
    value.erase(std::remove_if(value.begin(), value.end(), test), value.end());
  };
  const auto change = [&](char from_letter, char to_letter) {
    for (char& c : value) {
      if (c >= from_letter && c <= from_letter + 25)
        c += to_letter - from_letter;
    }
  };
  switch (filter.kind) {
    case ValueFilter::kTrim:
      value = std::string(Trimmed(value));
      break;
    case ValueFilter::kLower:
      change('A', 'a');
      break;
    case ValueFilter::kUpper:
      change('a', 'A');
      break;
    case ValueFilter::kDigits:
      erase_if([](char c) { return c < '0' || c > '9'; });
      break;
    case ValueFilter::kStripDecimal:
      StripDecimal(value);
      break;
    case ValueFilter::kDefault:
      if (value.empty()) value = filter.text;
      break;
    case ValueFilter::kEmptyIf:
      if (value == filter.text) value.clear();
      break;
    case ValueFilter::kMap:
      return Translate(filter, from, value);
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<int> ColumnNames::ColumnOf(std::string_view column) {
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found != columns.end()) return static_cast<int>(found - columns.begin());
  if (columns_are_known) {
    return absl::InvalidArgumentError(
        Concat({"there is no column ", column, Suggest(column, columns)}));
  }
  columns.emplace_back(column);
  return static_cast<int>(columns.size() - 1);
}

bool TextTemplate::constant() const {
  return std::none_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return piece.placeholder.has_value();
  });
}

absl::StatusOr<Placeholder> ParsePlaceholder(std::string_view text,
                                             ColumnNames& names) {
  Placeholder result;
  size_t bar = std::min(text.find('|'), text.size());
  result.name = text.substr(0, bar);
  if (result.name.empty()) {
    return absl::InvalidArgumentError("a column's name is missing in {}");
  }
  if (result.name == "row") {
    result.column = Placeholder::kRow;
  } else if (result.name == "file") {
    result.column = Placeholder::kFile;
  } else {
    ASSIGN_OR_RETURN(result.column, names.ColumnOf(result.name));
  }
  while (bar < text.size()) {
    const size_t begin = bar + 1;
    bar = std::min(text.find('|', begin), text.size());
    ASSIGN_OR_RETURN(ValueFilter filter,
                     ParseFilter(text.substr(begin, bar - begin), names));
    result.filters.push_back(std::move(filter));
  }
  return result;
}

absl::StatusOr<TextTemplate> ParseTemplate(std::string_view text,
                                           ColumnNames& names) {
  TextTemplate result;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) result.pieces.push_back({literal, std::nullopt});
    literal.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    if ((text[i] == '{' || text[i] == '}') && doubled) {
      literal.push_back(text[i++]);
    } else if (text[i] == '}') {
      return absl::InvalidArgumentError("a } without its {");
    } else if (text[i] == '{') {
      const size_t close = text.find('}', i);
      if (close == text.npos) {
        return absl::InvalidArgumentError("a { without its }");
      }
      end_literal();
      ASSIGN_OR_RETURN(
          Placeholder inside,
          ParsePlaceholder(text.substr(i + 1, close - i - 1), names));
      result.pieces.push_back({"", std::move(inside)});
      i = close;
    } else {
      literal.push_back(text[i]);
    }
  }
  end_literal();
  return result;
}

MaybeReject Render(const Placeholder& placeholder, const RowFields& fields,
                   std::string& out) {
  if (placeholder.column == Placeholder::kRow) {
    out = std::to_string(fields.line);
  } else if (placeholder.column == Placeholder::kFile) {
    out = fields.file;
  } else {
    out = fields.values[placeholder.column];
  }
  for (const ValueFilter& filter : placeholder.filters) {
    if (auto refusal = Apply(filter, placeholder, out)) return refusal;
  }
  return std::nullopt;
}

MaybeReject Render(const TextTemplate& text, const RowFields& fields,
                   std::string& out) {
  out.clear();
  int columns = 0, filled = 0;
  std::string value;
  for (const TextTemplate::Piece& piece : text.pieces) {
    if (!piece.placeholder) {
      out += piece.literal;
      continue;
    }
    if (auto refusal = Render(*piece.placeholder, fields, value)) {
      return refusal;
    }
    const bool column = piece.placeholder->column >= 0;
    columns += column;
    filled += column && !value.empty();
    out += value;
  }
  if (columns > 0 && filled == 0) out.clear();
  return std::nullopt;
}

}  // namespace laurel
