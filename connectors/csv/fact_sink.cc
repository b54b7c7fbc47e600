#include "connectors/csv/fact_sink.h"

#include "engine/base/status.h"
#include "engine/codec/json.h"

namespace laurel {

absl::Status JsonLinesSink::Add(const ImportedFact& fact) {
  std::string line;
  RETURN_IF_ERROR(FactToJson(fact.bytes, &line));
  line.push_back('\n');
  return file_.Write(line);
}

}  // namespace laurel
