#include "connectors/csv/import_summary.h"

#include <google/protobuf/util/time_util.h>

#include <string_view>

#include "connectors/csv/text.h"

namespace laurel {
namespace {

std::string CountLine(int64_t n, std::string_view what) {
  std::string number = std::to_string(n);
  if (number.size() < 12) number.insert(0, 12 - number.size(), ' ');
  return Concat({number, "  ", what, "\n"});
}

std::string DateText(Instant at) {
  return google::protobuf::util::TimeUtil::ToString(
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(at.ms));
}

}  // namespace

std::string ToText(const ImportSummary& summary) {
  std::string text = CountLine(summary.rows_read, "rows read");
  for (const auto& [reason, n] : summary.skipped_by_reason) {
    text += CountLine(n, "rows skipped: " + reason);
  }
  for (const auto& [reason, n] : summary.rejected_by_reason) {
    text += CountLine(n, "rows rejected: " + reason);
  }
  text += CountLine(summary.facts, "facts");
  for (const auto& [body, n] : summary.facts_by_body) {
    text += CountLine(n, "  " + body);
  }
  if (summary.first) {
    text += Concat({"from ", DateText(*summary.first), " to ",
                    DateText(*summary.last), "\n"});
  }
  for (const std::string& column : summary.empty_columns) {
    text += Concat({"no row fills the column of ", column, "\n"});
  }
  if (summary.repeated_ids > 0) {
    text += CountLine(summary.repeated_ids,
                      Concat({"facts repeat the id of an earlier one (",
                              Shown(summary.repeated_id),
                              "): the engine takes the first only"}));
  }
  return text;
}

}  // namespace laurel
