#include "connectors/csv/pattern.h"

#include <algorithm>

#include "connectors/csv/text.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr int kNoLimit = -1;
constexpr int kMostRepeats = 1000;
constexpr size_t kMostStates = 20'000;
constexpr int kDeepest = 50;

using Bytes = std::bitset<256>;

// The pattern as it reads.
struct Expr {
  enum Kind { kByte, kBegin, kEnd, kSequence, kEither, kRepeat };
  Kind kind = kSequence;
  Bytes bytes;              // of kByte
  std::vector<Expr> parts;  // of kSequence, kEither; the one of kRepeat
  int least = 0, most = 0;  // of kRepeat
};

Bytes Range(unsigned char from, unsigned char to) {
  Bytes bytes;
  for (int c = from; c <= to; ++c) bytes.set(c);
  return bytes;
}

Bytes One(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return Range(byte, byte);
}

Bytes Escaped(char c) {
  switch (c) {
    case 'd':
      return Range('0', '9');
    case 'w':
      return Range('a', 'z') | Range('A', 'Z') | Range('0', '9') | One('_');
    case 's':
      return One(' ') | Range('\t', '\r');
    case 't':
      return One('\t');
    case 'n':
      return One('\n');
    default:
      return One(c);
  }
}

class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  absl::StatusOr<Expr> Parse() {
    ASSIGN_OR_RETURN(Expr expr, Either());
    if (at_ < text_.size()) return Wrong("a ) without its (");
    return expr;
  }

 private:
  absl::StatusOr<Expr> Either() {
    if (++depth_ > kDeepest) return Wrong("groups nest too deep");
    Expr result{Expr::kEither, {}, {}, 0, 0};
    do {
      ASSIGN_OR_RETURN(Expr part, Sequence());
      result.parts.push_back(std::move(part));
    } while (Accept('|'));
    --depth_;
    return result;
  }

  absl::StatusOr<Expr> Sequence() {
    Expr result;
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      ASSIGN_OR_RETURN(Expr part, Repeated());
      result.parts.push_back(std::move(part));
    }
    return result;
  }

  absl::StatusOr<Expr> Repeated() {
    ASSIGN_OR_RETURN(Expr expr, Single());
    int least = 0, most = kNoLimit;
    if (Accept('?')) {
      most = 1;
    } else if (Accept('+')) {
      least = 1;
    } else if (Accept('{')) {
      RETURN_IF_ERROR(Counts(least, most));
    } else if (!Accept('*')) {
      return expr;
    }
    constexpr std::string_view kRepetitions = "?+*{";
    if (at_ < text_.size() && kRepetitions.find(text_[at_]) != text_.npos) {
      return Wrong("two repetitions in a row; group the first by ( )");
    }
    Expr repeat{Expr::kRepeat, {}, {}, least, most};
    repeat.parts.push_back(std::move(expr));
    return repeat;
  }

  // "2}", "2,}", "2,5}"
  absl::Status Counts(int& least, int& most) {
    if (!Number(least)) return Wrong("a number is expected after {");
    most = least;
    if (Accept(',') && !Number(most)) most = kNoLimit;
    if (!Accept('}')) return Wrong("a } is missing");
    if (least > kMostRepeats || most > kMostRepeats) {
      return Wrong("at most 1000 repetitions are possible");
    }
    if (most != kNoLimit && most < least) {
      return Wrong("the first number of { } is the smaller one");
    }
    return absl::OkStatus();
  }

  bool Number(int& out) {
    const size_t begin = at_;
    out = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      out = std::min(out * 10 + (text_[at_++] - '0'), kMostRepeats + 1);
    }
    return at_ > begin;
  }

  absl::StatusOr<Expr> Single() {
    const char c = text_[at_++];
    Expr expr{Expr::kByte, {}, {}, 0, 0};
    switch (c) {
      case '(': {
        ASSIGN_OR_RETURN(expr, Either());
        if (!Accept(')')) return Wrong("a ( without its )");
        return expr;
      }
      case '[': {
        ASSIGN_OR_RETURN(expr.bytes, Set());
        return expr;
      }
      case '^':
        expr.kind = Expr::kBegin;
        return expr;
      case '$':
        expr.kind = Expr::kEnd;
        return expr;
      case '.':
        expr.bytes.set();
        return expr;
      case '*':
      case '+':
      case '?':
      case '{':
        return Wrong(
            Concat({"nothing stands before ", std::string_view(&c, 1)}));
      case '\\':
        if (at_ == text_.size()) return Wrong("nothing stands after \\");
        expr.bytes = Escaped(text_[at_++]);
        return expr;
      default:
        expr.bytes = One(c);
        return expr;
    }
  }

  // Behind the [.
  absl::StatusOr<Bytes> Set() {
    Bytes bytes;
    const bool others = Accept('^');
    bool first = true;
    while (at_ < text_.size() && (first || text_[at_] != ']')) {
      first = false;
      const char c = text_[at_++];
      if (c == '\\' && at_ < text_.size()) {
        bytes |= Escaped(text_[at_++]);
      } else if (at_ + 1 < text_.size() && text_[at_] == '-' &&
                 text_[at_ + 1] != ']') {
        const Bytes range = Range(static_cast<unsigned char>(c),
                                  static_cast<unsigned char>(text_[at_ + 1]));
        if (range.none()) {
          return Wrong(Concat(
              {"the range ", text_.substr(at_ - 1, 3), " runs backwards"}));
        }
        bytes |= range;
        at_ += 2;
      } else {
        bytes |= One(c);
      }
    }
    if (!Accept(']')) return Wrong("a [ without its ]");
    return others ? ~bytes : bytes;
  }

  bool Accept(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  static absl::Status Wrong(std::string sentence) {
    return absl::InvalidArgumentError(sentence);
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

// Builds the machine from its end: what follows is known when a part is made.
class PatternCompiler {
 public:
  // The first state of `expr`, which goes on to state `next`.
  int Add(const Expr& expr, int next) {
    switch (expr.kind) {
      case Expr::kByte:
        return Add({State::kByte, next, -1, expr.bytes});
      case Expr::kBegin:
        return Add({State::kBegin, next, -1, {}});
      case Expr::kEnd:
        return Add({State::kEnd, next, -1, {}});
      case Expr::kSequence:
        for (size_t i = expr.parts.size(); i-- > 0;) {
          next = Add(expr.parts[i], next);
        }
        return next;
      case Expr::kEither:
        return AddEither(expr, next);
      case Expr::kRepeat:
        return AddRepeat(expr, next);
    }
    return next;
  }

  using State = Pattern::State;
  int Add(const State& state) {
    // Beyond the limit nothing grows; the caller looks at full().
    if (!full()) pattern_.states_.push_back(state);
    return static_cast<int>(pattern_.states_.size()) - 1;
  }
  bool full() const { return pattern_.states_.size() >= kMostStates; }

  Pattern Finish(int start) {
    pattern_.start_ = start;
    return std::move(pattern_);
  }

 private:
  int AddEither(const Expr& expr, int next) {
    int first = Add(expr.parts[0], next);
    for (size_t i = 1; i < expr.parts.size() && !full(); ++i) {
      first = Add({State::kBoth, first, Add(expr.parts[i], next), {}});
    }
    return first;
  }

  int AddRepeat(const Expr& expr, int next) {
    const Expr& part = expr.parts[0];
    if (expr.most == kNoLimit) {
      const int loop = Add({State::kBoth, next, next, {}});
      const int body = Add(part, loop);
      pattern_.states_[loop].other = body;
      next = loop;
    }
    const int after = next;
    for (int i = expr.least; i < expr.most && !full(); ++i) {
      next = Add({State::kBoth, Add(part, next), after, {}});
    }
    for (int i = 0; i < expr.least && !full(); ++i) next = Add(part, next);
    return next;
  }

  Pattern pattern_;
};

struct Pattern::Active {
  explicit Active(size_t states) : entered(states, 0) {}

  void Clear() {
    ++step;
    bytes.clear();
  }

  std::vector<int> bytes;         // states that wait for a byte
  std::vector<int> to_enter;      // scratch of Enter()
  std::vector<uint32_t> entered;  // the step at which a state was entered
  uint32_t step = 1;
};

absl::StatusOr<Pattern> Pattern::Compile(std::string_view text) {
  ASSIGN_OR_RETURN(const Expr expr, PatternParser(text).Parse());
  PatternCompiler compiler;
  const int found = compiler.Add(State{});
  const int start = compiler.Add(expr, found);
  if (compiler.full()) {
    return absl::InvalidArgumentError("the pattern is too large");
  }
  return compiler.Finish(start);
}

bool Pattern::Matches(std::string_view value) const {
  Active now(states_.size()), next(states_.size());
  for (size_t i = 0;; ++i) {
    const bool at_end = i == value.size();
    if (Enter(start_, i == 0, at_end, now)) return true;
    if (at_end) return false;
    next.Clear();
    const auto byte = static_cast<unsigned char>(value[i]);
    for (int state : now.bytes) {
      if (!states_[state].bytes[byte]) continue;
      if (Enter(states_[state].next, false, i + 1 == value.size(), next)) {
        return true;
      }
    }
    std::swap(now, next);
  }
}

// True where the pattern is found by way of `state`.
bool Pattern::Enter(int state, bool at_begin, bool at_end,
                    Active& active) const {
  active.to_enter.assign(1, state);
  while (!active.to_enter.empty()) {
    const int at = active.to_enter.back();
    active.to_enter.pop_back();
    if (active.entered[at] == active.step) continue;
    active.entered[at] = active.step;
    const State& s = states_[at];
    switch (s.kind) {
      case State::kFound:
        return true;
      case State::kByte:
        active.bytes.push_back(at);
        break;
      case State::kBoth:
        active.to_enter.push_back(s.other);
        [[fallthrough]];
      case State::kBegin:
      case State::kEnd:
        if (s.kind == State::kBegin && !at_begin) break;
        if (s.kind == State::kEnd && !at_end) break;
        active.to_enter.push_back(s.next);
    }
  }
  return false;
}

}  // namespace laurel
