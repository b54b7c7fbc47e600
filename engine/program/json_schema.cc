#include "engine/program/json_schema.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/program/schema.h"
#include "engine/program/text.h"

namespace laurel {
namespace {

// A JSON value as its text, or an object of them in the order given.
struct Json {
  struct Member;
  std::string text;
  std::vector<Member> members;
};

struct Json::Member {
  std::string name;
  Json value;
};

// Our own words only: nothing in them needs more than this.
std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Json Text(std::string_view text) { return {JsonString(text), {}}; }
Json Raw(std::string_view text) { return {std::string(text), {}}; }

Json Strings(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::string_view word : words) {
    text += (text.empty() ? "[" : ", ") + JsonString(word);
  }
  return {text + "]", {}};
}

void Print(const Json& value, std::string indent, std::string* out) {
  if (!value.text.empty()) {
    *out += value.text;
    return;
  }
  *out += "{\n";
  for (size_t i = 0; i < value.members.size(); ++i) {
    const auto& [name, member] = value.members[i];
    *out += indent + "  " + JsonString(name) + ": ";
    Print(member, indent + "  ", out);
    *out += i + 1 < value.members.size() ? ",\n" : "\n";
  }
  *out += indent + "}";
}

Json Pattern(std::string_view pattern) {
  return {"", {{"type", Text("string")}, {"pattern", Text(pattern)}}};
}

// YAML readers take 12.50 for a number; quoted it is a string.
Json Number(std::string_view pattern) {
  return {"",
          {{"type", Raw(R"(["number", "string"])")},
           {"minimum", Raw("0")},
           {"pattern", Text(pattern)}}};
}

Json TypeJson(const Type& type);

Json EitherJson(const Type& type) {
  std::string text = "[";
  for (const Type& part : type.parts) {
    if (text.size() > 1) text += ", ";
    std::string printed;
    Print(TypeJson(part), "", &printed);
    std::erase(printed, '\n');
    text += printed;
  }
  return {"", {{"anyOf", Raw(text + "]")}}};
}

Json TypeJson(const Type& type) {
  switch (type.form) {
    case Form::kWord:
      return {"", {{"enum", Strings(type.words)}}};
    case Form::kInteger:
      return {"",
              {{"type", Raw(R"(["integer", "string"])")},
               {"minimum", Raw("0")},
               {"pattern", Text("^(0|[1-9][0-9]*)$")}}};
    case Form::kMoney:
    case Form::kAmount:
      return Number("^(0|[1-9][0-9]*)(\\.[0-9]{1,3})?$");
    case Form::kDecimal:
      return Number("^(0|[1-9][0-9]*)(\\.[0-9]{1,4})?$");
    case Form::kParameter:
      return Number("^[0-9]+(\\.[0-9]+)?$");
    case Form::kYesNo:
      return {"", {{"type", Text("boolean")}}};
    case Form::kPeriod:
      return Pattern(
          "^P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
          "(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,3})?S)?)?$");
    case Form::kTimeOfDay:
      return Pattern("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$");
    case Form::kDate:
      return Pattern("^(19[7-9][0-9]|20[0-9]{2})-[0-1][0-9]-[0-3][0-9]$");
    case Form::kZone:
      return Pattern("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*$");
    case Form::kCurrency:
      return Pattern("^[A-Z]{3}$");
    case Form::kName:
    case Form::kText:
      return {"",
              {{"type", Raw(R"(["string", "number", "boolean"])")},
               {"minLength", Raw("1")},
               {"maxLength", Raw("128")}}};
    case Form::kList:
      return {"",
              {{"type", Text("array")}, {"items", TypeJson(type.parts[0])}}};
    case Form::kMap:
      return {"", {{"$ref", Text(Cat("#/$defs/", type.shape->name))}}};
    case Form::kEntries:
      return {"",
              {{"type", Text("object")},
               {"minProperties", Raw("1")},
               {"additionalProperties", TypeJson(type.parts[0])}}};
    case Form::kEither:
      return EitherJson(type);
  }
  return {};
}

Json ShapeJson(const Shape& shape) {
  Json properties;
  std::vector<std::string_view> required;
  for (const Key& key : shape.keys) {
    Json property = TypeJson(key.type);
    property.members.insert(property.members.begin(),
                            {"description", Text(key.says)});
    properties.members.push_back({std::string(key.name), std::move(property)});
    if (key.required) required.push_back(key.name);
  }
  Json json{"",
            {{"type", Text("object")},
             {"additionalProperties", Raw("false")},
             {"properties", std::move(properties)}}};
  if (!required.empty())
    json.members.push_back({"required", Strings(required)});
  return json;
}

void CollectShapes(const Shape& shape, std::vector<const Shape*>* out);

void CollectShapes(const Type& type, std::vector<const Shape*>* out) {
  if (type.shape != nullptr) CollectShapes(*type.shape, out);
  for (const Type& part : type.parts) CollectShapes(part, out);
}

// `shape` and all that it mentions, each once.
void CollectShapes(const Shape& shape, std::vector<const Shape*>* out) {
  if (std::count(out->begin(), out->end(), &shape) > 0) return;
  out->push_back(&shape);
  for (const Key& key : shape.keys) CollectShapes(key.type, out);
}

}  // namespace

std::string ProgramJsonSchema() {
  std::vector<const Shape*> shapes;
  CollectShapes(ProgramShape(), &shapes);
  Json definitions;
  for (const Shape* shape : shapes) {
    definitions.members.push_back(
        {std::string(shape->name), ShapeJson(*shape)});
  }
  const Json json{
      "",
      {{"$schema", Text("https://json-schema.org/draft/2020-12/schema")},
       {"title", Text("laurel program")},
       {"description",
        Text("The rules of a loyalty program. `laurel program check` says "
             "more: what contradicts itself, with its line.")},
       {"$ref", Text("#/$defs/program")},
       {"$defs", std::move(definitions)}}};
  std::string out;
  Print(json, "", &out);
  return out + "\n";
}

}  // namespace laurel
