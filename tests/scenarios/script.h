// A scenario file as a list of steps. Only its form is read here; what the
// lines say is read when they are run. README.md describes the language.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/support/program_patch.h"

namespace laurel {

struct TextLine {
  int number = 0;  // from 1
  std::string text;
};

// Facts after `given` lead to what nobody lists, after `when` to a `then`.
struct SectionStep {
  bool given = false;
};

struct FactStep {
  TextLine line;
  std::string id;  // f-1, f-2, ...
};

// The next version of the program: the one before with patches.
struct PublishStep {
  TextLine line;
  std::string at;
  std::vector<YamlPatch> patches;
};

// A tick, that fires all: TIME, or some: TIME  most 1.
struct UntilStep {
  TextLine line;
  std::string when;
};

struct ThenStep {
  TextLine line;
  std::vector<std::string> about;  // themes and units; empty: everything
  std::vector<TextLine> events;    // expected
  int end = 0;                     // the first line after the `then`, from 1
};

struct CustomerStep {
  TextLine line;
  std::string customer;
  std::vector<TextLine> words;  // expected
};

using ScriptStep = std::variant<SectionStep, FactStep, PublishStep, UntilStep,
                                ThenStep, CustomerStep>;

struct Script {
  std::string file;
  std::vector<std::string> lines;  // as they stand in the file
  std::string title;               // its first comment
  std::string pending;             // why it is not run; empty: it is
  TextLine program;                // "program glow"
  std::vector<YamlPatch> patches;
  std::vector<ScriptStep> steps;
};

// "file:line: message", InvalidArgument.
absl::Status ErrorAt(const std::string& file, const TextLine& line,
                     std::string_view message);

// InvalidArgument names file and line.
absl::StatusOr<Script> ReadScript(std::string file, const std::string& text);

// The file again, with the events of `then` (a step of the script) replaced.
// Later steps keep their line numbers only if replaced from the last on.
void ReplaceThen(Script& script, const ThenStep& then,
                 const std::vector<std::string>& events);

}  // namespace laurel
