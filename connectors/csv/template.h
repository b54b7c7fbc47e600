// Text with places for a row's values:  "{InvoiceNo}-{CustomerID|trim|lower}"
//
//   {Column}         the value; {row}: the line of the file in which the row
//                    begins; {file}: the file's name; {{ and }}: braces
//   |trim            without blanks at both ends
//   |lower |upper    ASCII letters
//   |digits          only the digits
//   |strip_decimal   17850.0 -> 17850
//   |default:xxx     xxx where it is empty
//   |empty_if:xxx    empty where it is xxx
//   |map:NAME        what the table NAME of `maps` says
//
// A text all of whose columns are empty is empty, whatever stands around them.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/reject.h"

namespace laurel {

// A table of `maps`: value to value, and what stands for all others ("*").
struct ValueTable {
  std::string name;
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::string> otherwise;
};

// What names in a template may mean. New columns are added as they come.
struct ColumnNames {
  std::vector<std::string> columns;
  std::map<std::string, std::shared_ptr<const ValueTable>, std::less<>> tables;
  bool columns_are_known = false;  // then a new column is an error

  // The place of `column` in `columns`. InvalidArgument where it is not known.
  absl::StatusOr<int> ColumnOf(std::string_view column);
};

// A row as templates see it: values in the order of ColumnNames::columns.
struct RowFields {
  std::span<const std::string_view> values;
  int64_t line = 0;
  std::string_view file;
};

struct ValueFilter {
  enum Kind {
    kTrim,
    kLower,
    kUpper,
    kDigits,
    kStripDecimal,
    kDefault,
    kEmptyIf,
    kMap
  };
  Kind kind = kTrim;
  std::string text;                         // of kDefault, kEmptyIf
  std::shared_ptr<const ValueTable> table;  // of kMap
};

struct Placeholder {
  static constexpr int kRow = -1;
  static constexpr int kFile = -2;
  int column = kRow;
  std::string name;  // as written, for messages
  std::vector<ValueFilter> filters;
};

struct TextTemplate {
  struct Piece {
    std::string literal;  // where there is no placeholder
    std::optional<Placeholder> placeholder;
  };
  std::vector<Piece> pieces;

  bool empty() const { return pieces.empty(); }
  bool constant() const;
};

// The inside of braces: "CustomerID|strip_decimal".
absl::StatusOr<Placeholder> ParsePlaceholder(std::string_view text,
                                             ColumnNames& names);
absl::StatusOr<TextTemplate> ParseTemplate(std::string_view text,
                                           ColumnNames& names);

// To `out`. Refused: a value that a table does not know.
MaybeReject Render(const Placeholder& placeholder, const RowFields& fields,
                   std::string& out);
MaybeReject Render(const TextTemplate& text, const RowFields& fields,
                   std::string& out);

}  // namespace laurel
