#include "tests/scenarios/difference.h"

#include <algorithm>

#include "tests/scenarios/event_lines.h"

namespace laurel {
namespace {

struct Row {
  char mark = ' ';  // ' ' in both, '-' written only, '+' actual only
  const std::vector<std::string>* fields = nullptr;
};

// The longest common subsequence, by the table of its lengths from the end.
std::vector<Row> Merge(const EventFields& written, const EventFields& actual) {
  const size_t n = written.size(), m = actual.size();
  std::vector<std::vector<size_t>> common(n + 1, std::vector<size_t>(m + 1));
  for (size_t i = n; i-- > 0;) {
    for (size_t j = m; j-- > 0;) {
      common[i][j] = SameEvent(written[i], actual[j])
                         ? common[i + 1][j + 1] + 1
                         : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::vector<Row> rows;
  for (size_t i = 0, j = 0; i < n || j < m;) {
    if (i < n && j < m && SameEvent(written[i], actual[j])) {
      rows.push_back({' ', &written[i++]}), ++j;
    } else if (j == m || (i < n && common[i + 1][j] >= common[i][j + 1])) {
      rows.push_back({'-', &written[i++]});
    } else {
      rows.push_back({'+', &actual[j++]});
    }
  }
  return rows;
}

// The first three columns (time, customer, event) are as wide as their widest.
std::vector<std::string> InColumns(const std::vector<Row>& rows) {
  size_t widths[3] = {};
  for (const Row& row : rows) {
    for (size_t i = 0; i < 3 && i < row.fields->size(); ++i) {
      widths[i] = std::max(widths[i], (*row.fields)[i].size());
    }
  }
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.fields->size(); ++i) {
      std::string field = (*row.fields)[i];
      if (i < 3 && i + 1 < row.fields->size()) field.resize(widths[i], ' ');
      line += (i == 0 ? "" : "  ") + field;
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> Short(const std::vector<std::string>& fields) {
  std::vector<std::string> rest;
  for (const std::string& field : fields) {
    if (field.substr(0, 4) != "lot " && field.substr(0, 4) != "lots") {
      rest.push_back(field);
    }
  }
  return rest;
}

}  // namespace

std::string DifferenceOf(const EventFields& written,
                         const EventFields& actual) {
  const std::vector<Row> rows = Merge(written, actual);
  const bool same = std::all_of(rows.begin(), rows.end(),
                                [](const Row& row) { return row.mark == ' '; });
  if (same) return "";
  std::string text = "  - written here, + what happened\n";
  const std::vector<std::string> lines = InColumns(rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    text += std::string("  ") + rows[i].mark + " " + lines[i] + "\n";
  }
  return text;
}

std::vector<std::string> Aligned(const EventFields& actual,
                                 const EventFields& written) {
  EventFields kept;
  std::vector<Row> merged = Merge(written, actual);
  for (const Row& row : merged) {
    if (row.mark == ' ') kept.push_back(*row.fields);
    if (row.mark == '+') kept.push_back(Short(*row.fields));
  }
  std::vector<Row> rows;
  for (const auto& fields : kept) rows.push_back({' ', &fields});
  std::vector<std::string> lines = InColumns(rows);
  for (std::string& line : lines) line = "  " + line;
  return lines;
}

}  // namespace laurel
