#include "engine/base/nearest.h"

#include <algorithm>

namespace laurel {
namespace {

constexpr size_t kLongest = 64;  // beyond it nothing is a slip

std::string Plain(std::string_view word) {
  std::string plain;
  for (char c : word) {
    if (c != '_') plain += c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
  }
  return plain;
}

}  // namespace

// Row by row; `before` and `above` are the two rows over `row`:
//
//        t  i  r  e
//     0  1  2  3  4
//  t  1  0  1  2  3
//  i  2  1  0  1  2
//  e  3  2  1  1  1      "tie" is 1 from "tire"
size_t EditDistance(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above = row;
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + !same});
      const bool swapped =
          i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::string NearestName(std::string_view word,
                        const std::vector<std::string>& names) {
  std::string nearest;
  if (word.size() > kLongest) return nearest;
  const std::string plain = Plain(word);
  size_t least = std::max<size_t>(plain.size() / 3, 1) + 1;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(plain, Plain(name));
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

}  // namespace laurel
