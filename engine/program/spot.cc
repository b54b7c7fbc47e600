#include "engine/program/spot.h"

#include <algorithm>
#include <cassert>
#include <set>

#include "engine/program/text.h"

namespace laurel {
namespace {

std::string_view NameOf(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kEmpty:
      return "empty";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return {};
}

bool IsPlainKey(std::string_view key) {
  return !key.empty() && key.size() <= 64 &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

}  // namespace

void Spot::Complain(std::string message) const {
  scope_->errors.push_back(
      {node_->line, node_->column, path_, std::move(message)});
}

Spot Spot::Item(size_t i) const {
  return Spot(node_->list[i], Cat(path_, "[", i, "]"), *scope_);
}

Spot Spot::Value(const YamlNode::Entry& entry) const {
  const std::string name =
      IsPlainKey(entry.key) ? entry.key : Quoted(entry.key);
  return Spot(entry.value, path_.empty() ? name : Cat(path_, ".", name),
              *scope_);
}

bool Spot::IsScalar(std::string_view wanted) const {
  if (node_->kind == YamlNode::Kind::kScalar) return true;
  Complain(Cat("is ", NameOf(node_->kind), "; it must be ", wanted));
  return false;
}

bool Spot::IsMap(std::string_view wanted) const {
  if (node_->kind == YamlNode::Kind::kMap) return true;
  Complain(Cat("is ", NameOf(node_->kind), "; it must be ", wanted));
  return false;
}

bool Spot::IsList() const {
  if (node_->kind == YamlNode::Kind::kList) return true;
  Complain(Cat("is ", NameOf(node_->kind), "; it must be a list: [a, b]"));
  return false;
}

std::vector<Spot> Spot::ItemsIfAny() const {
  std::vector<Spot> items;
  if (!IsList()) return items;
  for (size_t i = 0; i < node_->list.size(); ++i) items.push_back(Item(i));
  return items;
}

std::vector<Spot> Spot::Items() const {
  std::vector<Spot> items = ItemsIfAny();
  if (items.empty() && node_->kind == YamlNode::Kind::kList) {
    Complain("the list is empty; leave the key out instead");
  }
  return items;
}

std::vector<std::pair<std::string, Spot>> Spot::Entries() const {
  std::vector<std::pair<std::string, Spot>> entries;
  if (!IsMap("a map: {name: value}")) return entries;
  if (node_->map.empty()) {
    Complain("the map is empty; leave the key out instead");
  }
  std::set<std::string_view> seen;
  for (const YamlNode::Entry& entry : node_->map) {
    Spot value = Value(entry);
    if (entry.key.empty() || entry.key.size() > 128) {
      value.Complain("a name has 1 to 128 bytes");
    } else if (!seen.insert(entry.key).second) {
      value.Complain(Cat(Quoted(entry.key), " is given twice"));
    } else {
      entries.emplace_back(entry.key, std::move(value));
    }
  }
  return entries;
}

Fields::Fields(const Spot& spot, const Shape& shape)
    : spot_(spot), shape_(&shape) {
  const std::string wanted = Cat("a map with ", OneOf(shape.Names()));
  if (!spot_.IsMap(wanted)) return;
  CheckKeys();
  CheckRequired();
}

void Fields::CheckKeys() const {
  std::set<std::string_view> seen;
  for (const YamlNode::Entry& entry : spot_.node().map) {
    std::string message;
    if (shape_->Find(entry.key) == nullptr) {
      message = Cat("unknown key ", Quoted(entry.key), "; ",
                    Suggestion(entry.key, shape_->Names()));
    } else if (!seen.insert(entry.key).second) {
      message = "this key is given twice; keep one";
    } else {
      continue;
    }
    spot_.scope().errors.push_back(
        {entry.line, entry.column, spot_.Value(entry).path(), message});
  }
}

void Fields::CheckRequired() const {
  for (const Key& key : shape_->keys) {
    if (!key.required || Has(key.name)) continue;
    spot_.Complain(Cat(key.name, " is missing: ", key.says));
  }
}

std::optional<Spot> Fields::Find(std::string_view key) const {
  assert(Knows(key));
  for (const YamlNode::Entry& entry : spot_.node().map) {
    if (entry.key == key) return spot_.Value(entry);
  }
  return std::nullopt;
}

std::optional<Spot> Fields::ExactlyOne(
    std::vector<std::string_view> keys) const {
  if (spot_.node().kind != YamlNode::Kind::kMap) return std::nullopt;
  std::vector<Spot> found;
  for (std::string_view key : keys) {
    if (auto spot = Find(key)) found.push_back(*spot);
  }
  if (found.empty()) {
    spot_.Complain(Cat("one of ", OneOf(keys), " is missing"));
    return std::nullopt;
  }
  for (size_t i = 1; i < found.size(); ++i) {
    found[i].Complain(Cat("only one of ", OneOf(keys), " may be given"));
  }
  return found.front();
}

}  // namespace laurel
