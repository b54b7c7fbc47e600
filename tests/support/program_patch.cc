#include "tests/support/program_patch.h"

#include <yaml-cpp/yaml.h>

#include <optional>

#include "engine/base/status.h"

namespace laurel {
namespace {

struct PathStep {
  std::string word;
  bool element = false;  // [word], not a key
};

// "units[points].clawback" to units, [points], clawback.
std::vector<PathStep> StepsOf(std::string_view path) {
  std::vector<PathStep> steps;
  while (!path.empty()) {
    const bool element = path.front() == '[';
    if (element || path.front() == '.') path.remove_prefix(1);
    const size_t end =
        std::min(path.find_first_of(element ? "]" : ".["), path.size());
    steps.push_back({std::string(path.substr(0, end)), element});
    path.remove_prefix(std::min(end + (element ? 1 : 0), path.size()));
  }
  return steps;
}

bool IsCalled(const YAML::Node& node, const std::string& word) {
  if (!node.IsMap()) return false;
  for (const char* key : {"name", "unit"}) {
    if (node[key]) return node[key].Scalar() == word;
  }
  return false;
}

std::optional<size_t> IndexOf(const YAML::Node& list, const std::string& word) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (IsCalled(list[i], word) || std::to_string(i) == word) return i;
  }
  return std::nullopt;
}

// yaml-cpp's nodes are references: what is set in a child is set in the tree.
absl::Status Set(YAML::Node node, const std::vector<PathStep>& steps, size_t at,
                 const YAML::Node& value) {
  const PathStep& step = steps[at];
  const bool last = at + 1 == steps.size();
  if (!step.element) {
    if (last && value.IsNull()) {
      node.remove(step.word);
    } else if (last) {
      node[step.word] = value;
    } else {
      return Set(node[step.word], steps, at + 1, value);
    }
    return absl::OkStatus();
  }
  if (step.word == "+") {
    node.push_back(value);
    return absl::OkStatus();
  }
  const auto index = IndexOf(node, step.word);
  if (!index)
    return absl::InvalidArgumentError("nothing is called " + step.word);
  if (!last) return Set(node[*index], steps, at + 1, value);
  if (value.IsNull()) {
    node.remove(*index);
  } else {
    node[*index] = value;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> PatchLoaded(std::string_view yaml,
                                        const std::vector<YamlPatch>& patches) {
  YAML::Node root = YAML::Load(std::string(yaml));
  for (const YamlPatch& patch : patches) {
    const auto steps = StepsOf(patch.path);
    if (steps.empty()) return absl::InvalidArgumentError("an empty path");
    RETURN_IF_ERROR(
        Annotate(Set(root, steps, 0, YAML::Load(patch.value)), patch.path));
  }
  YAML::Emitter out;
  out << root;
  return std::string(out.c_str()) + "\n";
}

}  // namespace

absl::StatusOr<std::string> PatchYaml(std::string_view yaml,
                                      const std::vector<YamlPatch>& patches) {
  if (patches.empty()) return std::string(yaml);
  try {
    return PatchLoaded(yaml, patches);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
}

}  // namespace laurel
