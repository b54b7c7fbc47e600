#include "connectors/csv/yaml_section.h"

#include <algorithm>
#include <set>

#include "connectors/csv/text.h"

namespace laurel {

int LineOf(const YAML::Node& node) {
  return node.IsDefined() ? node.Mark().line + 1 : 0;
}

std::string ItemPath(const std::string& path, size_t i) {
  return path + "[" + std::to_string(i) + "]";
}

void YamlErrors::Add(const YAML::Node& node, std::string_view path,
                     std::string_view sentence) {
  Add(LineOf(node), path, sentence);
}

void YamlErrors::Add(int line, std::string_view path,
                     std::string_view sentence) {
  errors_.push_back({line, Concat({file_, ":", std::to_string(line), ": ", path,
                                   path.empty() ? "" : ": ", sentence})});
}

absl::Status YamlErrors::ToStatus() const {
  if (errors_.empty()) return absl::OkStatus();
  std::vector<Error> sorted = errors_;
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const Error& a, const Error& b) { return a.line < b.line; });
  std::string text;
  for (const Error& error : sorted) {
    text += (text.empty() ? "" : "\n") + error.text;
  }
  return absl::InvalidArgumentError(text);
}

absl::StatusOr<YAML::Node> LoadYaml(std::string_view text,
                                    std::string_view file) {
  YamlErrors errors{std::string(file)};
  try {
    YAML::Node node = YAML::Load(std::string(text));
    if (node.IsMap()) return node;
    errors.Add(1, "", "a mapping with the keys source and facts is expected");
  } catch (const YAML::Exception& e) {
    errors.Add(e.mark.line + 1, "", Concat({"this is not YAML: ", e.msg}));
  }
  return errors.ToStatus();
}

YamlSection::YamlSection(const YAML::Node& node, std::string path,
                         YamlErrors& errors)
    : node_(node), path_(std::move(path)), errors_(errors) {
  if (!node_.IsMap()) {
    errors_.Add(node_, path_, "a section with keys is expected");
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      errors_.Add(entry.first, path_, "a key must be a word");
    } else if (!seen.insert(entry.first.Scalar()).second) {
      errors_.Add(entry.first, PathOf(entry.first.Scalar()),
                  "the key stands here twice");
    }
  }
}

YAML::Node YamlSection::Take(const std::string& key) {
  known_.push_back(key);
  if (!node_.IsMap()) return YAML::Node(YAML::NodeType::Undefined);
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) {
      return entry.second;
    }
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

YAML::Node YamlSection::Need(const std::string& key, std::string_view what) {
  YAML::Node node = Take(key);
  if (!node.IsDefined() && node_.IsMap()) {
    errors_.Add(node_, path_, Concat({key, " is missing: ", what}));
  }
  return node;
}

std::optional<std::string> YamlSection::ScalarOf(const YAML::Node& node,
                                                 const std::string& key) {
  if (node.IsScalar()) return node.Scalar();
  if (node.IsNull()) return std::string();
  errors_.Add(node, PathOf(key),
              node.IsMap() ? "a text is expected; a text that begins with { "
                             "stands in quotes"
                           : "a single text is expected");
  return std::nullopt;
}

std::optional<std::string> YamlSection::Text(const std::string& key) {
  const YAML::Node node = Take(key);
  if (!node.IsDefined()) return std::nullopt;
  return ScalarOf(node, key);
}

std::optional<std::string> YamlSection::NeedText(const std::string& key,
                                                 std::string_view what) {
  const YAML::Node node = Need(key, what);
  if (!node.IsDefined()) return std::nullopt;
  return ScalarOf(node, key);
}

std::optional<bool> YamlSection::Flag(const std::string& key) {
  const auto text = Text(key);
  if (!text) return std::nullopt;
  if (*text == "true" || *text == "yes") return true;
  if (*text == "false" || *text == "no") return false;
  Wrong(key, "true or false is expected");
  return std::nullopt;
}

std::vector<std::string> YamlSection::Texts(const std::string& key) {
  const YAML::Node node = Take(key);
  std::vector<std::string> result;
  if (!node.IsDefined()) return result;
  if (!node.IsSequence()) {
    if (auto text = ScalarOf(node, key)) result.push_back(*text);
    return result;
  }
  for (const auto& item : node) {
    if (auto text = ScalarOf(item, key)) result.push_back(*text);
  }
  return result;
}

void YamlSection::Close() {
  if (!node_.IsMap()) return;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) continue;
    const std::string& key = entry.first.Scalar();
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    errors_.Add(entry.first, PathOf(key),
                Concat({"unknown key", Suggest(key, known_)}));
  }
}

std::string YamlSection::PathOf(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

void YamlSection::Wrong(const std::string& key, std::string_view sentence) {
  const YAML::Node node = Take(key);
  errors_.Add(node.IsDefined() ? node : node_, PathOf(key), sentence);
}

}  // namespace laurel
