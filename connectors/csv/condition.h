// When a fact, a line or a tender is made of a row:
//
//   {column: InvoiceNo, not_matches: "^[CA]"}
//   {column: Client, in: [WALK_IN, ""]}        {column: Code, empty: false}
//
// Everything said must hold; a list of conditions holds when all of them do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv/pattern.h"
#include "connectors/csv/template.h"

namespace laurel {

struct RowCondition {
  Placeholder value;
  std::optional<std::string> equals;
  std::optional<std::string> not_equals;
  std::optional<Pattern> matches;
  std::optional<Pattern> not_matches;
  std::optional<std::vector<std::string>> in;
  std::optional<bool> empty;
};

// All of them. `out` is whether they hold; refused as Render().
MaybeReject Evaluate(const std::vector<RowCondition>& conditions,
                     const RowFields& fields, bool& out);

}  // namespace laurel
