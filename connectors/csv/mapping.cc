#include "connectors/csv/mapping.h"

#include <fstream>
#include <sstream>

#include "connectors/csv/fact_parser.h"
#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

using Tables =
    std::map<std::string, std::shared_ptr<const ValueTable>, std::less<>>;

std::shared_ptr<const ValueTable> ParseTable(const std::string& name,
                                             const YAML::Node& node,
                                             const std::string& path,
                                             YamlErrors& errors) {
  auto table = std::make_shared<ValueTable>();
  table->name = name;
  YamlSection section(node, path, errors);
  if (!node.IsMap()) return table;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) continue;
    const std::string key = entry.first.Scalar();
    const std::string value = section.Text(key).value_or("");
    if (key == "*") {
      table->otherwise = value;
    } else {
      table->values[key] = value;
    }
  }
  return table;
}

Tables ParseTables(const YAML::Node& node, YamlErrors& errors) {
  Tables tables;
  if (!node.IsDefined()) return tables;
  YamlSection section(node, "maps", errors);
  if (!node.IsMap()) return tables;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) continue;
    const std::string name = entry.first.Scalar();
    tables[name] = ParseTable(name, entry.second, section.PathOf(name), errors);
  }
  return tables;
}

void ParseDelimiter(YamlSection& section, FileFormat& format) {
  const auto text = section.Text("delimiter");
  if (!text) return;
  format.whitespace = *text == "whitespace";
  if (format.whitespace) return;
  const std::string character = *text == "tab" ? "\t" : *text;
  if (character.size() != 1 || character == "\"" || character == "\n") {
    section.Wrong("delimiter", "one character, tab or whitespace is expected");
    return;
  }
  format.delimiter = character[0];
}

void ParseKind(YamlSection& section, FileFormat& format) {
  const std::string kind = section.Text("kind").value_or("csv");
  if (kind == "jsonl") {
    format.kind = FileFormat::Kind::kJsonLines;
  } else if (kind != "csv") {
    section.Wrong("kind", "csv or jsonl is expected");
  }
}

// What is not said stays as `format` has it.
void ParseFormat(const YAML::Node& node, const std::string& path,
                 YamlErrors& errors, FileFormat& format) {
  if (!node.IsDefined()) return;
  YamlSection section(node, path, errors);
  if (!node.IsMap()) return;
  if (section.Take("kind").IsDefined()) ParseKind(section, format);
  ParseDelimiter(section, format);
  format.header = section.Flag("header").value_or(format.header);
  const auto columns = section.Texts("columns");
  if (!columns.empty()) format.columns = columns;
  if (const auto encoding = section.Text("encoding")) {
    format.latin1 = *encoding == "latin1";
    if (*encoding != "latin1" && *encoding != "utf-8") {
      section.Wrong("encoding", "utf-8 or latin1 is expected");
    }
  }
  if (const auto zone = section.Text("timezone")) {
    absl::TimeZone found;
    if (!absl::LoadTimeZone(*zone, &found)) {
      section.Wrong("timezone", Concat({"there is no time zone ", *zone,
                                        ", one such as Europe/London is "
                                        "expected"}));
    }
    format.timezone = *zone;
  }
  const bool csv = format.kind == FileFormat::Kind::kCsv;
  if (csv && !format.header && format.columns.empty()) {
    section.Need("columns", "without a header the columns need names");
  }
  if (csv && format.header && !columns.empty()) {
    section.Wrong("columns",
                  "the header names the columns; say "
                  "`header: false` if there is none");
  }
  section.Close();
}

void ParseFacts(const YAML::Node& node, const std::string& path,
                const Tables& tables, YamlErrors& errors, InputMapping& input) {
  if (!node.IsDefined()) return;
  if (!node.IsSequence() || node.size() == 0) {
    errors.Add(node, path, "a list of facts is expected");
    return;
  }
  input.names.tables = tables;
  if (input.format.kind == FileFormat::Kind::kCsv && !input.format.header) {
    input.names.columns = input.format.columns;
    input.names.columns_are_known = true;
  }
  absl::TimeZone zone;
  absl::LoadTimeZone(input.format.timezone, &zone);
  FactParser parser(input.names, zone, errors);
  for (size_t i = 0; i < node.size(); ++i) {
    input.facts.push_back(
        parser.Parse(node[i], Concat({path, "[", std::to_string(i), "]"})));
  }
}

InputMapping ParseInput(const YAML::Node& node, const std::string& path,
                        const FileFormat& format, const Tables& tables,
                        YamlErrors& errors) {
  InputMapping input;
  input.format = format;
  YamlSection section(node, path, errors);
  if (!node.IsMap()) return input;
  input.file = section.NeedText("file", "which files, such as \"sales*.csv\"")
                   .value_or("*");
  ParseFormat(section.Take("format"), section.PathOf("format"), errors,
              input.format);
  ParseFacts(section.Need("facts", "what the rows become"),
             section.PathOf("facts"), tables, errors, input);
  section.Close();
  return input;
}

void ParseInputs(YamlSection& root, const FileFormat& format,
                 const Tables& tables, Mapping& mapping) {
  const YAML::Node list = root.Take("inputs");
  const YAML::Node facts = root.Take("facts");
  if (list.IsDefined() && facts.IsDefined()) {
    root.Wrong("facts", "either facts or inputs, each with facts of its own");
  } else if (list.IsDefined() && (!list.IsSequence() || list.size() == 0)) {
    root.Wrong("inputs", "a list of inputs is expected");
  } else if (list.IsDefined()) {
    for (size_t i = 0; i < list.size(); ++i) {
      mapping.inputs.push_back(
          ParseInput(list[i], Concat({"inputs[", std::to_string(i), "]"}),
                     format, tables, root.errors()));
    }
  } else {
    root.Need("facts", "what the rows become");
    InputMapping input;
    input.format = format;
    ParseFacts(facts, "facts", tables, root.errors(), input);
    mapping.inputs.push_back(std::move(input));
  }
}

void ParseSource(YamlSection& root, Mapping& mapping) {
  const auto source =
      root.NeedText("source", "who reports, such as import/online-retail");
  if (!source) return;
  mapping.source = *source;
  if (source->empty() || source->size() > 128 || HasControlCharacter(*source)) {
    root.Wrong("source", "1 to 128 bytes without control characters");
  } else if (source->rfind("laurel/", 0) == 0) {
    root.Wrong("source", "laurel/... is the engine's own; choose another");
  }
}

std::vector<const FactMapping*> NamedFacts(const Mapping& mapping) {
  std::vector<const FactMapping*> named;
  for (const InputMapping& input : mapping.inputs) {
    for (const FactMapping& fact : input.facts) {
      if (!fact.name.empty() && fact.body != nullptr) named.push_back(&fact);
    }
  }
  return named;
}

// Where the field that a fact copies stands in the earlier one.
absl::StatusOr<FieldPath> CopiedFrom(const FactMapping& earlier,
                                     const FieldPath& copies) {
  const std::string& name = copies.leaf().name();
  auto from = ResolveField(*earlier.body->message_type(), name);
  if (!from.ok() || IsSingleText(*from)) return from;
  return absl::InvalidArgumentError(Concat({name, " of ", earlier.body->name(),
                                            " is no text, so it cannot be "
                                            "copied"}));
}

// `match` names an earlier fact that has what it asks for.
void CheckMatch(const std::vector<const FactMapping*>& named, FactMapping& fact,
                YamlErrors& errors) {
  MatchMapping& match = *fact.match;
  const std::string path = fact.path + ".match.fact";
  const FactMapping* earlier = nullptr;
  std::vector<std::string> names;
  for (const FactMapping* candidate : named) {
    names.push_back(candidate->name);
    if (candidate->name == match.fact) earlier = candidate;
  }
  if (earlier == nullptr) {
    errors.Add(fact.line, path,
               Concat({"no fact has the name ", match.fact,
                       Suggest(match.fact, names)}));
  } else if (fact.body->name() == "payment_refunded") {
    if (earlier->body->name() == "payment_captured") return;
    errors.Add(fact.line, path, "a refund is matched with payment_captured");
  } else if (earlier->key.empty()) {
    errors.Add(fact.line, path,
               Concat({match.fact,
                       " needs a `key` to be "
                       "found by"}));
  } else if (!match.copies.steps.empty()) {
    auto from = CopiedFrom(*earlier, match.copies);
    if (from.ok()) {
      match.copied_from = *std::move(from);
    } else {
      errors.Add(fact.line, path, std::string(from.status().message()));
    }
  }
}

void CheckNames(Mapping& mapping, YamlErrors& errors) {
  const auto named = NamedFacts(mapping);
  for (size_t i = 0; i < named.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (named[i]->name != named[k]->name) continue;
      errors.Add(named[i]->line, named[i]->path + ".name",
                 Concat({"another fact has the name ", named[i]->name}));
    }
  }
  for (InputMapping& input : mapping.inputs) {
    for (FactMapping& fact : input.facts) {
      if (fact.match) CheckMatch(named, fact, errors);
    }
  }
}

}  // namespace

absl::StatusOr<Mapping> ParseMapping(std::string_view yaml,
                                     std::string_view name) {
  ASSIGN_OR_RETURN(const YAML::Node node, LoadYaml(yaml, name));
  YamlErrors errors{std::string(name)};
  YamlSection root(node, "", errors);
  Mapping mapping;
  ParseSource(root, mapping);
  FileFormat format;
  ParseFormat(root.Take("format"), "format", errors, format);
  const Tables tables = ParseTables(root.Take("maps"), errors);
  ParseInputs(root, format, tables, mapping);
  root.Close();
  CheckNames(mapping, errors);
  RETURN_IF_ERROR(errors.ToStatus());
  return mapping;
}

absl::StatusOr<Mapping> LoadMapping(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::NotFoundError(
        Concat({path, ": the mapping cannot be read, or is empty"}));
  }
  return ParseMapping(text.str(), path);
}

}  // namespace laurel
