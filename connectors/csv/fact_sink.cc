#include "connectors/csv/fact_sink.h"

#include <google/protobuf/util/json_util.h>

#include "connectors/csv/text.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {

absl::Status JsonLinesSink::Add(const ImportedFact& fact) {
  v1::Event event;
  event.ParseFromArray(fact.bytes.data(), static_cast<int>(fact.bytes.size()));
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  const auto status =
      google::protobuf::util::MessageToJsonString(event, &line, options);
  if (!status.ok()) {
    return absl::InternalError(
        Concat({"fact ", event.id(),
                " cannot be written as JSON: ", status.ToString()}));
  }
  line.push_back('\n');
  return file_.Write(line);
}

}  // namespace laurel
