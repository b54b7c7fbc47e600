#include "cli/nearest.h"

#include <algorithm>
#include <numeric>

namespace laurel {
namespace {

// How many letters have to be changed, put in or taken away.
size_t Edits(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Suggestion(std::string_view word,
                       const std::vector<std::string>& known) {
  size_t fewest = std::max<size_t>(1, word.size() / 3) + 1;
  std::string_view nearest;
  for (const std::string& candidate : known) {
    const size_t edits = Edits(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  if (nearest.empty()) return "";
  return " (did you mean " + std::string(nearest) + "?)";
}

}  // namespace laurel
