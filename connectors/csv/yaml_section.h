// Reading a YAML file so that every error is told at once, with line and path.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

class YamlErrors {
 public:
  explicit YamlErrors(std::string file) : file_(std::move(file)) {}

  void Add(const YAML::Node& node, std::string_view path,
           std::string_view sentence);
  void Add(int line, std::string_view path, std::string_view sentence);
  bool empty() const { return errors_.empty(); }

  // InvalidArgument, an error a line, by line number.
  absl::Status ToStatus() const;

 private:
  struct Error {
    int line;
    std::string text;
  };
  std::string file_;
  std::vector<Error> errors_;
};

// The root of a file. InvalidArgument with the line where it is not YAML.
absl::StatusOr<YAML::Node> LoadYaml(std::string_view text,
                                    std::string_view file);

int LineOf(const YAML::Node& node);

// Of the i-th of a list.
std::string ItemPath(const std::string& path, size_t i);

// One map of the file. Take what is known; Close() tells what is left over.
class YamlSection {
 public:
  // `node` is checked to be a map with each key once.
  YamlSection(const YAML::Node& node, std::string path, YamlErrors& errors);

  // The node under `key`, not defined where it is absent. `key` is known then.
  YAML::Node Take(const std::string& key);
  // As Take(); absent is an error that says what it would be for.
  YAML::Node Need(const std::string& key, std::string_view what);

  // A text; nothing where absent or, with an error, where it is none.
  std::optional<std::string> Text(const std::string& key);
  std::optional<std::string> NeedText(const std::string& key,
                                      std::string_view what);
  std::optional<bool> Flag(const std::string& key);
  // One text or a list of them.
  std::vector<std::string> Texts(const std::string& key);

  // Every key that has not been taken is an error, with the nearest that has.
  void Close();

  std::string PathOf(const std::string& key) const;
  void Wrong(const std::string& key, std::string_view sentence);
  const YAML::Node& node() const { return node_; }
  const std::string& path() const { return path_; }
  YamlErrors& errors() { return errors_; }

 private:
  std::optional<std::string> ScalarOf(const YAML::Node& node,
                                      const std::string& key);

  YAML::Node node_;
  std::string path_;
  YamlErrors& errors_;
  std::vector<std::string> known_;
};

}  // namespace laurel
