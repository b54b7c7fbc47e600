// What an import made of its rows.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"

namespace laurel {

// A row is made into facts, skipped or rejected. One of several facts of a row
// may still be refused by its group or for want of a match: the row is then
// among the rejects too, once for each.
struct ImportSummary {
  int64_t rows_read = 0;
  int64_t rows_skipped = 0;
  int64_t rows_rejected = 0;
  int64_t facts = 0;
  std::map<std::string, int64_t> facts_by_body;
  std::map<std::string, int64_t> skipped_by_reason;  // `skip` of the mapping
  std::map<std::string, int64_t> rejected_by_reason;
  std::optional<Instant> first, last;  // occurred_at
  // "file: column" that the mapping uses and no row fills: of JSON lines
  // perhaps a path that leads nowhere.
  std::vector<std::string> empty_columns;
  // Facts with the customer and id of another before; the engine will take
  // the first only. Looked for among the first 4 million facts.
  int64_t repeated_ids = 0;
  std::string repeated_id;  // one of them
};

// As a page of text.
std::string ToText(const ImportSummary& summary);

}  // namespace laurel
