#include "cli/settings.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "engine/base/nearest.h"

namespace laurel {
namespace {

// Those that make no sense as settings.
bool IsFlag(const CLI::Option& option) {
  const auto& names = option.get_lnames();
  return !names.empty() && names[0] != "help" && names[0] != "version" &&
         names[0] != "config";
}

const std::string& FlagName(const CLI::Option& option) {
  return option.get_lnames()[0];
}

std::vector<CLI::App*> Commands(CLI::App& app) {
  return app.get_subcommands([](CLI::App*) { return true; });
}

// Underscores do not count when names are compared; so hyphens must not.
std::string Suggestion(const std::string& word,
                       std::vector<std::string> known) {
  for (std::string& name : known) {
    absl::StrReplaceAll({{"-", "_"}}, &name);
  }
  const std::string nearest = NearestName(word, known);
  if (nearest.empty()) return "";
  return absl::StrCat(" (did you mean ",
                      absl::StrReplaceAll(nearest, {{"_", "-"}}), "?)");
}

// "a,b" of [a, b], as a flag takes it.
std::string Listed(const YAML::Node& list) {
  std::vector<std::string> items;
  for (const YAML::Node& item : list) items.push_back(item.as<std::string>());
  return absl::StrJoin(items, ",");
}

class Settings {
 public:
  explicit Settings(const std::string& file) : file_(file) {}

  void Apply(const YAML::Node& map, const std::string& path, CLI::App& app) {
    if (!map.IsMap()) {
      Wrong(map, path, "must be a map of flags and their values");
      return;
    }
    std::set<std::string> given;
    for (const auto& entry : map) {
      if (entry.first.IsScalar() &&
          !given.insert(entry.first.Scalar()).second) {
        Wrong(entry.first, path, entry.first.Scalar() + " is given twice");
      }
      ApplyKey(entry.first, entry.second, path, app);
    }
  }

  absl::Status ToStatus() const {
    if (errors_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(errors_, "\n"));
  }

 private:
  // `{events: {format: json}}` is `events-format: json`; `begin` is "events-".
  void ApplyKey(const YAML::Node& key, const YAML::Node& value,
                const std::string& path, CLI::App& app,
                const std::string& begin = "") {
    const std::string written = key.IsScalar() ? key.Scalar() : "?";
    const std::string name = begin + absl::StrReplaceAll(written, {{"_", "-"}});
    const std::string where = path.empty() ? written : path + "." + written;
    for (CLI::App* command : Commands(app)) {
      if (command->get_name() == name && value.IsMap()) {
        return Apply(value, where, *command);
      }
    }
    if (value.IsMap() && BeginsFlag(name, app)) {
      for (const auto& entry : value) {
        ApplyKey(entry.first, entry.second, where, app, name + "-");
      }
      return;
    }
    if (Set(name, value, where, app)) return;
    Wrong(key, where,
          absl::StrCat("is no flag",
                       Suggestion(begin.empty() ? written : name, Known(app)),
                       "; laurel --help lists commands, and each command its "
                       "flags"));
  }

  // Every flag of that name, of the command and of those below it.
  bool Set(const std::string& name, const YAML::Node& value,
           const std::string& where, CLI::App& app) {
    bool found = false;
    for (CLI::Option* option : app.get_options()) {
      if (!IsFlag(*option) || FlagName(*option) != name) continue;
      found = true;
      SetOption(value, where, *option);
    }
    for (CLI::App* command : Commands(app)) {
      found |= Set(name, value, where, *command);
    }
    return found;
  }

  void SetOption(const YAML::Node& value, const std::string& where,
                 CLI::Option& option) {
    const bool many = value.IsSequence() && option.get_expected_max() > 1;
    if (!value.IsScalar() && !many) {
      return Wrong(value, where, "must be one value");
    }
    try {
      option.run_callback_for_default();  // or functions would not hear of it
      option.default_val(many ? Listed(value) : value.Scalar());
      option.required(false);
    } catch (const CLI::Error& error) {
      Wrong(value, where, error.what());
    }
  }

  static bool BeginsFlag(const std::string& name, CLI::App& app) {
    const std::vector<std::string> known = Known(app);
    return std::any_of(known.begin(), known.end(), [&](const auto& flag) {
      return flag.starts_with(name + "-");
    });
  }

  static std::vector<std::string> Known(CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
      if (IsFlag(*option)) names.push_back(FlagName(*option));
    }
    for (CLI::App* command : Commands(app)) {
      names.push_back(command->get_name());
      for (std::string& name : Known(*command)) {
        names.push_back(std::move(name));
      }
    }
    return names;
  }

  void Wrong(const YAML::Node& node, const std::string& path,
             std::string_view sentence) {
    std::string line =
        absl::StrCat(file_, ":", node.Mark().line + 1, ": ", path,
                     path.empty() ? "" : ": ", std::string(sentence));
    if (std::find(errors_.begin(), errors_.end(), line) == errors_.end()) {
      errors_.push_back(std::move(line));
    }
  }

  const std::string& file_;
  std::vector<std::string> errors_;
};

}  // namespace

void NameEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (!IsFlag(*option)) continue;
    option->envname(
        absl::StrCat("LAUREL_", absl::AsciiStrToUpper(absl::StrReplaceAll(
                                    FlagName(*option), {{"-", "_"}}))));
  }
  for (CLI::App* command : Commands(app)) NameEnvironment(*command);
}

absl::Status ApplySettings(std::string_view yaml, const std::string& file,
                           CLI::App& laurel) {
  Settings settings(file);
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (!root.IsNull()) settings.Apply(root, "", laurel);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(
        file, ":", error.mark.line + 1, ": this is not YAML: ", error.msg));
  }
  return settings.ToStatus();
}

std::string ConfigOf(int argc, const char* const* argv) {
  constexpr std::string_view kFlag = "--config";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == kFlag && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(kFlag) && word.size() > kFlag.size() &&
        word[kFlag.size()] == '=') {
      return std::string(word.substr(kFlag.size() + 1));
    }
  }
  const char* named = std::getenv("LAUREL_CONFIG");
  return named == nullptr ? "" : named;
}

}  // namespace laurel
