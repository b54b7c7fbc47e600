// A mapping: how the rows of other systems' exports become facts. Written in
// YAML (docs/import.md), read once and checked as a whole, then plain data.
//
//   ASSIGN_OR_RETURN(Mapping mapping, LoadMapping("online_retail.yaml"));
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/condition.h"
#include "connectors/csv/row_reader.h"
#include "connectors/csv/setting.h"

namespace laurel {

// A line, tender or service that each row adds to its fact.
struct ElementMapping {
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::vector<RowCondition> when;
  std::vector<FieldSetting> settings;
};

// How a fact finds the earlier fact of the same customer that it is about.
//
// Of a refund: the latest earlier line of a sale with this sku, of which
// enough quantity and amount are left. It gives payment_id and line_id.
// Of others: the latest earlier fact whose `key` is the same. It gives the
// field that `copies` names.
struct MatchMapping {
  std::string fact;       // the name of the earlier fact
  bool optional = false;  // without one the field stays empty
  // Of a refund:
  TextTemplate sku;
  AmountExpression quantity;
  AmountExpression amount;
  // Of others:
  TextTemplate key;
  FieldPath copies;       // in this body
  FieldPath copied_from;  // in the earlier one's
};

struct FactMapping {
  std::string path;  // in the mapping: "inputs[1].facts[0]"
  int line = 0;
  std::string name;  // what `match` calls it; else empty
  std::vector<RowCondition> when;
  std::string skip;  // why such rows are left out; then nothing else is set
  const google::protobuf::FieldDescriptor* body = nullptr;  // of Event
  std::vector<Placeholder> group_by;
  TextTemplate id, customer_id, store_id, actor, correlation_id;
  InstantRule occurred_at;
  std::vector<FieldSetting> settings;
  std::vector<ElementMapping> elements;
  TextTemplate key;  // by which a later fact's `match` finds it
  std::optional<MatchMapping> match;
};

// The files of one shape.
struct InputMapping {
  std::string file = "*";  // a glob over names, ".zst" left off
  FileFormat format;
  ColumnNames names;  // the columns that the facts use
  std::vector<FactMapping> facts;
};

struct Mapping {
  std::string source;
  std::vector<InputMapping> inputs;
};

// InvalidArgument with every error, a line each, in the order of the file:
//   M.yaml:9: facts[0].lines.amuont: unknown key (did you mean amount?)
// `name` is what messages call the file.
absl::StatusOr<Mapping> ParseMapping(std::string_view yaml,
                                     std::string_view name);

// As above, from a file. NotFound where there is none.
absl::StatusOr<Mapping> LoadMapping(const std::string& path);

}  // namespace laurel
