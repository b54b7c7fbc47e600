// A YAML document as a tree that keeps what yaml-cpp's own nodes forget: the
// line of everything, keys given twice, and scalars as they were written.
//
// The part of YAML that a program needs, and no more: one document; maps with
// plain keys, lists and scalars; no anchors, aliases or tags, which can make a
// small file large.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program_file.h"

namespace laurel {

struct YamlNode {
  enum class Kind : uint8_t { kEmpty, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kEmpty;
  int line = 0;                // from 1
  int column = 0;              // from 1
  std::string text;            // kScalar
  std::vector<YamlNode> list;  // kList
  std::vector<Entry> map;      // kMap, in the order of the file
};

struct YamlNode::Entry {
  std::string key;
  int line = 0;
  int column = 0;
  YamlNode value;
};

// False if `text` is not of that form; *errors says why. *out is then what
// could be read. Never throws; depth and size are bounded.
bool ReadYamlTree(std::string_view text, YamlNode* out,
                  std::vector<ProgramError>* errors);

}  // namespace laurel
