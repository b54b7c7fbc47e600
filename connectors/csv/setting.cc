#include "connectors/csv/setting.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include "connectors/csv/text.h"
#include "laurel/v1/common.pb.h"

namespace laurel {
namespace {

namespace pb = google::protobuf;
using CppType = pb::FieldDescriptor::CppType;

// Longer identifiers are refused by the engine.
constexpr size_t kMaxIdBytes = 128;

std::vector<std::string> FieldNames(const pb::Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) {
    names.push_back(message.field(i)->name());
  }
  return names;
}

bool Is(const pb::FieldDescriptor& field, std::string_view message) {
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->full_name() == message;
}

bool IsPlainGroup(const pb::FieldDescriptor& field) {
  return field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
         !field.is_repeated() && !Is(field, "laurel.v1.Money") &&
         !Is(field, "google.protobuf.Timestamp") &&
         !Is(field, "google.protobuf.Duration");
}

// The message that holds the leaf.
pb::Message& Descend(const FieldPath& path, pb::Message& message) {
  pb::Message* at = &message;
  for (size_t i = 0; i + 1 < path.steps.size(); ++i) {
    at = at->GetReflection()->MutableMessage(at, path.steps[i]);
  }
  return *at;
}

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c += 'A' - 'a';
  }
  return text;
}

const pb::EnumValueDescriptor* EnumValue(const pb::FieldDescriptor& field,
                                         const std::string& text) {
  return field.enum_type()->FindValueByName(Upper(text));
}

std::vector<std::string> EnumNames(const pb::FieldDescriptor& field) {
  std::vector<std::string> names;
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    names.push_back(field.enum_type()->value(i)->name());
  }
  return names;
}

bool IsIdentifier(const pb::FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" ||
         (name.size() > 3 && name.compare(name.size() - 3, 3, "_id") == 0);
}

std::optional<std::string> FindWrongString(const pb::FieldDescriptor& field,
                                           const std::string& text) {
  if (!IsIdentifier(field)) return std::nullopt;
  if (text.size() > kMaxIdBytes) return "at most 128 bytes are possible";
  if (HasControlCharacter(text)) return "control characters are not possible";
  return std::nullopt;
}

void PutText(const FieldPath& path, const std::string& text,
             pb::Message& holder) {
  const pb::FieldDescriptor& field = path.leaf();
  const pb::Reflection& reflection = *holder.GetReflection();
  if (field.is_map()) {
    pb::Message& entry = *reflection.AddMessage(&holder, &field);
    const pb::Descriptor& type = *field.message_type();
    entry.GetReflection()->SetString(&entry, type.map_key(), path.map_key);
    entry.GetReflection()->SetString(&entry, type.map_value(), text);
  } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_ENUM) {
    reflection.SetEnum(&holder, &field, EnumValue(field, text));
  } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_BOOL) {
    reflection.SetBool(&holder, &field, text == "true");
  } else if (Is(field, "google.protobuf.Duration")) {
    pb::util::TimeUtil::FromString(
        text,
        static_cast<pb::Duration*>(reflection.MutableMessage(&holder, &field)));
  } else {
    reflection.SetString(&holder, &field, text);
  }
}

MaybeReject WrongValue(const pb::FieldDescriptor& field, std::string_view text,
                       std::string_view why) {
  return Reject{"a value that the field does not take",
                Concat({field.name(), " would be ", Shown(text), ": ", why})};
}

MaybeReject ApplyText(const FieldPath& path, const TextTemplate& value,
                      const RowFields& fields, pb::Message& holder) {
  std::string text;
  if (auto refusal = Render(value, fields, text)) return refusal;
  if (text.empty()) return std::nullopt;
  if (auto wrong = FindWrongText(path, text)) {
    return WrongValue(path.leaf(), text, *wrong);
  }
  PutText(path, text, holder);
  return std::nullopt;
}

MaybeReject ApplyTexts(const FieldPath& path,
                       const std::vector<TextTemplate>& values,
                       const RowFields& fields, pb::Message& holder) {
  std::string text;
  for (const TextTemplate& value : values) {
    if (auto refusal = Render(value, fields, text)) return refusal;
    if (text.empty()) continue;
    holder.GetReflection()->AddString(&holder, &path.leaf(), text);
  }
  return std::nullopt;
}

MaybeReject PutNumber(const pb::FieldDescriptor& field, int64_t number,
                      pb::Message& holder) {
  const pb::Reflection& reflection = *holder.GetReflection();
  const bool narrow = field.cpp_type() == CppType::CPPTYPE_INT32;
  if (field.cpp_type() == CppType::CPPTYPE_UINT32) {
    if (number < 0 || number > UINT32_MAX) {
      return WrongValue(field, std::to_string(number), "it is out of range");
    }
    reflection.SetUInt32(&holder, &field, static_cast<uint32_t>(number));
  } else if (narrow && (number < INT32_MIN || number > INT32_MAX)) {
    return WrongValue(field, std::to_string(number), "it is out of range");
  } else if (narrow) {
    reflection.SetInt32(&holder, &field, static_cast<int32_t>(number));
  } else {
    reflection.SetInt64(&holder, &field, number);
  }
  return std::nullopt;
}

MaybeReject ApplyAmount(const FieldPath& path, const AmountExpression& value,
                        const RowFields& fields, pb::Message& holder) {
  if (KindOf(path) == FieldKind::kNumber) {
    int64_t number = 0;
    if (auto refusal = Evaluate(value, fields, number)) return refusal;
    return PutNumber(path.leaf(), number, holder);
  }
  Money money;
  if (auto refusal = Evaluate(value, fields, money)) return refusal;
  auto& out = static_cast<v1::Money&>(
      *holder.GetReflection()->MutableMessage(&holder, &path.leaf()));
  out.set_currency(std::string(money.currency.text()));
  out.set_minor(money.minor);
  return std::nullopt;
}

MaybeReject ApplyInstant(const FieldPath& path, const InstantRule& value,
                         const RowFields& fields, pb::Message& holder) {
  Instant instant;
  if (auto refusal = Evaluate(value, fields, instant)) return refusal;
  auto& out = static_cast<pb::Timestamp&>(
      *holder.GetReflection()->MutableMessage(&holder, &path.leaf()));
  out = pb::util::TimeUtil::MillisecondsToTimestamp(instant.ms);
  return std::nullopt;
}

}  // namespace

absl::StatusOr<FieldPath> ResolveField(const pb::Descriptor& message,
                                       std::string_view path) {
  FieldPath result;
  const pb::Descriptor* at = &message;
  std::string walked;
  while (true) {
    const size_t dot = std::min(path.find('.'), path.size());
    const std::string name(path.substr(0, dot));
    const pb::FieldDescriptor* field = at->FindFieldByName(name);
    if (field == nullptr) {
      return absl::InvalidArgumentError(
          Concat({at->name(), " has no field ", name,
                  Suggest(name, FieldNames(*at))}));
    }
    result.steps.push_back(field);
    if (field->is_map() && dot < path.size()) {
      result.map_key = path.substr(dot + 1);
      return result;
    }
    if (dot == path.size()) return result;
    if (!IsPlainGroup(*field)) {
      return absl::InvalidArgumentError(
          Concat({name, " of ", at->name(), " has no fields to set by path"}));
    }
    at = field->message_type();
    path.remove_prefix(dot + 1);
  }
}

bool IsSingleText(const FieldPath& path) {
  const pb::FieldDescriptor& field = path.leaf();
  return field.cpp_type() == CppType::CPPTYPE_STRING && !field.is_repeated();
}

FieldKind KindOf(const FieldPath& path) {
  const pb::FieldDescriptor& field = path.leaf();
  if (field.is_map()) {
    return path.map_key.empty() ? FieldKind::kGroup : FieldKind::kText;
  }
  if (field.is_repeated()) {
    return field.cpp_type() == CppType::CPPTYPE_STRING ? FieldKind::kTexts
                                                       : FieldKind::kGroup;
  }
  switch (field.cpp_type()) {
    case CppType::CPPTYPE_INT32:
    case CppType::CPPTYPE_INT64:
    case CppType::CPPTYPE_UINT32:
      return FieldKind::kNumber;
    case CppType::CPPTYPE_STRING:
    case CppType::CPPTYPE_BOOL:
    case CppType::CPPTYPE_ENUM:
      return FieldKind::kText;
    default:
      break;
  }
  if (Is(field, "laurel.v1.Money")) return FieldKind::kMoney;
  if (Is(field, "google.protobuf.Timestamp")) return FieldKind::kInstant;
  if (Is(field, "google.protobuf.Duration")) return FieldKind::kText;
  return FieldKind::kGroup;
}

std::optional<std::string> FindWrongText(const FieldPath& path,
                                         const std::string& text) {
  const pb::FieldDescriptor& field = path.leaf();
  if (field.is_map()) return std::nullopt;
  if (field.cpp_type() == CppType::CPPTYPE_ENUM) {
    if (EnumValue(field, text) != nullptr) return std::nullopt;
    return Concat(
        {"no value of ", field.name(), Suggest(Upper(text), EnumNames(field))});
  }
  if (field.cpp_type() == CppType::CPPTYPE_BOOL) {
    if (text == "true" || text == "false") return std::nullopt;
    return "true or false is expected";
  }
  if (Is(field, "google.protobuf.Duration")) {
    pb::Duration parsed;
    if (pb::util::TimeUtil::FromString(text, &parsed)) return std::nullopt;
    return "seconds such as 900s are expected";
  }
  return FindWrongString(field, text);
}

MaybeReject Apply(const FieldSetting& setting, const RowFields& fields,
                  pb::Message& message) {
  pb::Message& holder = Descend(setting.field, message);
  if (auto* text = std::get_if<TextTemplate>(&setting.value)) {
    return ApplyText(setting.field, *text, fields, holder);
  }
  if (auto* amount = std::get_if<AmountExpression>(&setting.value)) {
    return ApplyAmount(setting.field, *amount, fields, holder);
  }
  if (auto* rule = std::get_if<InstantRule>(&setting.value)) {
    return ApplyInstant(setting.field, *rule, fields, holder);
  }
  return ApplyTexts(setting.field,
                    std::get<std::vector<TextTemplate>>(setting.value), fields,
                    holder);
}

std::string TextOf(const FieldPath& path, const pb::Message& message) {
  const pb::Message* at = &message;
  for (size_t i = 0; i + 1 < path.steps.size(); ++i) {
    at = &at->GetReflection()->GetMessage(*at, path.steps[i]);
  }
  return at->GetReflection()->GetString(*at, &path.leaf());
}

void SetText(const FieldPath& path, const std::string& text,
             pb::Message& message) {
  pb::Message& holder = Descend(path, message);
  holder.GetReflection()->SetString(&holder, &path.leaf(), text);
}

}  // namespace laurel
