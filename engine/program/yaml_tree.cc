#include "engine/program/yaml_tree.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <deque>
#include <istream>
#include <streambuf>

#include "engine/base/utf8.h"
#include "engine/program/text.h"

namespace laurel {
namespace {

using Errors = std::vector<ProgramError>;

// Reads from memory that somebody else owns.
class View : public std::streambuf {
 public:
  explicit View(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// Whether `rest` begins with a quote that it does not close.
bool IsQuoteOpen(std::string_view rest) {
  const char quote = rest[0];
  if (quote != '"' && quote != '\'') return false;
  for (size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == quote) return false;
    if (quote == '"' && rest[i] == '\\') ++i;
  }
  return true;
}

// Builds the tree from yaml-cpp's events. open_ is the path from the root to
// what is being read; only the last child of a node is ever open, so the
// pointers stay good while its siblings come after it.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::string_view text, YamlNode* root, Errors* errors)
      : lines_(LinesOf(text)), root_(root), errors_(errors) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Place(mark, YamlNode::Kind::kEmpty, "");
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Complain(mark, "aliases (*name) are not used here; write it out");
    Place(mark, YamlNode::Kind::kEmpty, "");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag,
                YAML::anchor_t anchor, const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    if (tag == "!") RefuseOpenQuote(mark);
    Place(mark, YamlNode::Kind::kScalar, value);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    open_.push_back({Place(mark, YamlNode::Kind::kList, ""), false});
  }

  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag,
                  YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    open_.push_back({Place(mark, YamlNode::Kind::kMap, ""), true});
  }

  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Open {
    YamlNode* node;
    bool wants_key;  // kMap: the next one is a key
  };

  void Complain(const YAML::Mark& mark, std::string message) {
    errors_->push_back(
        {mark.line + 1, mark.column + 1, "", std::move(message)});
  }

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) Complain(mark, "anchors (&name) are not used here");
  }

  // "?" and "!" are what yaml-cpp says of plain and quoted scalars.
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    Complain(mark, "tags (!name) are not used here; quote the text instead");
  }

  // yaml-cpp closes at the end of the file what nobody closed.
  void RefuseOpenQuote(const YAML::Mark& mark) {
    const size_t line = static_cast<size_t>(mark.line);
    const size_t column = static_cast<size_t>(mark.column);
    if (line >= lines_.size() || column >= lines_[line].size()) return;
    if (IsQuoteOpen(lines_[line].substr(column))) {
      Complain(mark, "this quote is not closed on its line");
    }
  }

  YamlNode* Place(const YAML::Mark& mark, YamlNode::Kind kind,
                  const std::string& text) {
    YamlNode* node = NextNode(mark, kind, text);
    node->kind = kind;
    node->line = mark.line + 1;
    node->column = mark.column + 1;
    node->text = text;
    if (kind == YamlNode::Kind::kEmpty) StandAtKey(node);
    return node;
  }

  // The node that the next value goes to; a key goes to a scrap.
  YamlNode* NextNode(const YAML::Mark& mark, YamlNode::Kind kind,
                     const std::string& text) {
    if (open_.empty()) return root_;
    Open& parent = open_.back();
    if (parent.node->kind == YamlNode::Kind::kList) {
      return &parent.node->list.emplace_back();
    }
    parent.wants_key = !parent.wants_key;
    if (parent.wants_key) return &parent.node->map.back().value;
    if (kind != YamlNode::Kind::kScalar) {
      Complain(mark, "a key must be a plain word");
    }
    parent.node->map.push_back({text, mark.line + 1, mark.column + 1, {}});
    return &scraps_.emplace_back();
  }

  // yaml-cpp says that nothing stands where the next thing begins.
  void StandAtKey(YamlNode* node) {
    if (open_.empty() || open_.back().node->map.empty()) return;
    node->line = open_.back().node->map.back().line;
    node->column = open_.back().node->map.back().column;
  }

  std::vector<std::string_view> lines_;
  YamlNode* root_;
  Errors* errors_;
  std::vector<Open> open_;
  std::deque<YamlNode> scraps_;
};

struct Position {
  int line = 1;
  int column = 1;
};

Position PositionOf(std::string_view text, size_t at) {
  Position position;
  for (char c : text.substr(0, at)) {
    position.column = c == '\n' ? 1 : position.column + 1;
    position.line += c == '\n' ? 1 : 0;
  }
  return position;
}

// The first tab in the space before the first word of a line, or npos.
size_t FirstIndentingTab(std::string_view text) {
  bool indent = true;
  for (size_t i = 0; i < text.size(); ++i) {
    if (indent && text[i] == '\t') return i;
    indent = text[i] == '\n' || (indent && text[i] == ' ');
  }
  return std::string_view::npos;
}

size_t FirstControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const bool space = c == '\n' || c == '\r' || c == '\t';
    if ((c < 0x20 && !space) || c == 0x7f) return i;
  }
  return std::string_view::npos;
}

// What no parser need look at.
bool CheckBytes(std::string_view text, Errors* errors) {
  const auto refuse = [&](size_t at, std::string message) {
    const Position position = PositionOf(text, at);
    errors->push_back({position.line, position.column, "", std::move(message)});
    return false;
  };
  if (text.size() > kMaxProgramBytes) {
    errors->push_back(
        {0, 0, "",
         Cat("the file has ", text.size(), " bytes; a program has at most ",
             kMaxProgramBytes)});
    return false;
  }
  constexpr size_t kNone = std::string_view::npos;
  if (const size_t at = FirstNonUtf8(text); at != kNone) {
    return refuse(at, "this is not UTF-8; save the file as UTF-8 text");
  }
  if (const size_t at = FirstControl(text); at != kNone) {
    return refuse(at, "a control character; a program is plain text");
  }
  if (const size_t at = FirstIndentingTab(text); at != kNone) {
    return refuse(at, "this line is indented with a tab; use spaces");
  }
  return true;
}

void Parse(std::string_view text, YamlNode* out, Errors* errors) {
  View view(text);
  std::istream in(&view);
  YAML::Parser parser(in);
  Builder builder(text, out, errors);
  if (!parser.HandleNextDocument(builder)) return;
  YamlNode second;
  Errors ignored;
  Builder next(text, &second, &ignored);
  if (parser.HandleNextDocument(next)) {
    errors->push_back({second.line, second.column, "",
                       "a second document begins here; a program is one"});
  }
}

// What yaml-cpp's words mean to somebody who wrote a file.
std::string_view Advice(std::string_view message) {
  struct Row {
    std::string_view begins;
    std::string_view advice;
  };
  constexpr Row kRows[] = {
      {"illegal map value",
       "this \":\" can begin no value; look at the indentation, and at the "
       "line above for a \":\" that is missing"},
      {"end of map flow", "a \"{\" is not closed by its \"}\""},
      {"end of sequence flow", "a \"[\" is not closed by its \"]\""},
      {"illegal flow end", "this closing bracket has no opening one"},
      {"end of map",
       "this line fits neither the indentation nor the kind of "
       "those above"},
      {"end of sequence",
       "this line fits neither the indentation nor the "
       "kind of those above"},
      {"illegal block entry", "a list item \"- \" cannot begin here"},
      {"illegal EOF in scalar", "a quote is not closed"},
      {"unknown token", "this character must be quoted"}};
  for (const Row& row : kRows) {
    if (message.substr(0, row.begins.size()) == row.begins) return row.advice;
  }
  return message;
}

ProgramError SyntaxError(const YAML::Exception& e) {
  const int column = e.mark.column + 1;
  return {e.mark.line + 1, column, "",
          Cat("this is not YAML at column ", column, ": ", Advice(e.msg))};
}

}  // namespace

bool ReadYamlTree(std::string_view text, YamlNode* out, Errors* errors) {
  const size_t before = errors->size();
  if (!CheckBytes(text, errors)) return false;
  try {
    Parse(text, out, errors);
  } catch (const YAML::DeepRecursion& e) {
    errors->push_back({e.mark.line + 1, e.mark.column + 1, "",
                       "brackets are nested too deeply"});
  } catch (const YAML::Exception& e) {
    errors->push_back(SyntaxError(e));
  } catch (const std::exception& e) {
    errors->push_back({0, 0, "", Cat("this is not YAML: ", e.what())});
  }
  return errors->size() == before;
}

}  // namespace laurel
