#include "tests/laws/history.h"

#include <array>
#include <charconv>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

constexpr std::array<std::string_view, kDeeds> kDeedNames = {
    "pay",     "visit",   "refund",    "redeem",   "reverse",
    "hold",    "capture", "release",   "adjust",   "enrol",
    "assign",  "message", "feedback",  "complain", "consent",
    "profile", "appoint", "engage",    "erase",    "repeat",
    "reuse",   "again",   "anonymous", "tick",     "publish"};

void Write(std::string_view key, int64_t value, std::ostream& out) {
  if (value != 0) out << ' ' << key << '=' << value;
}

std::string Join(const std::vector<Part>& parts, char between) {
  std::ostringstream out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out << between;
    out << parts[i].what << ':' << parts[i].amount;
  }
  return out.str();
}

void WriteMove(const Move& move, std::ostream& out) {
  out << 'c' << move.who << " +" << move.gap_ms << ' '
      << kDeedNames[static_cast<size_t>(move.deed)];
  Write("late", move.late_ms, out);
  Write("ref", move.ref, out);
  Write("amount", move.amount, out);
  Write("pick", move.pick, out);
  if (!move.lines.empty()) out << " lines=" << Join(move.lines, ',');
  if (!move.tenders.empty()) out << " tenders=" << Join(move.tenders, ',');
  out << '\n';
}

template <typename Int>
bool Parse(std::string_view text, Int* out) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size();
}

bool ParseParts(std::string_view text, char between, std::vector<Part>* out) {
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(between));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    const size_t colon = one.find(':');
    Part part;
    if (colon == one.npos || !Parse(one.substr(0, colon), &part.what) ||
        !Parse(one.substr(colon + 1), &part.amount)) {
      return false;
    }
    out->push_back(part);
  }
  return true;
}

bool ParseDeed(std::string_view word, Deed* out) {
  for (size_t i = 0; i < kDeedNames.size(); ++i) {
    if (kDeedNames[i] != word) continue;
    *out = static_cast<Deed>(i);
    return true;
  }
  return false;
}

bool ParseField(std::string_view word, Move* move) {
  const size_t equals = word.find('=');
  if (equals == word.npos) return false;
  const std::string_view key = word.substr(0, equals);
  const std::string_view value = word.substr(equals + 1);
  if (key == "late") return Parse(value, &move->late_ms);
  if (key == "ref") return Parse(value, &move->ref);
  if (key == "amount") return Parse(value, &move->amount);
  if (key == "pick") return Parse(value, &move->pick);
  if (key == "lines") return ParseParts(value, ',', &move->lines);
  if (key == "tenders") return ParseParts(value, ',', &move->tenders);
  return false;
}

// "c0 +3600000 pay pick=1".
bool ParseMove(std::string_view line, Move* move) {
  std::istringstream words{std::string(line)};
  std::string who, gap, deed, field;
  words >> who >> gap >> deed;
  if (who.size() < 2 || gap.size() < 2 || who[0] != 'c' || gap[0] != '+') {
    return false;
  }
  if (!Parse(std::string_view(who).substr(1), &move->who) ||
      !Parse(std::string_view(gap).substr(1), &move->gap_ms) ||
      !ParseDeed(deed, &move->deed)) {
    return false;
  }
  while (words >> field) {
    if (!ParseField(field, move)) return false;
  }
  return true;
}

// "  path: value".
bool ParsePatch(std::string_view line, History* history) {
  const size_t colon = line.find(": ");
  if (colon == line.npos || history->programs.empty()) return false;
  history->programs.back().push_back({std::string(line.substr(2, colon - 2)),
                                      std::string(line.substr(colon + 2))});
  return true;
}

bool ParseLine(std::string_view line, History* history) {
  if (line.empty() || line[0] == '#') return true;
  if (line.starts_with("  ")) return ParsePatch(line, history);
  if (line.starts_with("start ")) {
    return Parse(line.substr(6), &history->start_ms);
  }
  if (line.starts_with("chance ")) {
    return Parse(line.substr(7), &history->chance);
  }
  if (line.starts_with("refunds ")) {
    return ParseParts(line.substr(8), ' ', &history->refunds);
  }
  if (line == "program") {
    history->programs.emplace_back();
    return true;
  }
  return ParseMove(line, &history->moves.emplace_back());
}

}  // namespace

std::string WriteHistory(const History& history) {
  std::ostringstream out;
  out << "start " << history.start_ms << "\nchance " << history.chance << '\n';
  for (const auto& patches : history.programs) {
    out << "program\n";
    for (const YamlPatch& patch : patches) {
      out << "  " << patch.path << ": " << patch.value << '\n';
    }
  }
  for (const Move& move : history.moves) WriteMove(move, out);
  if (!history.refunds.empty()) {
    out << "refunds " << Join(history.refunds, ' ') << '\n';
  }
  return out.str();
}

absl::StatusOr<History> ReadHistory(std::string_view text) {
  History history;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!ParseLine(line, &history)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " is no line of a history: ", line));
    }
  }
  return history;
}

}  // namespace laurel
