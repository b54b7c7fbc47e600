// Regular expressions whose matching takes time in proportion to the value,
// whatever the pattern: the values come from other people's files.
//
//   a . [a-z] [^CA] \d \w \s \.     a byte       ab     one after another
//   ^ $                             begin, end   a|b    one of them
//   ( )                             a group      a* a+ a? a{2} a{2,} a{2,5}
//
// A pattern matches where it is found anywhere in the value; ^ and $ bind it.
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace laurel {

class Pattern {
 public:
  // InvalidArgument with what is wrong with `text`.
  static absl::StatusOr<Pattern> Compile(std::string_view text);

  bool Matches(std::string_view value) const;

 private:
  friend class PatternCompiler;

  // A state of the machine, and where it goes on to.
  struct State {
    enum Kind { kByte, kBoth, kBegin, kEnd, kFound };
    Kind kind = kFound;
    int next = -1;
    int other = -1;            // of kBoth: the second way
    std::bitset<256> bytes{};  // of kByte: which go on
  };
  // States to be in at once, each at most once.
  struct Active;

  bool Enter(int state, bool at_begin, bool at_end, Active& active) const;

  std::vector<State> states_;
  int start_ = 0;
};

}  // namespace laurel
