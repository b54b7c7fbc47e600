// One field of a fact's body and where its value comes from. The fields are
// those of proto/laurel/v1/fact.proto; a wrong name or kind is an error of the
// mapping, not of a row.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "connectors/csv/amount.h"
#include "connectors/csv/instant_rule.h"
#include "connectors/csv/template.h"

namespace laurel {

// "profile.birthday" in CustomerEnrolled; "answers.taste" is the entry "taste"
// of a map. The descriptors live as long as the program.
struct FieldPath {
  std::vector<const google::protobuf::FieldDescriptor*> steps;
  std::string map_key;

  const google::protobuf::FieldDescriptor& leaf() const {
    return *steps.back();
  }
};

// InvalidArgument with the nearest field where `path` names none.
absl::StatusOr<FieldPath> ResolveField(
    const google::protobuf::Descriptor& message, std::string_view path);

// A string that is there once: what TextOf and SetText are for.
bool IsSingleText(const FieldPath& field);

// What a field takes.
enum class FieldKind {
  kText,     // string, bool, enum, duration, entry of a map
  kNumber,   // integers
  kMoney,    // laurel.v1.Money
  kInstant,  // google.protobuf.Timestamp
  kTexts,    // repeated string
  kGroup,    // has fields of its own, and is not set whole
};
FieldKind KindOf(const FieldPath& field);

struct FieldSetting {
  FieldPath field;
  std::variant<TextTemplate, AmountExpression, InstantRule,
               std::vector<TextTemplate>>
      value;
};

// Nothing where `text` is a value of `field`; else what would be right. For
// values that stand in the mapping itself.
std::optional<std::string> FindWrongText(const FieldPath& field,
                                         const std::string& text);

// Sets the field. An empty text leaves it as it is.
MaybeReject Apply(const FieldSetting& setting, const RowFields& fields,
                  google::protobuf::Message& message);

// The field as a text, of IsSingleText; empty where it is not set.
std::string TextOf(const FieldPath& field,
                   const google::protobuf::Message& message);
void SetText(const FieldPath& field, const std::string& text,
             google::protobuf::Message& message);

}  // namespace laurel
