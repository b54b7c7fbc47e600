#include "cli/partition_list.h"

#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace laurel {
namespace {

bool ParseRange(absl::string_view word, int32_t* first, int32_t* last) {
  const std::pair<std::string, std::string> ends =
      absl::StrSplit(word, absl::MaxSplits('-', 1));
  if (!absl::SimpleAtoi(ends.first, first)) return false;
  *last = *first;
  const bool one = word.find('-') == word.npos;
  return (one || absl::SimpleAtoi(ends.second, last)) && *first <= *last;
}

}  // namespace

absl::StatusOr<std::vector<int32_t>> ParsePartitions(const std::string& text,
                                                     int32_t partitions) {
  std::set<int32_t> found;
  for (absl::string_view word : absl::StrSplit(text, ',')) {
    int32_t first = 0, last = 0;
    if (!ParseRange(word, &first, &last)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--partitions: \"", word,
                       "\" is no partition and no range of them, such as 0-3"));
    }
    if (first < 0 || last >= partitions) {
      return absl::InvalidArgumentError(
          absl::StrCat("--partitions: ", word, " of a log with ", partitions,
                       " (0 to ", partitions - 1, ")"));
    }
    for (int32_t p = first; p <= last; ++p) found.insert(p);
  }
  return std::vector<int32_t>(found.begin(), found.end());
}

}  // namespace laurel
