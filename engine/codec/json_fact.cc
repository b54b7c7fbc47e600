// JSON to the bytes of a fact, by the descriptors of the .proto.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/nearest.h"
#include "engine/base/rfc3339.h"
#include "engine/codec/fault.h"
#include "engine/codec/json.h"
#include "engine/codec/text.h"
#include "laurel/v1/fact.pb.h"
#include "simdjson.h"

namespace laurel {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr size_t kMaxDepth = 32;

// The value as a T, which it must be.
template <typename T>
T Get(const element& value) {
  T out{};
  if (value.get(out) != simdjson::SUCCESS) return T{};
  return out;
}

std::string_view TextOf(const element& value) {
  return Get<std::string_view>(value);
}

// ---- What values look like, for sentences -----------------------------------

std::string Shown(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "an object";
    case element_type::DOUBLE:
      return "a number with a fraction or an exponent";
    case element_type::STRING:
      return InQuotes(TextOf(value));
    default:
      return simdjson::minify(value);
  }
}

bool Wanted(const element& value, std::string_view what, Fault* fault) {
  return fault->Is(
      ParkReason::kUnreadable,
      "is " + Shown(value) + "; " + std::string(what) + " is wanted");
}

bool OutOfRange(const element& value, int64_t low, uint64_t high,
                Fault* fault) {
  return fault->Is(ParkReason::kUnreadable,
                   "is " + Shown(value) + "; " + std::to_string(low) + " to " +
                       std::to_string(high) + " is allowed");
}

// ---- Numbers ----------------------------------------------------------------

// "-12" as it stands, nothing around it; a number wide enough for both int64_t
// and uint64_t. Nothing if it is no such text or does not fit even that.
std::optional<__int128> Digits(std::string_view text) {
  const bool negative = text.substr(0, 1) == "-";
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 20) return std::nullopt;
  __int128 value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return negative ? -value : value;
}

template <typename Integer>
bool ReadInteger(const element& value, Integer* out, Fault* fault) {
  std::optional<__int128> number;
  if (value.is<int64_t>()) {
    number = Get<int64_t>(value);
  } else if (value.is<uint64_t>()) {
    number = Get<uint64_t>(value);
  } else if (value.is_string()) {
    number = Digits(TextOf(value));
  }
  if (!number) return Wanted(value, "an integer", fault);
  constexpr auto kLow = std::numeric_limits<Integer>::min();
  constexpr auto kHigh = std::numeric_limits<Integer>::max();
  if (*number < kLow || *number > kHigh) {
    return OutOfRange(value, kLow, kHigh, fault);
  }
  *out = static_cast<Integer>(*number);
  return true;
}

// ---- Text, enumerations, times ----------------------------------------------

bool ReadText(const element& value, std::string* out, Fault* fault) {
  if (!value.is_string()) return Wanted(value, "a string", fault);
  const std::string_view text = TextOf(value);
  if (!IsUtf8(text)) {
    return fault->Is(ParkReason::kUnreadable, "is not UTF-8");
  }
  out->assign(text);
  return true;
}

std::string KnownValues(const EnumDescriptor& type) {
  std::string names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->name() == "UNSPECIFIED") continue;
    names += (names.empty() ? "" : ", ") + type.value(i)->name();
  }
  return names;
}

bool ReadEnum(const element& value, const EnumDescriptor& type, int* out,
              Fault* fault) {
  const google::protobuf::EnumValueDescriptor* found = nullptr;
  if (value.is_string()) {
    std::string name(TextOf(value));
    for (char& c : name) c = c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
    found = type.FindValueByName(name);
  } else if (value.is<int64_t>()) {
    const int64_t number = Get<int64_t>(value);
    if (number >= 0 && number < type.value_count()) {
      found = type.FindValueByNumber(static_cast<int>(number));
    }
  }
  if (found == nullptr) {
    return Wanted(value, "one of " + KnownValues(type), fault);
  }
  *out = found->number();
  return true;
}

// Sets the seconds and nanos of a Timestamp or Duration.
void SetSecondsAndNanos(const SecondsAndNanos& value, Message* message) {
  const auto& type = *message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  reflection->SetInt64(message, type.FindFieldByNumber(1), value.seconds);
  reflection->SetInt32(message, type.FindFieldByNumber(2), value.nanos);
}

bool ReadTime(const element& value, Message* out, Fault* fault) {
  std::optional<SecondsAndNanos> time;
  if (value.is_string()) {
    time = ParseRfc3339(TextOf(value));
  }
  if (!time) {
    return Wanted(value, "a time such as \"2025-02-03T15:00:00+08:00\"", fault);
  }
  SetSecondsAndNanos(*time, out);
  return true;
}

// "900s", "1.5s".
std::optional<SecondsAndNanos> ParseDuration(std::string_view text) {
  if (text.size() < 2 || text.back() != 's') return std::nullopt;
  text.remove_suffix(1);
  const size_t dot = text.find('.');
  const auto seconds = Digits(text.substr(0, dot));
  if (!seconds || *seconds < 0 || *seconds > 315'576'000'000) {
    return std::nullopt;
  }
  SecondsAndNanos result{static_cast<int64_t>(*seconds), 0};
  if (dot == text.npos) return result;
  std::string fraction(text.substr(dot + 1));
  if (fraction.empty() || fraction.size() > 9) return std::nullopt;
  fraction.resize(9, '0');
  const auto nanos = Digits(fraction);
  if (!nanos || *nanos < 0) return std::nullopt;
  result.nanos = static_cast<int32_t>(*nanos);
  return result;
}

bool ReadDurationText(const element& value, Message* out, Fault* fault) {
  std::optional<SecondsAndNanos> duration;
  if (value.is_string()) {
    duration = ParseDuration(TextOf(value));
  }
  if (!duration) return Wanted(value, "a duration such as \"900s\"", fault);
  SetSecondsAndNanos(*duration, out);
  return true;
}

// ---- Messages ---------------------------------------------------------------

bool ReadObject(const element& value, Message* out, Fault* fault);

bool ReadMessageValue(const element& value, Message* out, Fault* fault) {
  const std::string& type = out->GetDescriptor()->full_name();
  if (type == "google.protobuf.Timestamp") return ReadTime(value, out, fault);
  if (type == "google.protobuf.Duration") {
    return ReadDurationText(value, out, fault);
  }
  return ReadObject(value, out, fault);
}

bool ReadSingle(const element& value, const FieldDescriptor& field,
                Message* out, Fault* fault) {
  const auto* reflection = out->GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t number = 0;
      if (!ReadInteger(value, &number, fault)) return false;
      reflection->SetInt64(out, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number = 0;
      if (!ReadInteger(value, &number, fault)) return false;
      reflection->SetInt32(out, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      uint32_t number = 0;
      if (!ReadInteger(value, &number, fault)) return false;
      reflection->SetUInt32(out, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!value.is_bool()) return Wanted(value, "true or false", fault);
      reflection->SetBool(out, &field, Get<bool>(value));
      return true;
    case FieldDescriptor::CPPTYPE_ENUM: {
      int number = 0;
      if (!ReadEnum(value, *field.enum_type(), &number, fault)) return false;
      reflection->SetEnumValue(out, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string text;
      if (!ReadText(value, &text, fault)) return false;
      if (many) {
        reflection->AddString(out, &field, std::move(text));
      } else {
        reflection->SetString(out, &field, std::move(text));
      }
      return true;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadMessageValue(value,
                              many ? reflection->AddMessage(out, &field)
                                   : reflection->MutableMessage(out, &field),
                              fault);
    default:
      return fault->Is(ParkReason::kUnreadable, "cannot be given in JSON");
  }
}

bool ReadList(const element& value, const FieldDescriptor& field, Message* out,
              Fault* fault) {
  if (!value.is_array()) return Wanted(value, "a list", fault);
  size_t index = 0;
  for (const element entry : Get<simdjson::dom::array>(value)) {
    if (!ReadSingle(entry, field, out, fault)) {
      return fault->At(field.name(), index);
    }
    ++index;
  }
  return true;
}

// A map of strings to strings, the only kind there is.
bool ReadMap(const element& value, const FieldDescriptor& field, Message* out,
             Fault* fault) {
  if (!value.is_object()) return Wanted(value, "an object", fault);
  const auto& entry_type = *field.message_type();
  std::vector<std::string_view> keys;
  for (const auto [key, text] : Get<simdjson::dom::object>(value)) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
      fault->Is(ParkReason::kUnreadable, "comes twice");
      return fault->At(key);
    }
    keys.push_back(key);
    Message* entry = out->GetReflection()->AddMessage(out, &field);
    entry->GetReflection()->SetString(entry, entry_type.map_key(),
                                      std::string(key));
    if (!ReadSingle(text, *entry_type.map_value(), entry, fault)) {
      return fault->At(key);
    }
  }
  return true;
}

bool ReadFieldValue(const element& value, const FieldDescriptor& field,
                    Message* out, Fault* fault) {
  if (value.is_null()) return true;
  if (field.is_map()) {
    return ReadMap(value, field, out, fault) || fault->At(field.name());
  }
  if (field.is_repeated() && value.is_array()) {
    return ReadList(value, field, out, fault);
  }
  return (field.is_repeated() ? Wanted(value, "a list", fault)
                              : ReadSingle(value, field, out, fault)) ||
         fault->At(field.name());
}

// ---- Keys -------------------------------------------------------------------

const FieldDescriptor* FindField(const Descriptor& type, std::string_view key) {
  const std::string name(key);
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

bool UnknownKey(const Descriptor& type, std::string_view key, Fault* fault) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) {
    names.push_back(type.field(i)->name());
  }
  const std::string nearest = NearestName(key, names);
  std::string known;
  for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
  fault->Is(ParkReason::kUnreadable,
            "is not a field of " +
                (type.name() == "Event" ? "a fact" : type.name()) +
                (nearest.empty() ? "; known are " + known
                                 : "; did you mean \"" + nearest + "\"?"));
  return fault->At(IsIdentifier(key) ? key : std::string_view("?"));
}

bool SecondBody(const FieldDescriptor& field, const FieldDescriptor& first,
                Fault* fault) {
  fault->Is(ParkReason::kUnreadable,
            "is a second body; a fact has one, here " + first.name());
  return fault->At(field.name());
}

bool ReadObject(const element& value, Message* out, Fault* fault) {
  if (!value.is_object()) return Wanted(value, "an object", fault);
  const Descriptor& type = *out->GetDescriptor();
  std::vector<const FieldDescriptor*> seen;
  for (const auto [key, entry] : Get<simdjson::dom::object>(value)) {
    const FieldDescriptor* field = FindField(type, key);
    if (field == nullptr) return UnknownKey(type, key, fault);
    if (std::find(seen.begin(), seen.end(), field) != seen.end()) {
      fault->Is(ParkReason::kUnreadable, "comes twice");
      return fault->At(field->name());
    }
    seen.push_back(field);
    if (const auto* body = field->real_containing_oneof()) {
      const auto* first =
          out->GetReflection()->GetOneofFieldDescriptor(*out, body);
      if (first != nullptr) return SecondBody(*field, *first, fault);
    }
    if (!ReadFieldValue(entry, *field, out, fault)) return false;
  }
  return true;
}

// ---- The whole --------------------------------------------------------------

std::string WhyNoJson(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return "there is no JSON: the line is empty";
    case simdjson::UTF8_ERROR:
      return "this is no JSON: the text is not UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "this is no JSON: a string has no closing quote";
    case simdjson::STRING_ERROR:
      return "this is no JSON: a string has a wrong escape (\\...)";
    case simdjson::UNESCAPED_CHARS:
      return "this is no JSON: a string has a control character in it";
    case simdjson::NUMBER_ERROR:
      return "this is no JSON: a number is malformed or does not fit 64 bits";
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
      return "this is no JSON: a word is none of true, false, null";
    case simdjson::DEPTH_ERROR:
      return "this is no fact: it is nested deeper than any fact";
    case simdjson::TAPE_ERROR:
      return "this is no JSON: a comma, colon, quote or bracket is missing or "
             "too many";
    default:
      return std::string("this is no JSON: ") + simdjson::error_message(error);
  }
}

void Serialize(const Message& message, std::string* out) {
  out->clear();
  google::protobuf::io::StringOutputStream stream(out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);  // the order of a map's entries
  message.SerializeToCodedStream(&coded);
}

// What is used again from line to line.
struct Reader {
  simdjson::dom::parser parser;
  v1::Event event;
  simdjson::error_code ready = parser.allocate(1 << 12, kMaxDepth);
};

}  // namespace

bool JsonToFact(std::string_view json, std::string* bytes, std::string* error) {
  static thread_local Reader reader;
  element document;
  auto failed = reader.ready;
  if (failed == simdjson::SUCCESS) {
    failed = reader.parser.parse(json.data(), json.size()).get(document);
  }
  if (failed != simdjson::SUCCESS) {
    *error = WhyNoJson(failed);
    return false;
  }
  Fault fault;
  reader.event.Clear();
  if (!ReadObject(document, &reader.event, &fault)) {
    *error =
        fault.path.empty() ? "the line " + fault.Message() : fault.Message();
    return false;
  }
  Serialize(reader.event, bytes);
  return true;
}

}  // namespace laurel
