#include "tests/scenarios/script.h"

#include <sstream>

#include "engine/base/status.h"
#include "tests/scenarios/words.h"

namespace laurel {
namespace {

size_t IndentOf(std::string_view text) {
  return std::min(text.find_first_not_of(' '), text.size());
}

bool IsFact(const Script& script) {
  for (size_t i = script.steps.size(); i-- > 0;) {
    const ScriptStep& step = script.steps[i];
    if (std::holds_alternative<ThenStep>(step) ||
        std::holds_alternative<CustomerStep>(step)) {
      return false;
    }
    if (std::holds_alternative<SectionStep>(step)) return true;
  }
  return false;
}

// "v-[2..4] on day [2..4]" stands for three lines, with 2, 3 and 4 in the
// place of each such bracket.
std::vector<std::string> Expand(const std::string& text) {
  const size_t open = text.find('['), dots = text.find("..", open),
               close = text.find(']', open);
  if (open == text.npos || dots > close || close == text.npos) return {text};
  const std::string_view view = text;
  const auto first = ReadInteger(view.substr(open + 1, dots - open - 1));
  const auto last = ReadInteger(view.substr(dots + 2, close - dots - 2));
  if (!first || !last) return {text};
  const std::string range = text.substr(open, close + 1 - open);
  std::vector<std::string> lines;
  for (int64_t i = *first; i <= *last; ++i) {
    std::string line = text;
    for (size_t at; (at = line.find(range)) != line.npos;) {
      line.replace(at, range.size(), std::to_string(i));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// Reads the lines of one file, top to bottom.
class Reader {
 public:
  explicit Reader(Script& script) : script_(script) {}

  absl::Status Read(const TextLine& line) {
    const size_t indent = IndentOf(line.text);
    const TextLine inner{line.number, line.text.substr(indent)};
    if (inner.text.empty()) return absl::OkStatus();
    if (inner.text.front() == '#') {
      if (script_.title.empty()) script_.title = inner.text.substr(1);
      return absl::OkStatus();
    }
    return indent == 0 ? Top(inner) : Inner(inner, indent);
  }

 private:
  absl::Status Error(const TextLine& line, std::string_view message) {
    return ErrorAt(script_.file, line, message);
  }

  absl::Status Top(const TextLine& line) {
    const auto words = Words(line.text);
    const std::string_view word = words.front();
    const std::string rest(line.text.substr(
        std::min(line.text.size(), line.text.find(' ') + size_t{1})));
    if (word == "program" && words.size() == 2) {
      script_.program = line;
    } else if (word == "pending") {
      script_.pending = rest;
    } else if (word == "given" || word == "when") {
      script_.steps.push_back(SectionStep{word == "given"});
    } else if (word == "until") {
      script_.steps.push_back(UntilStep{line, rest});
    } else if (word == "then") {
      std::vector<std::string> about(words.begin() + 1, words.end());
      script_.steps.push_back(ThenStep{line, about, {}, line.number + 1});
    } else if (word == "customer" && words.size() == 2) {
      script_.steps.push_back(CustomerStep{line, std::string(words[1]), {}});
    } else {
      return Error(line,
                   "expected program NAME, given, when, until TIME, then, "
                   "customer NAME or pending REASON, found " +
                       line.text);
    }
    return absl::OkStatus();
  }

  absl::Status Inner(const TextLine& line, size_t indent) {
    if (script_.steps.empty()) return Patch(line, script_.patches);
    ScriptStep& step = script_.steps.back();
    if (auto* then = std::get_if<ThenStep>(&step)) {
      for (std::string& text : Expand(line.text)) {
        then->events.push_back({line.number, std::move(text)});
      }
      then->end = line.number + 1;
      return absl::OkStatus();
    }
    if (auto* customer = std::get_if<CustomerStep>(&step)) {
      customer->words.push_back(line);
      return absl::OkStatus();
    }
    if (auto* publish = std::get_if<PublishStep>(&step);
        publish != nullptr && indent >= 4) {
      return Patch(line, publish->patches);
    }
    if (!IsFact(script_)) return Error(line, "facts stand under given or when");
    return FactOrProgram(line);
  }

  absl::Status Patch(const TextLine& line, std::vector<YamlPatch>& patches) {
    const size_t colon = line.text.find(": ");
    if (script_.program.text.empty() || colon == line.text.npos) {
      return Error(line,
                   "expected PATH: VALUE under program, found " + line.text);
    }
    patches.push_back(
        {line.text.substr(0, colon), line.text.substr(colon + 2)});
    return absl::OkStatus();
  }

  absl::Status FactOrProgram(const TextLine& line) {
    const auto fields = Fields(line.text);
    if (fields.size() > 1 && fields[1] == "program_published") {
      script_.steps.push_back(PublishStep{line, std::string(fields[0]), {}});
      return absl::OkStatus();
    }
    for (std::string& text : Expand(line.text)) {
      script_.steps.push_back(FactStep{{line.number, std::move(text)},
                                       "f-" + std::to_string(++facts_)});
    }
    return absl::OkStatus();
  }

  Script& script_;
  int facts_ = 0;
};

}  // namespace

absl::Status ErrorAt(const std::string& file, const TextLine& line,
                     std::string_view message) {
  return absl::InvalidArgumentError(file + ":" + std::to_string(line.number) +
                                    ": " + std::string(message));
}

absl::StatusOr<Script> ReadScript(std::string file, const std::string& text) {
  Script script;
  script.file = std::move(file);
  Reader reader(script);
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    script.lines.push_back(line);
    const TextLine numbered{static_cast<int>(script.lines.size()), line};
    RETURN_IF_ERROR(reader.Read(numbered));
  }
  if (script.program.text.empty()) {
    return ErrorAt(script.file, {1, ""}, "no line says program NAME");
  }
  return script;
}

void ReplaceThen(Script& script, const ThenStep& then,
                 const std::vector<std::string>& events) {
  const auto begin = script.lines.begin() + then.line.number;
  script.lines.erase(begin, script.lines.begin() + then.end - 1);
  script.lines.insert(script.lines.begin() + then.line.number, events.begin(),
                      events.end());
}

}  // namespace laurel
