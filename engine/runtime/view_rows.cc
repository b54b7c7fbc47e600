#include "engine/runtime/view_rows.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace laurel {
namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "rows are little endian; swap here for other machines");

template <typename Number>
void Append(Number number, std::string& out) {
  char bytes[sizeof(number)];
  std::memcpy(bytes, &number, sizeof(number));
  out.append(bytes, sizeof(number));
}

void AppendText(std::string_view text, std::string& out) {
  Append(static_cast<uint32_t>(text.size()), out);
  out.append(text);
}

// Takes fields off the front; once something is short, all is.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  template <typename Number>
  Fields& operator>>(Number& number) {
    if (rest_.size() < sizeof(number)) return Fail();
    std::memcpy(&number, rest_.data(), sizeof(number));
    rest_.remove_prefix(sizeof(number));
    return *this;
  }
  Fields& operator>>(std::string& text) {
    uint32_t size = 0;
    *this >> size;
    if (rest_.size() < size) return Fail();
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return *this;
  }
  std::string_view rest() const { return rest_; }
  absl::Status status(const char* what) const {
    if (ok_) return absl::OkStatus();
    return absl::DataLossError(std::string(what) + " is cut short");
  }

 private:
  Fields& Fail() {
    ok_ = false;
    rest_ = {};
    return *this;
  }
  std::string_view rest_;
  bool ok_ = true;
};

std::string WithInstant(Instant at, std::string_view bytes) {
  std::string row;
  row.reserve(sizeof(at.ms) + bytes.size());
  Append(at.ms, row);
  row.append(bytes);
  return row;
}

absl::Status SplitInstant(std::string_view row, const char* what, Instant* at,
                          std::string_view* bytes) {
  Fields fields(row);
  fields >> at->ms;
  *bytes = fields.rest();
  return fields.status(what);
}

}  // namespace

std::string EncodeProgress(const Progress& progress) {
  std::string row;
  Append(progress.format, row);
  AppendText(progress.log.log_id, row);
  AppendText(progress.log.facts_topic, row);
  Append(progress.log.partitions, row);
  Append(progress.partition, row);
  Append(progress.next_fact, row);
  Append(progress.next_decision, row);
  Append(progress.last_fact_hash, row);
  Append(progress.clock.ms, row);
  Append(progress.importing, row);
  Append(progress.indexed_version, row);
  Append(progress.told_decision, row);
  return row;
}

absl::Status DecodeProgress(std::string_view bytes, Progress* out) {
  Fields fields(bytes);
  fields >> out->format;
  if (out->format != kViewFormat) {
    return absl::FailedPreconditionError(
        "the view has format " + std::to_string(out->format) +
        ", this laurel reads format " + std::to_string(kViewFormat) +
        "; run `laurel rebuild` to fold it anew from the log");
  }
  fields >> out->log.log_id >> out->log.facts_topic >> out->log.partitions >>
      out->partition >> out->next_fact >> out->next_decision >>
      out->last_fact_hash >> out->clock.ms >> out->importing >>
      out->indexed_version >> out->told_decision;
  return fields.status("the view's progress row");
}

absl::Status CheckOrigin(const Progress& stored, const LogIdentity& log,
                         int32_t partition) {
  const struct {
    std::string_view what;
    std::string view, log;
  } origins[] = {
      {"log", stored.log.log_id, log.log_id},
      {"topic", stored.log.facts_topic, log.facts_topic},
      {"a log with partitions", std::to_string(stored.log.partitions),
       std::to_string(log.partitions)},
      {"partition", std::to_string(stored.partition),
       std::to_string(partition)},
  };
  for (const auto& origin : origins) {
    if (origin.view == origin.log) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "the view is of ", std::string(origin.what), " ", origin.view,
        ", the log is ", origin.log, "; is this the right data directory?"));
  }
  return absl::OkStatus();
}

std::string EncodeCustomerRow(Instant due_row, std::string_view state) {
  return WithInstant(due_row, state);
}

absl::Status SplitCustomerRow(std::string_view row, Instant* due_row,
                              std::string_view* state) {
  return SplitInstant(row, "a customer's row", due_row, state);
}

std::string EncodeProgramRow(Instant since, std::string_view fact) {
  return WithInstant(since, fact);
}

absl::Status SplitProgramRow(std::string_view row, Instant* since,
                             std::string_view* fact) {
  return SplitInstant(row, "a program's row", since, fact);
}

}  // namespace laurel
