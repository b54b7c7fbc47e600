// Facts and derived events as JSON, by libprotobuf.
#include <google/protobuf/util/json_util.h>

#include "engine/codec/json.h"
#include "laurel/v1/derived_event.pb.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

absl::Status ToJson(const google::protobuf::Message& message,
                    std::string* json) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  json->clear();
  const auto status =
      google::protobuf::util::MessageToJsonString(message, json, options);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError("no JSON of it: " + status.ToString());
}

}  // namespace

absl::Status FactToJson(std::string_view bytes, std::string* json) {
  v1::Event event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InvalidArgumentError("the bytes are no fact");
  }
  return ToJson(event, json);
}

std::string DerivedEventToJson(const DerivedEvent& event,
                               const Envelope& envelope) {
  std::string bytes, json;
  EncodeDerivedEvent(event, envelope, &bytes);
  v1::DerivedEvent message;
  const absl::Status status = message.ParseFromString(bytes)
                                  ? ToJson(message, &json)
                                  : absl::InternalError("does not parse");
  return status.ok() ? json : "{}";  // every instant fits: it cannot happen
}

}  // namespace laurel
