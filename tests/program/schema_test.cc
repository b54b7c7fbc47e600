// The table of keys, the JSON Schema printed from it and the files agree.
#include "engine/program/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "engine/program/json_schema.h"
#include "engine/program/text.h"
#include "engine/program/yaml_tree.h"
#include "tests/support/files.h"

namespace laurel {
namespace {

constexpr char kSchemaFile[] = "docs/program.schema.json";

using KeySet = std::set<std::string>;

// Every key of every map, as "unit.expiry"; `seen` guards against circles.
void AllKeys(const Shape& shape, KeySet* keys);

void AllKeys(const Type& type, KeySet* keys) {
  if (type.shape != nullptr) AllKeys(*type.shape, keys);
  for (const Type& part : type.parts) AllKeys(part, keys);
}

void AllKeys(const Shape& shape, KeySet* keys) {
  for (const Key& key : shape.keys) {
    if (!keys->insert(Cat(shape.name, ".", key.name)).second) continue;
    AllKeys(key.type, keys);
  }
}

// Keys that a file uses, by the shape they belong to.
void UsedKeys(const YamlNode& node, const Type& type, KeySet* keys) {
  if (type.form == Form::kMap) {
    for (const YamlNode::Entry& entry : node.map) {
      const Key* key = type.shape->Find(entry.key);
      ASSERT_NE(key, nullptr) << entry.key;
      keys->insert(Cat(type.shape->name, ".", key->name));
      UsedKeys(entry.value, key->type, keys);
    }
  } else if (type.form == Form::kList) {
    for (const YamlNode& item : node.list) UsedKeys(item, type.parts[0], keys);
  } else if (type.form == Form::kEntries) {
    for (const YamlNode::Entry& entry : node.map) {
      UsedKeys(entry.value, type.parts[0], keys);
    }
  } else if (type.form == Form::kEither && node.kind == YamlNode::Kind::kMap) {
    for (const Type& part : type.parts) {
      if (part.form == Form::kMap) UsedKeys(node, part, keys);
    }
  }
}

KeySet UsedKeys(const std::string& path) {
  YamlNode root;
  std::vector<ProgramError> errors;
  EXPECT_TRUE(ReadYamlTree(FileText(path), &root, &errors)) << path;
  KeySet keys;
  UsedKeys(root, {Form::kMap, {}, &ProgramShape(), {}}, &keys);
  return keys;
}

TEST(Schema, TheFileForEditorsIsWhatTheTableSays) {
  if (std::getenv("LAUREL_UPDATE") != nullptr) {
    std::ofstream(kSchemaFile, std::ios::binary) << ProgramJsonSchema();
  }
  EXPECT_TRUE(FileText(kSchemaFile) == ProgramJsonSchema())
      << "LAUREL_UPDATE=1 writes it anew";
}

TEST(Schema, EveryKeyOfEveryMapIsUsed) {
  KeySet known = {};
  AllKeys(ProgramShape(), &known);
  EXPECT_GT(known.size(), 120u);
  std::string missing;
  KeySet used = UsedKeys("tests/program/all_keys.yaml");
  used.merge(UsedKeys("examples/glow.yaml"));  // the other forms
  for (const std::string& key : known) {
    if (used.count(key) == 0) missing += key + " ";
  }
  EXPECT_EQ(missing, "");
}

TEST(Schema, GlowHasKnownKeysOnly) {
  EXPECT_GT(UsedKeys("examples/glow.yaml").size(), 80u);
}

TEST(Schema, KeysAreUniqueAndExplained) {
  KeySet known;
  AllKeys(ProgramShape(), &known);
  for (const Key& key : ProgramShape().keys) {
    EXPECT_FALSE(key.says.empty()) << key.name;
    EXPECT_EQ(ProgramShape().Find(key.name), &key);
  }
}

}  // namespace
}  // namespace laurel
