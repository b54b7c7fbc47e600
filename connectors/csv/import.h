// Exports of other systems become facts, in the order of time.
//
//   ASSIGN_OR_RETURN(Mapping mapping, LoadMapping("online_retail.yaml"));
//   JsonLinesSink sink("facts.jsonl");
//   RETURN_IF_ERROR(sink.Open());
//   ImportOptions options;
//   options.files = {"online_retail.csv.zst"};
//   options.rejects_path = "rejects.csv";
//   ASSIGN_OR_RETURN(ImportSummary summary, Import(mapping, options, sink));
//
// The same files in the same order give the same facts, byte for byte, and the
// same rejects, whatever the memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/fact_sink.h"
#include "connectors/csv/mapping.h"
#include "engine/base/time.h"

namespace laurel {

struct ImportProgress {
  std::string_view doing;  // the file being read, or "facts" while they leave
  int64_t done = 0;        // bytes of all files, or facts
  int64_t total = 0;
  int64_t rows = 0;  // read so far
  double done_per_s = 0;
  double left_s = 0;  // at this rate
};

struct ImportOptions {
  std::vector<std::string> files;
  std::string rejects_path;  // empty: rows that do not fit are counted only
  std::string temp_dir = "/tmp";  // for sorting what is more than memory_bytes
  size_t memory_bytes = 256 << 20;
  std::function<void(const ImportProgress&)> progress;  // a few times a second
};

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

// Reads all files, then gives the facts to `sink` and finishes it.
// InvalidArgument: no input of the mapping takes a file, a file is not what
// its mapping says (a column is missing): before any fact. NotFound: no such
// file. DataLoss: broken zstd. Else what the sink says.
absl::StatusOr<ImportSummary> Import(const Mapping& mapping,
                                     const ImportOptions& options,
                                     FactSink& sink);

// The summary as a page of text.
std::string ToText(const ImportSummary& summary);

}  // namespace laurel
