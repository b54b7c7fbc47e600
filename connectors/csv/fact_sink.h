// Where imported facts go: a file, a log. An import gives them one after
// another, in the order of time, from one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "connectors/csv/part_file.h"
#include "engine/base/time.h"

namespace laurel {

// Views are good during the call only.
struct ImportedFact {
  std::string_view key;    // customer_id, or store_id where there is none
  std::string_view bytes;  // laurel.v1.Event; recorded_at is occurred_at
  Instant occurred_at;
};

class FactSink {
 public:
  virtual ~FactSink() = default;

  // A Status that is not OK ends the import.
  virtual absl::Status Add(const ImportedFact& fact) = 0;

  // After the last fact. Nothing of an import that fails before need stay.
  virtual absl::Status Finish() = 0;
};

// Facts as protobuf JSON with the field names of the .proto, one a line: what
// `laurel decide --facts` reads. The file appears whole, on Finish().
class JsonLinesSink : public FactSink {
 public:
  explicit JsonLinesSink(std::string path) : file_(std::move(path)) {}

  absl::Status Open() { return file_.Open(); }
  absl::Status Add(const ImportedFact& fact) override;
  absl::Status Finish() override { return file_.Commit(); }

 private:
  PartFile file_;
};

}  // namespace laurel
