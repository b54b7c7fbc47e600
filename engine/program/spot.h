// Reading the tree: a place in it that knows its path, and maps held against
// their Shape. Complaints gather in the Scope, so that reading always goes on
// and everything wrong is found in one go.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/program/program_file.h"
#include "engine/program/schema.h"
#include "engine/program/yaml_tree.h"

namespace laurel {

// More errors would not help anybody.
inline constexpr size_t kMaxErrors = 1000;
// Of one list, and of one map with names for keys.
inline constexpr size_t kMaxItems = 1000;

// What all sections share while one file is compiled.
struct Scope {
  const ZoneSource& zones;
  std::vector<ProgramError>& errors;
  Program program;  // filled section by section; units first

  // Names that are referred to before their section is read.
  std::vector<std::string> levels;
  std::vector<std::string> segments;
  bool has_lifecycle = false;
  bool has_complaints = false;
  bool unread_earn = false;  // some earn rule has no unit that is known

  Strictness strictness = Strictness::kNew;

  // Adds an error, unless there are more than kMaxErrors already.
  void Complain(const YamlNode& at, std::string path, std::string message);
  bool IsFull() const { return errors.size() > kMaxErrors; }
};

// What is wrong with a name; empty if nothing is.
std::string_view NameFault(std::string_view name);

// One node of the file. Cheap to copy; the tree and the scope outlive it.
class Spot {
 public:
  Spot(const YamlNode& node, std::string path, Scope& scope)
      : node_(&node), path_(std::move(path)), scope_(&scope) {}

  const YamlNode& node() const { return *node_; }
  const std::string& path() const { return path_; }
  Scope& scope() const { return *scope_; }
  const std::string& text() const { return node_->text; }

  // Adds an error here.
  void Complain(std::string message) const;
  // The same of what can be read and can never come to anything: the file
  // contradicts itself. Nothing of a program that is on a log already.
  void Contradict(std::string message) const;

  // "list[2]"
  Spot Item(size_t i) const;
  // "map.key", or "map.\"odd key\""
  Spot Value(const YamlNode::Entry& entry) const;

  // True if the node is one; otherwise complains and says what would be.
  bool IsScalar(std::string_view wanted) const;
  bool IsMap(std::string_view wanted) const;
  bool IsList() const;

  // The items of a list, 1 to `most`; complains of anything else. None once
  // there are too many errors, so that a hostile file ends soon.
  std::vector<Spot> Items(size_t most = kMaxItems) const;
  // The same, of a list that may be empty.
  std::vector<Spot> ItemsIfAny(size_t most = kMaxItems) const;
  // The entries of a map with names for keys, each name once.
  std::vector<std::pair<std::string, Spot>> Entries() const;

 private:
  const YamlNode* node_;
  std::string path_;
  Scope* scope_;
};

// A map held against its shape: unknown keys, keys given twice and required
// ones that are missing are complained of once, here.
class Fields {
 public:
  Fields(const Spot& spot, const Shape& shape);

  const Spot& spot() const { return spot_; }
  // The value, if it is there. `key` must be one of the shape.
  std::optional<Spot> Find(std::string_view key) const;
  bool Has(std::string_view key) const { return Find(key).has_value(); }
  // Whether the shape has such a key.
  bool Knows(std::string_view key) const { return shape_->Find(key); }

  // Complains unless exactly one of `keys` is there, and gives it.
  std::optional<Spot> ExactlyOne(std::vector<std::string_view> keys) const;

 private:
  void CheckKeys() const;
  void CheckRequired() const;

  Spot spot_;
  const Shape* shape_;
};

// Reads `spot`, if there, into `target`; leaves it alone where `read` gives
// nothing (it has complained).
template <typename Target, typename Read>
void Into(Target& target, const std::optional<Spot>& spot, Read read) {
  if (!spot) return;
  if (auto value = read(*spot)) target = *std::move(value);
}

}  // namespace laurel
