#include "engine/runtime/parked.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace laurel {
namespace {

constexpr std::string_view kTopic = "__connect.errors.topic";
constexpr std::string_view kPartition = "__connect.errors.partition";
constexpr std::string_view kOffset = "__connect.errors.offset";
constexpr std::string_view kReason = "__connect.errors.exception.class.name";
constexpr std::string_view kMessage = "__connect.errors.exception.message";

absl::string_view Absl(std::string_view text) {
  return {text.data(), text.size()};
}

template <typename Int>
absl::Status ParseNumber(std::string_view headers, std::string_view name,
                         Int& out) {
  const std::string_view text = FindHeader(headers, name);
  if (absl::SimpleAtoi(Absl(text), &out)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("parked record: header ", Absl(name), " is '", Absl(text),
                   "', want a number"));
}

}  // namespace

void AddParked(const ParkedCopy& copy, Records& parked) {
  const std::string partition = absl::StrCat(copy.partition);
  const std::string offset = absl::StrCat(copy.offset);
  parked.Add(copy.key, copy.value,
             {{kTopic, copy.topic},
              {kPartition, partition},
              {kOffset, offset},
              {kReason, copy.reason},
              {kMessage, copy.message}});
}

absl::StatusOr<ParkedCopy> ParseParked(const LogRecord& record) {
  ParkedCopy copy{.topic = FindHeader(record.headers, kTopic),
                  .reason = FindHeader(record.headers, kReason),
                  .message = FindHeader(record.headers, kMessage),
                  .key = record.key,
                  .value = record.value};
  RETURN_IF_ERROR(ParseNumber(record.headers, kPartition, copy.partition));
  RETURN_IF_ERROR(ParseNumber(record.headers, kOffset, copy.offset));
  return copy;
}

}  // namespace laurel
