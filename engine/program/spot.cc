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

std::string_view NameFault(std::string_view name) {
  const auto control = [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  };
  if (name.empty() || name.size() > 128) return "a name has 1 to 128 bytes";
  if (std::any_of(name.begin(), name.end(), control) || name.front() == ' ' ||
      name.back() == ' ') {
    return "a name is one line, without space at its ends";
  }
  return {};
}

void Scope::Complain(const YamlNode& at, std::string path,
                     std::string message) {
  if (IsFull()) return;
  errors.push_back({at.line, at.column, std::move(path), std::move(message)});
}

void Spot::Complain(std::string message) const {
  scope_->Complain(*node_, path_, std::move(message));
}

void Spot::Contradict(std::string message) const {
  if (scope_->strictness == Strictness::kNew) Complain(std::move(message));
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

std::vector<Spot> Spot::ItemsIfAny(size_t most) const {
  std::vector<Spot> items;
  if (scope_->IsFull() || !IsList()) return items;
  if (node_->list.size() > most) {
    Complain(Cat("has ", node_->list.size(), " items; at most ", most));
    return items;
  }
  for (size_t i = 0; i < node_->list.size(); ++i) items.push_back(Item(i));
  return items;
}

std::vector<Spot> Spot::Items(size_t most) const {
  std::vector<Spot> items = ItemsIfAny(most);
  if (items.empty() && node_->kind == YamlNode::Kind::kList) {
    Complain("the list is empty; leave the key out instead");
  }
  return items;
}

std::vector<std::pair<std::string, Spot>> Spot::Entries() const {
  std::vector<std::pair<std::string, Spot>> entries;
  if (scope_->IsFull() || !IsMap("a map: {name: value}")) return entries;
  if (node_->map.size() > kMaxItems) {
    Complain(Cat("has ", node_->map.size(), " entries; at most ", kMaxItems));
    return entries;
  }
  if (node_->map.empty()) {
    Complain("the map is empty; leave the key out instead");
  }
  std::set<std::string_view> seen;
  for (const YamlNode::Entry& entry : node_->map) {
    Spot value = Value(entry);
    if (const std::string_view fault = NameFault(entry.key); !fault.empty()) {
      value.Complain(std::string(fault));
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
    if (spot_.scope().IsFull()) return;
    std::string message;
    if (shape_->Find(entry.key) == nullptr) {
      message = Cat("unknown key ", Quoted(entry.key), "; ",
                    Suggestion(entry.key, shape_->Names()));
    } else if (!seen.insert(entry.key).second) {
      message = "this key is given twice; keep one";
    } else {
      continue;
    }
    YamlNode at;
    at.line = entry.line;
    at.column = entry.column;
    spot_.scope().Complain(at, spot_.Value(entry).path(), message);
  }
}

void Fields::CheckRequired() const {
  for (const Key& key : shape_->keys) {
    if (!key.required || Has(key.name)) continue;
    spot_.Complain(Cat(key.name, " is missing: ", TypeText(key.type), " (",
                       key.says, ")"));
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
