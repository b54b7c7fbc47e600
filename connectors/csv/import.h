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
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "connectors/csv/fact_sink.h"
#include "connectors/csv/import_summary.h"
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
  Instant now = kNever;  // what is later is rejected; kNever: nothing is
  std::function<void(const ImportProgress&)> progress;  // a few times a second
};

// Reads all files, then gives the facts to `sink` and finishes it.
// InvalidArgument: no input of the mapping takes a file, a file is not what
// its mapping says (a column is missing): before any fact. NotFound: no such
// file. DataLoss: broken zstd. Else what the sink says.
absl::StatusOr<ImportSummary> Import(const Mapping& mapping,
                                     const ImportOptions& options,
                                     FactSink& sink);

}  // namespace laurel
